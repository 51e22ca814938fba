import type { LogEvent } from "../protocol/log-event.ts";

/** What became of one try: its verdict, or `stopped` when it was taken away (cancelled, handed back, lost). */
export type ItemOutcome = "done" | "again" | "dead" | "stopped";

/** Told of what a processor does; must not throw. */
export interface ItemObserver {
  /**
   * One try begins.
   * @param attempt 1 for the first delivery
   * @returns what is to be called, once, when it ends
   */
  started(lane: string, attempt: number): (outcome: ItemOutcome) => void;
  /** An event of an item of this lane is in the log, or on its way to whoever asked for it. */
  yielded(lane: string, event: LogEvent): void;
}

export const unobserved: ItemObserver = { started: () => () => undefined, yielded: () => undefined };
