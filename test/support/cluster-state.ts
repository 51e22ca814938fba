import { type ClusterInfo, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { createLogger } from "../../src/logging/logger.ts";
import { BrokerUnavailableError } from "../../src/messaging/errors.ts";
import { parseBrokerUrl } from "../../src/messaging/jetstream/broker-url.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { openServiceBroker } from "../../src/serve/open-service-broker.ts";
import type { TestNatsCluster } from "./nats-cluster.ts";

/** An election takes 4 to 9 s, twice if it is split; a forgotten pull is noticed after 12 s. */
export const GAP_MS = 60_000;

export interface Replication {
  readonly name: string;
  readonly copies: number;
  readonly followers: number;
  readonly leader: string | undefined;
  /** Whether all copies are there, and the same now. */
  readonly isCurrent: boolean;
}

/** Of each stream and of these lanes, as the servers that are there say; between two leaders they say nothing. */
export async function replication(cluster: TestNatsCluster, ofLanes: readonly string[]): Promise<Replication[]> {
  const deadline = performance.now() + GAP_MS;
  for (;;)
    try {
      return await askReplication(cluster, ofLanes);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
}

async function askReplication(cluster: TestNatsCluster, ofLanes: readonly string[]): Promise<Replication[]> {
  const { connection } = parseBrokerUrl(cluster.urlFor("plotter"));
  const nc = await connect({ ...connection, inboxPrefix: "_INBOX_plotter", timeout: 5000 });
  try {
    const { streams, consumers } = await jetstreamManager(nc, { timeout: 2000 });
    const found: Replication[] = [];
    const add = (name: string, copies: number, group: ClusterInfo | undefined) => {
      const replicas = group?.replicas ?? [];
      const isCurrent = replicas.every(({ current, offline }) => current && !offline);
      found.push({ name, copies, followers: replicas.length, leader: group?.leader, isCurrent });
    };
    for (const name of ["HZZ_WORK", "HZZ_RESULTS", "HZZ_DEAD", "HZZ_RECIPES"]) {
      const { config, cluster: group } = await streams.info(name);
      add(name, config.num_replicas, group);
    }
    for (const name of ofLanes) {
      const { cluster: group } = await consumers.info("HZZ_WORK", name);
      add(name, 3, group);
    }
    return found;
  } finally {
    await nc.close();
  }
}

/** The servers take some seconds to find one another. */
export async function openWhenReady(url: string): Promise<Broker> {
  const { signal } = new AbortController();
  const silent = createLogger({ level: "error", format: "text", write: () => undefined });
  const broker = await openServiceBroker({ broker: url, brokerWaitMs: GAP_MS }, silent, signal);
  if (broker === undefined) throw new Error("The wait for the broker was aborted, which nobody does here");
  return broker;
}

/** As whoever uses the port does: what got no answer is repeated. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + GAP_MS;
  for (;;)
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError) || performance.now() > deadline) throw error;
    }
}
