import type { Logger } from "../logging/logger.ts";
import { AppError } from "../errors/app-error.ts";
import type { AutoscalerCounts, ServiceState } from "./autoscaler-counts.ts";
import type { Bounds, History } from "./decide.ts";
import type { DockerEngine } from "./docker-engine.ts";
import { type Plan, planService } from "./plan-service.ts";
import type { Lanes } from "./read-lanes.ts";
import type { SwarmService } from "./swarm-service.ts";
import { type Source, StatusLog } from "./status-log.ts";

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

/** Looks at lanes and services and sets replicas, one round at a time. Its memory of earlier rounds is lost with the process. */
export class Autoscaler {
  readonly #options: AutoscalerOptions;
  readonly #status: StatusLog;
  /** By the service's id. */
  #histories = new Map<string, History>();
  /** When lanes and services were last read; the start, if they never were. */
  #readAt: number;
  #unready: string | undefined = "The autoscaler has not looked at anything yet.";

  constructor(options: AutoscalerOptions) {
    this.#options = options;
    this.#status = new StatusLog(options.logger);
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
   * One round. If lanes or services cannot be read, nothing is changed, and what was seen before counts no longer.
   * Resolves to whether both could be read. Rejects only for faults of this program, and when it is stopped.
   */
  async round(): Promise<boolean> {
    const { readLanes, engine, counts, now } = this.#options;
    const [lanes, services] = await Promise.all([
      this.#asking("plotter", readLanes),
      this.#asking("docker", () => engine.services()),
    ]);
    if (lanes === undefined || services === undefined) {
      this.#unready = `${lanes === undefined ? "The plotter" : "The Docker engine"} does not say what the autoscaler must know.`;
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
    this.#status.keepOnly(services);
    return true;
  }

  /** Returns the answer, or undefined after a failure, which is counted and logged. */
  async #asking<T>(source: Source, question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await question();
      this.#status.recovered(source);
      return answer;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#options.counts.failed(source);
      this.#status.failing(source, error);
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
        this.#status.leftAlone(service, plan.reason);
        return { replicas, running, items: plan.items };
      }
      this.#status.notLeftAlone(service);
      const { wanted, waiting, inFlight } = plan;
      const state = { replicas, running, wanted, items: waiting + inFlight };
      if (wanted === replicas) {
        this.#status.isAsWanted(service);
        return state;
      }
      const changed = await this.#change(service, plan, attempt < attempts);
      if (changed === undefined) return state;
      service = changed;
    }
  }

  /**
   * Changes the replicas of a service. If somebody else has changed the service meanwhile and `tryAgain` is set, returns it as it is now;
   * in all other cases the round is done with it, and undefined is returned.
   */
  async #change(service: SwarmService, plan: Scaling, tryAgain: boolean): Promise<SwarmService | undefined> {
    const { engine, counts, dryRun, logger } = this.#options;
    const { wanted, waiting, inFlight } = plan;
    const { id, name, version, replicas = 0 } = service;
    const direction = wanted > replicas ? "up" : "down";
    const fields = { service: name, from: replicas, to: wanted, waiting, inFlight };
    if (dryRun) {
      if (!this.#status.isNewWish(service, wanted)) return undefined;
      counts.changed(name, direction, "dry-run");
      logger.info("A service would be scaled, but this is a dry run", fields);
      return undefined;
    }
    try {
      const refused = await engine.setReplicas(service, wanted);
      if (refused !== undefined) {
        const fresh = await engine.service(id);
        if (fresh === undefined) return undefined;
        if (fresh.version !== version && tryAgain) return fresh;
        throw refused;
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      counts.failed("update");
      counts.changed(name, direction, "failed");
      this.#status.notScaled(service, error);
      return undefined;
    }
    this.#status.isAsWanted(service);
    counts.changed(name, direction, "done");
    logger.info("A service is scaled", fields);
    return undefined;
  }
}
