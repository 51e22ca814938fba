import type { GroupSpec } from "../analysis/spec.ts";
import type { QueueArguments } from "../messaging/rabbitmq/plain-queues.ts";

/** The queues of the old system that parts are published to, and what kind of group each is for. */
export const dataQueues: Readonly<Record<string, GroupSpec["kind"]>> = {
  real_data_queue: "data",
  background_zt_data: "background",
  background_zz_queue: "background",
  signal_data_queue: "signal",
};

/** Written here and read by others. */
export const completionQueue = "completion_queue";
export const plottingQueue = "plotting_queue";

/** What could not be taken, with the reason. */
export const refusedQueue = "hzz_bridge_refused";
/** One message: how far in the log everything is announced. */
export const cursorQueue = "hzz_bridge_cursor";

/** The bridge's own, which must survive the server. */
export const ownQueues: ReadonlyMap<string, QueueArguments> = new Map([
  [refusedQueue, {}],
  [cursorQueue, { "x-max-length": 1, "x-overflow": "drop-head" }],
]);

export const allQueues: readonly string[] = [
  ...Object.keys(dataQueues),
  completionQueue,
  plottingQueue,
  ...ownQueues.keys(),
];
