import { execFileSync } from "node:child_process";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { STREAMS } from "../../src/messaging/jetstream/names.ts";
import { startNatsServer } from "../support/nats-server.ts";
import { ackWaitMs, type FullDiskBroker, type RunningBroker } from "./broker-under-test.ts";

export const natsUnderTest: FullDiskBroker = {
  name: "nats",
  start: (host) => start({ host }),
  startIn: (folder, host) => start({ host, folder }),
};

async function start(options: { readonly host: string; readonly folder?: string }): Promise<RunningBroker> {
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
    remove: () => server.remove(),
  };
}

/** As an operator does. */
async function setLimits(url: string, limit: "as it is" | "none"): Promise<void> {
  const nc = await connect({ servers: url });
  try {
    const jsm = await jetstreamManager(nc);
    for (const name of [STREAMS.work, STREAMS.results]) {
      const { config, state } = await jsm.streams.info(name);
      // A server pushes out the oldest when it is told a limit below what it has by then: room for what is on its way. The stream of work
      // shrinks as work is done, so that its limit does not last; that of the log does.
      const onTheWay = name === STREAMS.work ? 2 ** 16 : Math.ceil((2 * state.bytes) / Math.max(1, state.messages));
      await jsm.streams.update(name, { ...config, max_bytes: limit === "none" ? -1 : state.bytes + onTheWay });
    }
  } finally {
    await nc.close();
  }
}
