import type { Logger } from "../logging/logger.ts";
import { AppError } from "../errors/app-error.ts";
import type { AutoscalerCounts, ServiceState } from "./autoscaler-counts.ts";
import type { Bounds, History } from "./decide.ts";
import type { DockerEngine } from "./docker-engine.ts";
import { type Plan, planService } from "./plan-service.ts";
import type { Lanes } from "./read-lanes.ts";
import type { SwarmService } from "./swarm-service.ts";
import { createTeller, type Teller } from "./teller.ts";

export interface AutoscalerOptions {
  readonly readLanes: () => Promise<Lanes>;
  readonly engine: DockerEngine;
  readonly counts: AutoscalerCounts;
  readonly logger: Logger;
  readonly defaults: Bounds;
  readonly dryRun: boolean;
  /** Two readings that are further apart have a gap between them. */
  readonly longestGapMs: number;
  /** A clock that only goes forward, in milliseconds. */
  readonly now: () => number;
}

/** Somebody else changes a service at the same moment; three times in a row is no chance any more, and the next round comes soon. */
const attempts = 3;

type Scaling = Extract<Plan, { readonly kind: "scale" }>;

/** Looks at lanes and services and sets replicas, one round at a time. What it has seen is kept here alone. */
export class Autoscaler {
  readonly #options: AutoscalerOptions;
  readonly #teller: Teller;
  /** By the service's id. */
  #histories = new Map<string, History>();
  /** When lanes and services were last read; the start, if they never were. */
  #readAt: number;
  #unready: string | undefined = "The autoscaler has not looked at anything yet.";

  constructor(options: AutoscalerOptions) {
    this.#options = options;
    this.#teller = createTeller(options.logger);
    this.#readAt = options.now();
  }

  /** Why the last round knew too little to decide; undefined: it knew enough. */
  get unready(): string | undefined {
    return this.#unready;
  }

  /** Time since lanes and services were both read; since the start, if they never were. */
  get ageMs(): number {
    return this.#options.now() - this.#readAt;
  }

  /**
   * One round. Where lanes or services cannot be read, nothing is changed, and what was seen before counts no longer.
   * @returns whether both could be read. Rejects only for faults of this program, and at the end of it.
   */
  async round(): Promise<boolean> {
    const { readLanes, engine, counts, now } = this.#options;
    const [lanes, services] = await Promise.all([
      this.#asking("plotter", readLanes),
      this.#asking("docker", () => engine.services()),
    ]);
    if (lanes === undefined || services === undefined) {
      this.#unready = `${lanes === undefined ? "The plotter" : "The Docker engine"} does not tell what is to be known.`;
      this.#histories.clear();
      counts.services(new Map());
      return false;
    }
    this.#unready = undefined;
    this.#readAt = now();
    const before = this.#histories;
    this.#histories = new Map();
    const states = new Map<string, ServiceState>();
    for (const service of services) states.set(service.name, await this.#look(service, lanes, before.get(service.id)));
    counts.services(states);
    this.#teller.forgetOthers(services.map(({ id }) => id));
    return true;
  }

  /** What is asked for; undefined if it is not to be had, which is counted, and said when it begins and when it ends. */
  async #asking<T>(source: "plotter" | "docker", question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await question();
      this.#teller.recovered(source);
      return answer;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#options.counts.failed(source);
      this.#teller.failing(source, error);
      return undefined;
    }
  }

  async #look(listed: SwarmService, lanes: Lanes, history: History | undefined): Promise<ServiceState> {
    const { defaults, longestGapMs } = this.#options;
    let service = listed;
    for (let attempt = 1; ; attempt++) {
      const { id, replicas, running } = service;
      const plan = planService(service, { lanes, history, defaults, at: this.#readAt, longestGapMs });
      if (plan.history !== undefined) this.#histories.set(id, plan.history);
      if (plan.kind === "leave") {
        this.#teller.leftAlone(service, plan.reason);
        return { replicas, running, items: plan.items };
      }
      this.#teller.takenUp(service);
      const { wanted, waiting, inFlight } = plan;
      const state = { replicas, running, wanted, items: waiting + inFlight };
      if (wanted === replicas) {
        this.#teller.contentWith(service);
        return state;
      }
      const changed = await this.#change(service, plan, attempt < attempts);
      if (changed === undefined) return state;
      service = changed;
    }
  }

  /** @returns the service as somebody else has changed it meanwhile, if they have and `mayBeOther`; otherwise undefined: that was it */
  async #change(service: SwarmService, plan: Scaling, mayBeOther: boolean): Promise<SwarmService | undefined> {
    const { engine, counts, dryRun, logger } = this.#options;
    const { wanted, waiting, inFlight } = plan;
    const { id, name, version, replicas = 0 } = service;
    const direction = wanted > replicas ? "up" : "down";
    const fields = { service: name, from: replicas, to: wanted, waiting, inFlight };
    if (dryRun) {
      if (!this.#teller.wouldScale(service, wanted)) return undefined;
      counts.changed(name, direction, "dry-run");
      logger.info("A service would be scaled, were this no dry run", fields);
      return undefined;
    }
    try {
      const refused = await engine.setReplicas(service, wanted);
      if (refused !== undefined) {
        const fresh = await engine.service(id);
        if (fresh === undefined) return undefined;
        if (fresh.version !== version && mayBeOther) return fresh;
        throw refused;
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      counts.failed("update");
      counts.changed(name, direction, "failed");
      this.#teller.notScaled(service, error);
      return undefined;
    }
    this.#teller.contentWith(service);
    counts.changed(name, direction, "done");
    logger.info("A service is scaled", fields);
    return undefined;
  }
}
