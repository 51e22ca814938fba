import { setImmediate } from "node:timers/promises";

/** Lets everything have its turn that waits already. */
export function nextTurn(): Promise<void> {
  return setImmediate();
}
