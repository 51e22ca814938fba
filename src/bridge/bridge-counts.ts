import type { Metrics } from "../metrics/metrics.ts";
import { dataQueues } from "./old-queues.ts";
import type { Refusal } from "./refused-message.ts";

/** What a bridge has done since it was started. */
export interface BridgeCounts {
  /** A message of a data queue has come to its end. */
  part(queue: string, outcome: "stored" | "known" | "refused"): void;
  refused(queue: string, refusal: Refusal): void;
  announced(status: string): void;
}

export function createBridgeCounts(metrics: Metrics): BridgeCounts {
  const parts = metrics.counter<"queue" | "outcome">("parts_total", "Messages of the data queues that were settled.", [
    "queue",
    "outcome",
  ]);
  const refusals = metrics.counter<"queue" | "refusal">(
    "refusals_total",
    "Messages that were refused, by the reason.",
    ["queue", "refusal"],
  );
  const announced = metrics.counter<"status">("announced_total", "Analyses whose end was announced.", ["status"]);
  for (const queue of Object.keys(dataQueues))
    for (const outcome of ["stored", "known", "refused"]) parts.add(0, { queue, outcome });
  return {
    part: (queue, outcome) => {
      parts.add(1, { queue, outcome });
    },
    refused: (queue, refusal) => {
      refusals.add(1, { queue, refusal });
    },
    announced: (status) => {
      announced.add(1, { status });
    },
  };
}
