import type { LaneState } from "../port.ts";
import type { Census } from "./census.ts";
import { closeChannel, NOT_FOUND, replyCodeOf } from "./channel-errors.ts";
import { laneQueue, waitQueue } from "./names.ts";
import type { ServerLink } from "./server-link.ts";

/**
 * Counted place by place, in the direction in which items move, so that one that moves on meanwhile is rather counted twice than
 * not at all. An empty lane is looked at twice: an item on its way from one place to the next is in none of them for a moment.
 */
export async function stateOf(
  link: ServerLink,
  census: Census,
  lane: string,
  delays: readonly number[],
): Promise<LaneState> {
  const queues = [...delays.map((delayMs) => waitQueue(lane, delayMs)), laneQueue(lane)];
  let [waiting, count] = [0, { inHand: 0, consumers: 0 }];
  for (let looks = 0; looks < 2 && waiting + count.inHand === 0; looks++) {
    for (const queue of queues) waiting += await lengthOf(link, queue);
    count = await census.count(lane);
  }
  // How often those were delivered that wait, nobody can see.
  return { waiting, inFlight: count.inHand, redelivered: undefined, consumers: count.consumers };
}

/** On a channel of its own, since asking for a queue that nobody made yet costs the channel. */
async function lengthOf(link: ServerLink, queue: string): Promise<number> {
  const call = "laneState";
  const channel = await link.openChannel(call);
  try {
    return (await channel.checkQueue(queue)).messageCount;
  } catch (cause) {
    if (replyCodeOf(cause) === NOT_FOUND) return 0;
    throw link.toBrokerError(call, cause);
  } finally {
    await closeChannel(channel);
  }
}
