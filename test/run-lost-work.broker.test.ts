import { jetstreamManager } from "@nats-io/jetstream";
import { connect as connectToNats } from "@nats-io/transport-node";
import { connect } from "amqplib";
import { afterEach, describe, expect, it } from "vitest";
import { STREAMS } from "../src/messaging/jetstream/names.ts";
import { guarded } from "../src/messaging/rabbitmq/channel-errors.ts";
import { laneQueue, turnsOf } from "../src/messaging/rabbitmq/names.ts";
import { heldFiles, type Releases, startRun } from "./support/held-run.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";

const releases: Releases = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

type Loss = "deleted" | "purged";

/** A server, and what loses the work of every lane there. */
const brokers = {
  nats: async () => {
    const server = await startNatsServer();
    releases.push(() => server.remove());
    const lose = async (how: Loss) => {
      const connection = await connectToNats({ servers: server.url });
      const { streams } = await jetstreamManager(connection);
      await (how === "deleted" ? streams.delete(STREAMS.work) : streams.purge(STREAMS.work));
      await connection.close();
    };
    return { url: `${server.url}?ackWaitMs=2000`, lose };
  },
  rabbitmq: async () => {
    const server = await startRabbitMqServer();
    releases.push(() => server.remove());
    const lose = async (how: Loss) => {
      const connection = await connect(server.url);
      const channel = guarded(await connection.createChannel());
      for (const queue of turnsOf("default").map(laneQueue))
        await (how === "deleted" ? channel.deleteQueue(queue) : channel.purgeQueue(queue));
      await connection.close();
    };
    return { url: server.url, lose };
  },
};

describe.each(["nats", "rabbitmq"] as const)("hzz run, the only one on %s", { timeout: 240_000 }, (kind) => {
  it.each(["deleted", "purged"] as const)("sends what is missing again when its work was %s", async (how) => {
    const { url, lose } = await brokers[kind]();
    const { spec, asked, give } = await heldFiles(releases, ["data_A", "data_B", "data_D"]);
    const run = startRun(releases, spec, url, { HZZ_STALL_MS: "2000", HZZ_WORKERS: "1" });
    await asked;
    await lose(how);
    give();
    await run.says("the broker has lost work of this analysis: what is missing was sent again, as run 2\n");
    expect(await run.code, run.stderr()).toBe(0);
    expect(run.stderr()).toContain("3 of 3 files");
  });
});
