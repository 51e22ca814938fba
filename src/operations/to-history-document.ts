import type { BookedAnalysis } from "../ledger/booked-analysis.ts";
import type { LedgerBook } from "../ledger/ledger-book.ts";
import { entriesLeft } from "../protocol/documents/entries-left.ts";
import type { HistoryDocument } from "../protocol/documents/history-document.ts";
import { withoutSecrets } from "../protocol/documents/to-analysis-document.ts";
import type { OperationsHistory } from "./operations-history.ts";

/** The history as it goes over HTTP, with what runs now. */
export function toHistoryDocument(
  history: OperationsHistory,
  book: Pick<LedgerBook, "list" | "get">,
  now: number,
): HistoryDocument {
  const { since, points } = history;
  return {
    ...(since === undefined ? {} : { since: since.toISOString() }),
    points,
    running: book
      .list()
      .filter(({ status }) => status === "running")
      .map((analysis) => toRunning(analysis, history.paceOf(analysis.id, now))),
    slowest: history.slowest().map((file) => {
      const analysis = book.get(file.analysis);
      const title = analysis?.accepted === true ? { title: analysis.ledger.brief().spec.title } : {};
      return { ...file, ...title, source: withoutSecrets(file.source) };
    }),
    failures: history.failures(),
  };
}

function toRunning({ id, ledger }: BookedAnalysis, pace: number | undefined): HistoryDocument["running"][number] {
  const { spec, progress, stalled } = ledger.brief();
  const left = entriesLeft([progress]);
  return {
    id,
    title: spec.title,
    progress,
    ...(stalled === true ? { stalled } : {}),
    ...(pace === undefined ? {} : { eventsPerSecond: pace }),
    ...(pace === undefined || left === undefined || stalled === true ? {} : { secondsLeft: left / pace }),
  };
}
