import { within } from "../../async/within.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { LaneList } from "../../protocol/documents/operations-document.ts";

/** A scrape waits for the broker no longer than this. */
const patienceMs = 2000;

/**
 * Gauges of the lanes and the dead letters, for dashboards and for whoever starts and ends processors by the length of their queue.
 * While the broker does not answer they are NaN: an old number would be taken for a new one.
 *
 * @param states asks the broker
 * @returns to be awaited before each reading; never rejects.
 */
export function laneMetrics(
  metrics: Metrics,
  lanes: readonly string[],
  states: () => Promise<LaneList>,
): () => Promise<void> {
  const waiting = metrics.gauge("lane_waiting_items", "Work items that wait in a lane.", ["lane"]);
  const inFlight = metrics.gauge("lane_in_flight_items", "Work items in the hands of processors.", ["lane"]);
  const dead = metrics.gauge("dead_letters", "Work items that failed for good and were not redriven.");
  return async () => {
    // Readiness tells of a broker that is away.
    const list = await within(patienceMs, states());
    dead.set(list?.deadLetters ?? NaN);
    for (const lane of lanes) {
      const state = list?.lanes.find(({ name }) => name === lane);
      waiting.set(state?.waiting ?? NaN, { lane });
      inFlight.set(state?.inFlight ?? NaN, { lane });
    }
  };
}
