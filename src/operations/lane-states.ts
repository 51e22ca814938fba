import type { Broker } from "../messaging/port.ts";
import type { LaneList } from "../protocol/documents/operations-document.ts";
import { toLaneDocument } from "./to-operations-document.ts";

/** How full these lanes are, in their order, and how many dead letters there are. */
export async function laneStates(broker: Broker, lanes: readonly string[]): Promise<LaneList> {
  const [deadLetters, ...states] = await Promise.all([
    broker.countDead(),
    ...lanes.map(async (lane) => toLaneDocument(lane, await broker.laneState(lane))),
  ]);
  return { lanes: states, deadLetters };
}

/** As `laneStates`. Whoever asks while an answer is under way gets the same, so that many askers cost the broker no more than one. */
export function createLaneWatch(broker: Broker, lanes: readonly string[]): () => Promise<LaneList> {
  let pending: Promise<LaneList> | undefined;
  return () => {
    pending ??= laneStates(broker, lanes).finally(() => {
      pending = undefined;
    });
    return pending;
  };
}
