import type { Broker } from "../messaging/port.ts";
import type { LaneList } from "../protocol/documents/operations-document.ts";
import { toLaneDocument } from "./to-operations-document.ts";

/** How full these lanes are, in their order, and how many dead letters there are. */
export async function laneStates(
  { work, deadLetters }: Pick<Broker, "work" | "deadLetters">,
  lanes: readonly string[],
): Promise<LaneList> {
  const [dead, ...states] = await Promise.all([
    deadLetters.count(),
    ...lanes.map(async (lane) => toLaneDocument(lane, await work.state(lane))),
  ]);
  return { lanes: states, deadLetters: dead };
}

/** As `laneStates`. Whoever asks while an answer is under way gets the same, so that many askers cost the broker no more than one. */
export function createLaneWatch(
  broker: Pick<Broker, "work" | "deadLetters">,
  lanes: readonly string[],
): () => Promise<LaneList> {
  let pending: Promise<LaneList> | undefined;
  return () => {
    pending ??= laneStates(broker, lanes).finally(() => {
      pending = undefined;
    });
    return pending;
  };
}
