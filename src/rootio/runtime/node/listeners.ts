import { setMaxListeners } from "node:events";

/** Node takes more than ten listeners of a signal for a leak and warns. Not 0, which `fetch` trips over in Node 20. */
export function expectManyListeners(signal: AbortSignal): void {
  setMaxListeners(Infinity, signal);
}
