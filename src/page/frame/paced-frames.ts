/** Part of the main thread's time that drawing may take, and how long a change waits at most, in milliseconds. */
const share = 0.03;
const mostWaitMs = 2000;

/** Draws what has changed, as often as it costs little. */
export interface PacedFrames {
  /** Asks for a drawing, however often before it comes. @param atOnce in the next frame, whatever the last one took */
  readonly ask: (atOnce?: boolean) => void;
  readonly stop: () => void;
}

/**
 * Changes are drawn at most once a frame, and the dearer a drawing was, the later comes the next one: a page that is watched for hours
 * leaves the machine to others. What a drawing takes is counted from the frame in which it begins to the first task after it, with layout
 * and paint.
 *
 * @param draw hands the changes on; what it does later than in its frame is not counted
 */
export function pacedFrames(draw: () => void): PacedFrames {
  let frame: number | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let mayDrawAt = -Infinity;
  const drawNow = () => {
    frame = undefined;
    const begun = performance.now();
    // Until it is known what this one takes.
    mayDrawAt = begun + mostWaitMs;
    draw();
    setTimeout(() => {
      mayDrawAt = Math.min(begun + (performance.now() - begun) / share, mayDrawAt);
      if (waiting !== undefined) askLater();
    });
  };
  const inNextFrame = () => {
    clearTimeout(waiting);
    waiting = undefined;
    frame ??= requestAnimationFrame(drawNow);
  };
  const askLater = () => {
    clearTimeout(waiting);
    waiting = setTimeout(inNextFrame, mayDrawAt - performance.now());
  };
  return {
    ask: (atOnce = false) => {
      if (atOnce || mayDrawAt <= performance.now()) inNextFrame();
      else if (waiting === undefined) askLater();
    },
    stop: () => {
      clearTimeout(waiting);
      waiting = undefined;
      if (frame !== undefined) cancelAnimationFrame(frame);
    },
  };
}
