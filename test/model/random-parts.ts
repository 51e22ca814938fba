import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, beforeAll } from "vitest";

/*
 * What is random in keys is made the same here, since the same states must be the same. That two starts of one run differ in it is as if the
 * broker had forgotten a key. Only after the log went back a start has another one: there it is what keeps it from being taken for one that
 * is forgotten.
 */
const series = new AsyncLocalStorage<number>();
const fixed = () => `00000000-0000-4000-8000-00000000000${series.getStore() ?? 0}` as const;
const randomPart = /\/0{8}-?0{4}-?40{3}-?80{3}-?0{11}\d$/;

/** For the tests of a file, and for these alone: other files run in the same process afterwards. */
export function fixRandomParts(): void {
  beforeAll(() => {
    crypto.randomUUID = fixed;
  });
  afterAll(() => {
    Reflect.deleteProperty(crypto, "randomUUID");
  });
}

/** Runs code, and all that it waits for, so that what is random in it is that of a series. @param number one digit */
export function inSeries<Result>(number: number, run: () => Result): Result {
  return series.run(number, run);
}

/** A key without what is random in it. */
export function plainKey(key: string): string {
  return key.replace(randomPart, "");
}

/** Whether somebody who is not told a key can know it. */
export function isGuessable(key: string): boolean {
  return !randomPart.test(key);
}
