import type { AppError } from "../errors/app-error.ts";
import type { Logger } from "../logging/logger.ts";
import type { SwarmService } from "./swarm-service.ts";

export type Source = "plotter" | "docker";

const nameOf: Readonly<Record<Source, string>> = { plotter: "The plotter", docker: "The Docker engine" };

/** What was logged last, by the source or service it is about. */
class LastLogged extends Map<string, string> {
  /** Remembers a state. Returns whether it is another one than before. */
  isNew(key: string, state: string): boolean {
    const before = this.get(key);
    this.set(key, state);
    return before !== state;
  }
}

/** Logs a state that lasts when it begins and when it ends, not in every round. */
export class StatusLog {
  readonly #logger: Logger;
  readonly #failures = new LastLogged();
  readonly #reasons = new LastLogged();
  readonly #refusals = new LastLogged();
  readonly #wishes = new LastLogged();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  failing(source: Source, { message }: AppError): void {
    if (this.#failures.isNew(source, message))
      this.#logger.warn(`${nameOf[source]} cannot be asked now, so nothing is scaled`, { reason: message });
  }

  recovered(source: Source): void {
    if (this.#failures.delete(source)) this.#logger.info(`${nameOf[source]} answers again`);
  }

  leftAlone({ id, name }: SwarmService, reason: string): void {
    if (this.#reasons.isNew(id, reason)) this.#logger.warn("A service is left alone", { service: name, reason });
  }

  notLeftAlone({ id, name }: SwarmService): void {
    if (this.#reasons.delete(id)) this.#logger.info("A service is scaled from now on", { service: name });
  }

  notScaled({ id, name }: SwarmService, { message }: AppError): void {
    if (this.#refusals.isNew(id, message))
      this.#logger.warn("A service could not be scaled", { service: name, reason: message });
  }

  /** It has as many replicas as it should have. */
  isAsWanted({ id }: SwarmService): void {
    this.#wishes.delete(id);
    this.#refusals.delete(id);
  }

  /** Returns whether a dry run has not said so yet. */
  isNewWish({ id, replicas }: SwarmService, wanted: number): boolean {
    return this.#wishes.isNew(id, `${replicas ?? 0} to ${wanted}`);
  }

  /** Forgets services that are gone. */
  keepOnly(services: readonly SwarmService[]): void {
    const ids = new Set(services.map(({ id }) => id));
    for (const logged of [this.#reasons, this.#refusals, this.#wishes])
      for (const id of logged.keys()) if (!ids.has(id)) logged.delete(id);
  }
}
