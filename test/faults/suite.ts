import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import type { BrokerUnderTest, RunningBroker } from "./broker-under-test.ts";
import { Dice } from "./dice.ts";
import type { Fault } from "./fault.ts";
import { type ClientNetwork, makeClientNetwork } from "./network.ts";
import { type FaultRun, runFault } from "./run-fault.ts";
import { Stage } from "./stage.ts";
import type { SuiteSize } from "./suite-size.ts";
import { makeWorkload, type Workload } from "./workload.ts";

/** What all faults of a suite share: one server of each broker, one workload, one network. */
export interface Suite extends AsyncDisposable {
  run(fault: Fault, broker: BrokerUnderTest, seed: number): Promise<FaultRun>;
  /** Of the servers that were started. */
  versions(): readonly string[];
}

export interface SuiteOptions {
  readonly size: SuiteSize;
  /** Which faults are to be run: what they need is prepared. */
  readonly faults: readonly Fault[];
}

interface Server {
  readonly broker: RunningBroker;
  readonly observer: Broker;
}

export async function openSuite({ size, faults }: SuiteOptions): Promise<Suite> {
  const network = faults.some((fault) => fault.needsNetwork) ? tryNetwork() : undefined;
  const host = network === undefined || network instanceof Error ? "127.0.0.1" : network.host;
  const removeNetwork = () => {
    if (network !== undefined && !(network instanceof Error)) network.remove();
  };
  const workload = await makeWorkload(size.filesPerSample, host).catch((error: unknown) => {
    removeNetwork();
    throw error;
  });
  const servers = new Map<string, Promise<Server>>();
  const versions = new Set<string>();
  let runs = 0;

  const serverOf = (broker: BrokerUnderTest): Promise<Server> => {
    const server = servers.get(broker.name) ?? startServer(broker, host);
    servers.set(broker.name, server);
    return server;
  };
  const openStage = async (fault: Fault, broker: BrokerUnderTest, seed: number): Promise<Stage> => {
    const server = await serverOf(broker);
    versions.add(server.broker.version);
    const stage = new Stage({
      ...server,
      workload,
      size,
      dice: new Dice(fault.name, seed),
      label: `Run ${++runs}: ${fault.name} on ${broker.name}, seed ${seed}.`,
      network: () => {
        if (network === undefined || network instanceof Error) throw network ?? new Error("No network was made");
        return network;
      },
    });
    if (fault.miscounts?.includes(broker.name) === true) await stage.moveTo(await broker.start(host));
    return stage;
  };
  return {
    run: (fault, broker, seed) =>
      runFault(fault, () => openStage(fault, broker, seed), { fault: fault.name, broker: broker.name, seed }),
    versions: () => [...versions],
    async [Symbol.asyncDispose]() {
      await endAll(servers, workload);
      removeNetwork();
    },
  };
}

/** Whoever needs it and cannot have it fails; the others go on. */
function tryNetwork(): ClientNetwork | Error {
  try {
    return makeClientNetwork();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function startServer(broker: BrokerUnderTest, host: string): Promise<Server> {
  const running = await broker.start(host);
  return { broker: running, observer: await openBroker(running.url) };
}

async function endAll(servers: ReadonlyMap<string, Promise<Server>>, workload: Workload): Promise<void> {
  for (const server of await Promise.allSettled(servers.values()))
    if (server.status === "fulfilled") {
      await server.value.observer[Symbol.asyncDispose]();
      await server.value.broker.remove();
    }
  await workload[Symbol.asyncDispose]();
}
