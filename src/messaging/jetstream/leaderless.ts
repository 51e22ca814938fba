import { JetStreamApiError } from "@nats-io/jetstream";
import { RequestError } from "@nats-io/transport-node";

/** "Temporarily unavailable" and "not the leader": what servers of a cluster say between two leaders. */
const BETWEEN_LEADERS: ReadonlySet<number> = new Set([10008, 10009]);

/**
 * Whether a request failed, without having done anything, because nobody answers for its stream now: a server that just started, or a
 * cluster that has not chosen a new leader yet.
 */
export function isLeaderless(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return BETWEEN_LEADERS.has(error.code);
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof RequestError && at.isNoResponders()) return true;
  return false;
}
