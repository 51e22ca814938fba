import { execFileSync } from "node:child_process";
import { connect } from "amqplib";
import { laneQueue, NAMES, turnsOf } from "../../src/messaging/rabbitmq/names.ts";
import { freePort } from "../support/free-ports.ts";
import { startRabbitMqServer } from "../support/rabbitmq-server.ts";
import { ackWaitMs, type BrokerObjects, type BrokerUnderTest, type RunningBroker } from "./broker-under-test.ts";
import { lanes } from "./stage.ts";

export const rabbitMqUnderTest: BrokerUnderTest = {
  name: "rabbitmq",
  start,
};

const usualLimit = "50MB";

async function start(host: string): Promise<RunningBroker> {
  const outside = host === "127.0.0.1" ? undefined : await freePort(host);
  // It listens on 127.0.0.1 in any case; `guest` may log in from there only, unless it is told otherwise.
  const settings = outside === undefined ? [] : [`listeners.tcp.2 = ${host}:${outside}`, "loopback_users = none"];
  const server = await startRabbitMqServer(settings);
  const urlThrough = (throughHost: string, throughPort: number) =>
    `amqp://${throughHost}:${throughPort}?ackWaitMs=${ackWaitMs}`;
  const port = outside ?? server.port;
  return {
    version: `rabbitmq-server ${versionOf()}`,
    url: urlThrough(host, port),
    host,
    port,
    urlThrough,
    // basic.publish (class 60, method 40) by way of the nameless exchange to the log's queue. Its name alone is also in the questions whether it is there.
    appendMark: `\x00\x3c\x00\x28\x00\x00\x00${String.fromCharCode(NAMES.results.length)}${NAMES.results}`,
    kill: () => server.kill(),
    start: () => server.start(),
    freeze: () => {
      server.freeze();
    },
    thaw: () => {
      server.thaw();
    },
    // More than any disk has: the server is short of room at once, and takes no publications.
    limitStore: () => server.control(["set_disk_free_limit", "1000000GB"]),
    makeRoom: () => server.control(["set_disk_free_limit", usualLimit]),
    delete: (what) => deleteObjects(server.url, objectsOf[what]),
    remove: () => server.remove(),
  };
}

const objectsOf: Readonly<Record<BrokerObjects, readonly string[]>> = {
  work: lanes.flatMap(turnsOf).map(laneQueue),
  log: [NAMES.results],
  helpers: [NAMES.cancellations, NAMES.members, NAMES.ask],
};

async function deleteObjects(url: string, names: readonly string[]): Promise<void> {
  const connection = await connect(url);
  try {
    const channel = await connection.createChannel();
    for (const name of names) await (name === NAMES.ask ? channel.deleteExchange(name) : channel.deleteQueue(name));
  } finally {
    await connection.close();
  }
}

function versionOf(): string {
  const control = ["/usr/lib/rabbitmq/bin/rabbitmqctl", "version", "--quiet"] as const;
  return execFileSync(control[0], control.slice(1), { encoding: "utf8" }).trim();
}
