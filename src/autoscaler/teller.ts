import type { AppError } from "../errors/app-error.ts";
import type { Logger } from "../logging/logger.ts";
import type { SwarmService } from "./swarm-service.ts";

/** Says what lasts when it begins and when it ends, and not in every round. */
export interface Teller {
  failing(source: Source, error: AppError): void;
  recovered(source: Source): void;
  leftAlone(service: SwarmService, reason: string): void;
  takenUp(service: SwarmService): void;
  notScaled(service: SwarmService, error: AppError): void;
  /** It has as many replicas as it should have. */
  contentWith(service: SwarmService): void;
  /** @returns whether this wish is new */
  wouldScale(service: SwarmService, wanted: number): boolean;
  /** Services that are gone have nothing to be remembered. @param ids of those that there are */
  forgetOthers(ids: readonly string[]): void;
}

type Source = "plotter" | "docker";

const nameOf: Readonly<Record<Source, string>> = { plotter: "The plotter", docker: "The Docker engine" };

export function createTeller(logger: Logger): Teller {
  const failures = new Map<Source, string>();
  const reasons = new Map<string, string>();
  const refusals = new Map<string, string>();
  const wishes = new Map<string, string>();
  return {
    failing: (source, { message }) => {
      if (failures.get(source) !== message)
        logger.warn(`${nameOf[source]} cannot be asked now, so that nothing is scaled`, { reason: message });
      failures.set(source, message);
    },
    recovered: (source) => {
      if (failures.delete(source)) logger.info(`${nameOf[source]} answers again`);
    },
    leftAlone: ({ id, name }, reason) => {
      if (reasons.get(id) !== reason) logger.warn("A service is left alone", { service: name, reason });
      reasons.set(id, reason);
    },
    takenUp: ({ id, name }) => {
      if (reasons.delete(id)) logger.info("A service is scaled from now on", { service: name });
    },
    notScaled: ({ id, name }, { message }) => {
      if (refusals.get(id) !== message)
        logger.warn("A service could not be scaled", { service: name, reason: message });
      refusals.set(id, message);
    },
    contentWith: ({ id }) => {
      wishes.delete(id);
      refusals.delete(id);
    },
    wouldScale: ({ id, replicas }, wanted) => {
      const wish = `${replicas ?? 0} to ${wanted}`;
      const isNew = wishes.get(id) !== wish;
      wishes.set(id, wish);
      return isNew;
    },
    forgetOthers: (ids) => {
      for (const map of [reasons, refusals, wishes]) for (const id of map.keys()) if (!ids.includes(id)) map.delete(id);
    },
  };
}
