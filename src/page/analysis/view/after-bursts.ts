/** As long as this after each time nothing is written. */
const pauseMs = 200;

/** Writes at once, and of what comes in quick succession only the last one, after a pause. */
export function afterBursts(write: (text: string) => void): {
  readonly put: (text: string) => void;
  /** What waits is not written. */
  readonly forget: () => void;
} {
  let waiting: string | undefined;
  let isPause = false;
  const next = () => {
    isPause = waiting !== undefined;
    if (waiting === undefined) return;
    write(waiting);
    waiting = undefined;
    setTimeout(next, pauseMs);
  };
  return {
    put: (text) => {
      waiting = text;
      if (!isPause) next();
    },
    forget: () => {
      waiting = undefined;
    },
  };
}
