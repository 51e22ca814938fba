import { execFileSync } from "node:child_process";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { STREAMS } from "../../src/messaging/jetstream/names.ts";
import { startNatsServer } from "../support/nats-server.ts";
import { ackWaitMs, type BrokerObjects, type FullDiskBroker, type RunningStoreBroker } from "./broker-under-test.ts";

interface NatsUnderTest extends FullDiskBroker {
  start(host: string): Promise<RunningStoreBroker>;
}

export const natsUnderTest: NatsUnderTest = {
  name: "nats",
  start: (host) => start({ host }),
  startIn: (folder, host) => start({ host, folder }),
};

async function start(options: { readonly host: string; readonly folder?: string }): Promise<RunningStoreBroker> {
  const server = await startNatsServer(options);
  const { port } = server;
  const { host } = options;
  const urlThrough = (throughHost: string, throughPort: number) =>
    `nats://${throughHost}:${throughPort}?ackWaitMs=${ackWaitMs}`;
  return {
    version: execFileSync("nats-server", ["--version"], { encoding: "utf8" }).trim().replace(": v", " "),
    url: urlThrough(host, port),
    host,
    port,
    urlThrough,
    appendMark: "hzz.results.",
    kill: () => server.kill(),
    start: () => server.start(),
    freeze: () => {
      server.freeze();
    },
    thaw: () => {
      server.thaw();
    },
    limitStore: () => setLimits(server.url, "as it is"),
    makeRoom: () => setLimits(server.url, "none"),
    delete: (what) => deleteStreams(server.url, streamsOf[what]),
    saveStore: () => server.saveStore(),
    restoreStore: () => server.restoreStore(),
    remove: () => server.remove(),
  };
}

const streamsOf: Readonly<Record<BrokerObjects, readonly string[]>> = {
  work: [STREAMS.work],
  log: [STREAMS.results],
  helpers: [],
};

async function deleteStreams(url: string, names: readonly string[]): Promise<void> {
  await asOperator(url, async (jsm) => {
    for (const name of names) await jsm.streams.delete(name);
  });
}

async function setLimits(url: string, limit: "as it is" | "none"): Promise<void> {
  await asOperator(url, async (jsm) => {
    for (const name of [STREAMS.work, STREAMS.results]) {
      const { config, state } = await jsm.streams.info(name);
      // A server pushes out the oldest when it is told a limit below what it has by then: room for what is on its way. The stream of work
      // shrinks as work is done, so that its limit does not last; that of the log does.
      const onTheWay = name === STREAMS.work ? 2 ** 16 : Math.ceil((2 * state.bytes) / Math.max(1, state.messages));
      await jsm.streams.update(name, { ...config, max_bytes: limit === "none" ? -1 : state.bytes + onTheWay });
    }
  });
}

async function asOperator(url: string, act: (jsm: JetStreamManager) => Promise<void>): Promise<void> {
  const nc = await connect({ servers: url });
  try {
    await act(await jetstreamManager(nc));
  } finally {
    await nc.close();
  }
}
