import { setTimeout as pause } from "node:timers/promises";

/** A condition did not come true in time: something hangs. */
export class HungError extends Error {
  override readonly name = "HungError";
}

const everyMs = 20;

/**
 * Asks again and again until there is an answer.
 * @throws {HungError} when the time is over, saying what was waited for
 */
export async function until<T>(
  what: string | (() => string),
  longestMs: number,
  ask: () => T | false | undefined | Promise<T | false | undefined>,
): Promise<T> {
  const deadline = performance.now() + longestMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline)
      throw new HungError(`${typeof what === "string" ? what : what()}: not within ${Math.round(longestMs / 1000)} s`);
    await pause(everyMs);
  }
}
