/** In quick succession so many are written at once, and then one after each pause. */
const atOnce = 8;
const pauseMs = 200;

/** Writes at once, and of many in quick succession only the last one, after a pause. */
export function afterBursts(write: (text: string) => void): {
  readonly put: (text: string) => void;
  /** What waits is written now. */
  readonly flush: () => void;
  /** What waits is not written. */
  readonly forget: () => void;
} {
  let waiting: string | undefined;
  let free = atOnce;
  const flush = () => {
    if (waiting !== undefined) write(waiting);
    waiting = undefined;
  };
  const writeIfFree = () => {
    if (waiting === undefined || free === 0) return;
    if (free === atOnce) setTimeout(afterPause, pauseMs);
    free -= 1;
    flush();
  };
  const afterPause = () => {
    free += 1;
    if (free < atOnce) setTimeout(afterPause, pauseMs);
    writeIfFree();
  };
  return {
    put: (text) => {
      waiting = text;
      writeIfFree();
    },
    flush,
    forget: () => {
      waiting = undefined;
    },
  };
}
