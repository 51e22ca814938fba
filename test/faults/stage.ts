import { analysisIdOf } from "../../src/analysis/analysis-id.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { postAnalysis } from "../support/http-plotter.ts";
import type { RunningBroker } from "./broker-under-test.ts";
import type { Dice } from "./dice.ts";
import type { Expected } from "./expected.ts";
import { LogWatch } from "./log-watch.ts";
import type { ClientNetwork } from "./network.ts";
import { type ServiceOptions, type ServiceProcess, startServiceProcess } from "./service-process.ts";
import type { SuiteSize } from "./suite-size.ts";
import { until } from "./until.ts";
import type { Workload } from "./workload.ts";

/** An analysis that was posted in a run, and what is to come out of it. */
export interface Posted {
  readonly id: string;
  readonly spec: AnalysisSpec;
  readonly expected: Expected;
  readonly watch: LogWatch;
}

export interface StageParts {
  readonly broker: RunningBroker;
  /** A connection of the suite's own. */
  readonly observer: Broker;
  readonly workload: Workload;
  readonly size: SuiteSize;
  readonly dice: Dice;
  /** Makes the analyses of this run others than those of all other runs. */
  readonly label: string;
  readonly network: () => ClientNetwork;
}

/** Where one run of a fault takes place: a broker, services in processes of their own, analyses, and what is to be released. */
export class Stage {
  readonly workload: Workload;
  readonly dice: Dice;
  /** A place for processors from which the broker can be cut off. @throws {Error} saying what is missing on this machine */
  readonly network: () => ClientNetwork;
  readonly #label: string;
  readonly #size: SuiteSize;
  readonly #services: ServiceProcess[] = [];
  readonly #posted: Posted[] = [];
  readonly #releases: (() => unknown)[] = [];
  #broker: RunningBroker;
  #observer: Broker;
  #plotter: ServiceProcess | undefined;
  #faultOverAt: number | undefined;

  constructor({ broker, observer, workload, size, dice, label, network }: StageParts) {
    this.#broker = broker;
    this.#observer = observer;
    this.workload = workload;
    this.dice = dice;
    this.network = network;
    this.#label = label;
    this.#size = size;
  }

  get broker(): RunningBroker {
    return this.#broker;
  }

  /** A connection to it. */
  get observer(): Broker {
    return this.#observer;
  }

  get services(): readonly ServiceProcess[] {
    return this.#services;
  }

  get posted(): readonly Posted[] {
    return this.#posted;
  }

  /** The latest. */
  get plotter(): ServiceProcess {
    if (this.#plotter === undefined) throw new Error("No plotter was started");
    return this.#plotter;
  }

  get faultOverAt(): number | undefined {
    return this.#faultOverAt;
  }

  /** To be done at the end of the run, last first. */
  onEnd(release: () => unknown): void {
    this.#releases.push(release);
  }

  /** What was taken away is back: from now on the time to recover counts. The last call does. */
  faultIsOver(): void {
    this.#faultOverAt = performance.now();
  }

  /** Everything from now on takes place on another broker, which goes with the run. */
  async moveTo(broker: RunningBroker): Promise<void> {
    this.onEnd(() => broker.remove());
    this.#broker = broker;
    const observer = await openBroker(broker.url);
    this.onEnd(() => observer[Symbol.asyncDispose]());
    this.#observer = observer;
  }

  async startPlotter(env: ServiceOptions["env"] = {}): Promise<ServiceProcess> {
    const service = await this.#start("plotter", {
      env: { HZZ_PORT: "0", HZZ_MAX_CHANGES_PER_MINUTE: "1000", ...env },
    });
    this.#plotter = service;
    return service;
  }

  startProcessor({ env = {}, ...options }: Partial<ServiceOptions> = {}): Promise<ServiceProcess> {
    return this.#start("processor", {
      env: { ...processorEnv, HZZ_WORKERS: String(this.#size.threads), ...env },
      ...options,
    });
  }

  /** One plotter and two processors. */
  async startServices(plotterEnv: ServiceOptions["env"] = {}): Promise<[ServiceProcess, ServiceProcess]> {
    const [, ...processors] = await Promise.all([
      this.startPlotter(plotterEnv),
      this.startProcessor(),
      this.startProcessor(),
    ]);
    return processors;
  }

  /** Posts the analysis to the latest plotter; the same again is taken up again. */
  async post(spec = this.workload.spec, expected?: Expected): Promise<Posted> {
    const own = { ...spec, description: `${spec.description} ${this.#label}` };
    const id = await analysisIdOf(own);
    const known = this.#posted.find((posted) => posted.id === id);
    const posted = known ?? {
      id,
      spec: own,
      expected: expected ?? (await this.workload.expected(spec)),
      watch: new LogWatch(this.observer, id),
    };
    if (known === undefined) this.#posted.push(posted);
    const { url } = this.plotter;
    // It reads the log of all runs before it first, and refuses until then.
    await until("The plotter has read the log", readMs, async () => (await fetch(new URL("/readyz", url))).ok);
    await postAnalysis(url, own);
    return posted;
  }

  /** As a client does that is told to try later: somebody may just be making what the broker has lost. */
  async postAgain({ spec }: Posted): Promise<void> {
    await until("The plotter takes the analysis again", readMs, async () => {
      try {
        return await postAnalysis(this.plotter.url, spec);
      } catch (error) {
        if (error instanceof Error && error.message.includes("answered 503")) return undefined;
        throw error;
      }
    });
  }

  /**
   * Moments within an analysis: numbers of partitions that are in, ascending, so that there is some work before the first and after the last.
   * @param most how many, unless the suite is small
   */
  moments(most: number, { expected }: Posted): number[] {
    const count = Math.min(most, this.#size.mostMoments);
    return this.dice.moments(count, 3, Math.max(3 + count, Math.floor(0.7 * expected.partitions)));
  }

  async end(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.kill()));
    for (const { watch } of this.#posted) watch.close();
    for (const release of this.#releases.splice(0).reverse()) await release();
  }

  async #start(name: "processor" | "plotter", options: ServiceOptions): Promise<ServiceProcess> {
    const env = { HZZ_BROKER: this.broker.url, HZZ_PRIVATE_ORIGINS: this.workload.files.origin, ...options.env };
    const service = await startServiceProcess(name, { ...options, env: { HZZ_LANES: lanes.join(","), ...env } });
    this.#services.push(service);
    return service;
  }
}

const readMs = 60_000;

/** Those of the presets. */
export const lanes = ["data", "z-ttbar", "zz", "signal"] as const;

const processorEnv = {
  HZZ_PROCESSOR_PORT: "0",
  // A fault takes deliveries away that are no item's fault.
  HZZ_MAX_DELIVERIES: "50",
  HZZ_RETRY_DELAY_MS: "100",
};
