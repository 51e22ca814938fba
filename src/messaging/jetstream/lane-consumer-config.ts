import { AckPolicy, type ConsumerConfig, DeliverPolicy, ReplayPolicy } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { workOfToken } from "./names.ts";

/** How the consumer of a lane in one of its turns is set. */
export function consumerConfig(token: string, ackWaitMs: number) {
  return {
    durable_name: token,
    filter_subject: workOfToken(token),
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    // Unlimited here: the limit is kept on delivery, where what is beyond it can be put among the dead letters.
    max_deliver: -1,
    // Items that wait out a delay count as pending; they must not hold up the others.
    max_ack_pending: 100_000,
    max_waiting: 10_000,
  } as const;
}

/** What a consumer has that was made without saying it. A server leaves out what is empty. */
const defaults: Partial<ConsumerConfig> = {
  max_deliver: -1,
  replay_policy: ReplayPolicy.Instant,
  deliver_subject: "",
  filter_subject: "",
  filter_subjects: [],
  backoff: [],
  headers_only: false,
  inactive_threshold: 0,
  max_batch: 0,
  max_bytes: 0,
  max_expires: 0,
};

/**
 * How a consumer that is there differs from ours: `times` can be changed. `kind` cannot, or not for what it has delivered already (an item
 * that was delivered `max_deliver` times is not delivered again when the number is raised): it has to be made anew.
 */
export function consumerDifference(
  there: Partial<ConsumerConfig>,
  ours: ReturnType<typeof consumerConfig>,
): "none" | "times" | "kind" {
  const { ack_wait, max_ack_pending, durable_name: _, ...kind } = ours;
  const expected: Partial<ConsumerConfig> = { ...defaults, ...kind };
  const isOther = (Object.keys(expected) as (keyof ConsumerConfig)[]).some(
    (key) => JSON.stringify(there[key] ?? defaults[key]) !== JSON.stringify(expected[key]),
  );
  if (isOther) return "kind";
  return there.ack_wait === ack_wait && there.max_ack_pending === max_ack_pending ? "none" : "times";
}
