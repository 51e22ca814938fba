import { AckPolicy, DeliverPolicy, ReplayPolicy } from "@nats-io/jetstream";
import { expect, it } from "vitest";
import { consumerConfig, consumerDifference } from "./lane-consumer-config.ts";

const ours = consumerConfig("zz", 30_000);

it("a consumer of a lane that is as it was made does not differ, whatever the server leaves out", () => {
  expect(consumerDifference({ ...ours, replay_policy: ReplayPolicy.Instant }, ours)).toBe("none");
  const { max_deliver: _, ...rest } = ours;
  expect(consumerDifference(rest, ours)).toBe("none");
});

it.each([
  ["times", { ack_wait: 1 }],
  ["times", { max_ack_pending: 1 }],
  ["kind", { max_deliver: 1 }],
  ["kind", { filter_subject: "hzz.work.data.*.*" }],
  ["kind", { filter_subjects: ["hzz.work.zz.*.*", "hzz.work.data.*.*"] }],
  ["kind", { ack_policy: AckPolicy.None }],
  ["kind", { deliver_policy: DeliverPolicy.New }],
  ["kind", { deliver_subject: "elsewhere" }],
  ["kind", { backoff: [1, 2] }],
  ["kind", { inactive_threshold: 1 }],
  ["kind", { max_waiting: 1 }],
] as const)("a consumer differs in its %s: %o", (difference, change) => {
  expect(consumerDifference({ ...ours, ...(change as object) }, ours)).toBe(difference);
});
