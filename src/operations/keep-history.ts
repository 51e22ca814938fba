import { pauseOrAbort } from "../async/pause.ts";
import { within } from "../async/within.ts";
import type { LedgerBook } from "../ledger/ledger-book.ts";
import type { LaneList } from "../protocol/documents/operations-document.ts";
import { type OperationsHistory, stepMs } from "./operations-history.ts";

/** A step waits for the broker no longer than this. */
const patienceMs = 2000;

export interface KeptHistory {
  readonly history: OperationsHistory;
  readonly book: Pick<LedgerBook, "caughtUp" | "stopped" | "list" | "onFolded">;
  /** Asks the broker. */
  readonly lanes: () => Promise<LaneList>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How long a step is; another one only in tests. */
  readonly pauseMs?: number;
}

/** Keeps the history from the moment on at which the book has caught up. Resolves when `signal` aborts. */
export async function keepHistory(
  { history, book, lanes, now = Date.now, pauseMs = stepMs }: KeptHistory,
  signal: AbortSignal,
): Promise<void> {
  await Promise.race([book.caughtUp, book.stopped]);
  history.begin(now());
  const end = book.onFolded((event) => {
    history.take(event, now());
  });
  try {
    for (;;) {
      await pauseOrAbort(pauseMs, signal);
      if (signal.aborted) return;
      const list = await within(patienceMs, lanes());
      const running = book.list().filter(({ status }) => status === "running");
      history.endStep(now(), list?.lanes, new Set(running.map(({ id }) => id)));
    }
  } finally {
    end();
  }
}
