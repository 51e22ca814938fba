import type { Metrics } from "../metrics/metrics.ts";
import type { LogEvent } from "../protocol/log-event.ts";

/** What became of one try: its verdict, or `stopped` when it was taken away (cancelled, handed back, lost). */
export type ItemOutcome = "done" | "again" | "dead" | "stopped";

/** Told of what a processor does; must not throw. */
export interface ItemObserver {
  /**
   * One try begins. Returns what to call, once, when it ends.
   * @param attempt 1 for the first delivery
   */
  started(lane: string, attempt: number): (outcome: ItemOutcome) => void;
  /** An event of an item of this lane is in the log, or on its way to whoever asked for it. */
  yielded(lane: string, event: LogEvent): void;
  /**
   * A thread was ended, as its item took too long.
   * @param beside other items that ran meanwhile
   */
  timedOut(lane: string, beside: number): void;
}

export const unobserved: ItemObserver = {
  started: () => () => undefined,
  yielded: () => undefined,
  timedOut: () => undefined,
};

/** From a partition in memory to the longest that an item may take by default, in seconds. */
const ITEM_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 600];

/**
 * Counts what a processor does. Lanes are those of its settings, so that their number is bounded.
 * @param lanes those whose counters are told from the start
 */
export function observeItems(metrics: Metrics, lanes: readonly string[] = []): ItemObserver {
  const items = metrics.counter("items_total", "Work items by outcome; every try counts.", ["lane", "outcome"]);
  const seconds = metrics.histogram("item_duration_seconds", "Time of one try of an item.", ["lane"], ITEM_SECONDS);
  const inFlight = metrics.gauge("items_in_flight", "Items in hand, those that wait for a thread among them.");
  const redeliveries = metrics.counter("redeliveries_total", "Deliveries of items that had been delivered before.");
  const partitions = metrics.counter("partitions_total", "Partitions that were finished.", ["lane"]);
  const filling = metrics.histogram(
    "partition_duration_seconds",
    "Time of reading a partition and filling its histograms.",
    ["lane"],
    ITEM_SECONDS,
  );
  const entries = metrics.counter("entries_total", "Events (tree entries) seen in partitions that were finished.", [
    "lane",
  ]);
  const bytes = metrics.counter("read_bytes_total", "Bytes read for partitions that were finished.", ["lane"]);
  const requests = metrics.counter(
    "read_requests_total",
    "Reads of files (over HTTP: requests) for partitions that were finished.",
    ["lane"],
  );
  const failures = metrics.counter("failures_total", "Items given up for good, by class of error.", ["lane", "error"]);
  const timeouts = metrics.counter(
    "item_timeouts_total",
    "Items whose thread was ended, as they took longer than HZZ_ITEM_TIMEOUT_MS: beside others, or alone.",
    ["lane", "beside"],
  );
  for (const lane of lanes) {
    for (const beside of ["others", "none"]) timeouts.add(0, { lane, beside });
    for (const outcome of ["done", "again", "dead", "stopped"]) items.add(0, { lane, outcome });
    for (const counter of [partitions, entries, bytes, requests]) counter.add(0, { lane });
    for (const durations of [seconds, filling]) durations.show({ lane });
  }
  return {
    started: (lane, attempt) => {
      const begun = performance.now();
      inFlight.add(1);
      if (attempt > 1) redeliveries.add(1);
      return (outcome) => {
        inFlight.add(-1);
        items.add(1, { lane, outcome });
        seconds.observe((performance.now() - begun) / 1000, { lane });
      };
    },
    timedOut: (lane, beside) => {
      timeouts.add(1, { lane, beside: beside > 0 ? "others" : "none" });
    },
    yielded: (lane, event) => {
      if (event.kind === "partition-done") {
        partitions.add(1, { lane });
        filling.observe(event.stats.milliseconds / 1000, { lane });
        entries.add(event.seen, { lane });
        bytes.add(event.stats.bytes, { lane });
        requests.add(event.stats.requests, { lane });
      } else if ("failure" in event) failures.add(1, { lane, error: event.failure.name });
    },
  };
}
