import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { STREAMS } from "../../src/messaging/jetstream/names.ts";

/** Makes the stream of the log as release 0.1.0 did, which had one subject for each analysis. */
export async function makeFormerLog(nc: NatsConnection): Promise<void> {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  await jsm.streams.add({
    name: STREAMS.results,
    subjects: ["hzz.results.*"],
    description: "hzz-edge: the log of each analysis",
  });
}
