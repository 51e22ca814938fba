import type { Metrics } from "../../metrics/metrics.ts";
import type { AnalysisStatus } from "../../protocol/documents/analysis-document.ts";
import { type BookCounts, noCounts } from "../../ledger/book-counts.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";
import type { EventHub } from "./event-hub.ts";
import type { MemoryBudget } from "./memory-budget.ts";

const statuses: readonly AnalysisStatus[] = ["running", "complete", "incomplete", "cancelled"];

/**
 * What a plotter counts. The book keeps plain numbers, since it folds 10⁵ events a second; they are handed over when the metrics are read.
 *
 * @returns to be called before each reading
 */
export function plotterMetrics(metrics: Metrics, book: LedgerBook, events: EventHub, memory: MemoryBudget): () => void {
  const logEvents = metrics.counter("log_events_total", "Log events that were read, repetitions too.", ["kind"]);
  const deltas = metrics.counter("deltas_folded_total", "Partitions done that changed a ledger.");
  const forgotten = metrics.counter("analyses_forgotten_total", "Analyses that were removed.");
  const badRecords = metrics.counter("bad_records_total", "Log records that were passed over.");
  const foldSeconds = metrics.counter("fold_seconds_total", "Time spent decoding and folding log events.");
  const analyses = metrics.gauge("analyses", "Analyses by status.", ["status"]);
  metrics.gaugeOf(
    "stalled_analyses",
    "Running analyses that have stalled: nothing new has come for a long time, and no work is waiting or in progress.",
    () => book.list().filter(({ ledger }) => ledger.stalled).length,
  );
  metrics.gaugeOf("streams", "Event streams that are open.", () => events.openStreams);
  metrics.gaugeOf("memory_budget_bytes", "Memory for all analyses.", () => memory.bytes);
  metrics.gaugeOf(
    "memory_used_bytes",
    "Memory of the budget that is taken: the most that running analyses can come to, and what ended ones take.",
    () => memory.used,
  );
  metrics.gaugeOf("caught_up", "1 when everything that was in the log at the start is folded.", () =>
    book.isCaughtUp ? 1 : 0,
  );
  let told: BookCounts = noCounts();
  return () => {
    const now = { ...book.counts, events: { ...book.counts.events } };
    for (const kind of Object.keys(now.events) as (keyof typeof now.events)[])
      logEvents.add(now.events[kind] - told.events[kind], { kind });
    deltas.add(now.deltasFolded - told.deltasFolded);
    forgotten.add(now.forgotten - told.forgotten);
    badRecords.add(now.badRecords - told.badRecords);
    foldSeconds.add(now.foldSeconds - told.foldSeconds);
    told = now;
    const list = book.list();
    for (const status of statuses)
      analyses.set(list.filter((analysis) => analysis.status === status).length, { status });
  };
}
