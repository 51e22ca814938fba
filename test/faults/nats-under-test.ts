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
      // The stream of work shrinks as work is done, so that its limit does not last; that of the log does. Some messages more than there
      // are: what comes before the server knows of a lower limit would push out the oldest.
      const some = 3 * Math.ceil(state.bytes / Math.max(1, state.messages));
      await jsm.streams.update(name, { ...config, max_bytes: limit === "none" ? -1 : Math.max(1, state.bytes + some) });
    }
  } finally {
    await nc.close();
  }
}
