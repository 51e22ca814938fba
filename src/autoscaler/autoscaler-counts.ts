import type { Metrics } from "../metrics/metrics.ts";

export type Direction = "up" | "down";
/** `dry-run`: it would have been done. `failed`: the engine did not do it. */
export type ChangeOutcome = "done" | "dry-run" | "failed";
/** Reading the lanes, reading the services, changing a service. */
export type ErrorSource = "plotter" | "docker" | "update";

/** What is known of a service at one moment; what is undefined is not known. */
export interface ServiceState {
  readonly replicas?: number | undefined;
  readonly running?: number | undefined;
  readonly wanted?: number | undefined;
  readonly items?: number | undefined;
}

/** What an autoscaler tells of itself. */
export interface AutoscalerCounts {
  /** The states of all services now, by name. Those that were told of before and are not any more become NaN. */
  services(states: ReadonlyMap<string, ServiceState>): void;
  changed(service: string, direction: Direction, outcome: ChangeOutcome): void;
  failed(source: ErrorSource): void;
}

/** @param age seconds since the last good reading */
export function createAutoscalerCounts(metrics: Metrics, dryRun: boolean, age: () => number): AutoscalerCounts {
  const gauges = {
    replicas: metrics.gauge("replicas", "Replicas that a service is set to.", ["service"]),
    running: metrics.gauge("running_replicas", "Tasks of a service that run.", ["service"]),
    wanted: metrics.gauge("wanted_replicas", "Replicas that a service should have, as decided.", ["service"]),
    items: metrics.gauge("demand_items", "Work items of a service's lanes, waiting or in flight.", ["service"]),
  };
  const changes = metrics.counter("decisions_total", "Decisions to change a service's replicas, by outcome.", [
    "service",
    "direction",
    "outcome",
  ]);
  const errors = metrics.counter("errors_total", "Readings and changes that failed, by source.", ["source"]);
  for (const source of ["plotter", "docker", "update"]) errors.add(0, { source });
  metrics.gaugeOf(
    "last_reading_age_seconds",
    "Time since lanes and services were both read; since the start, if they never were.",
    age,
  );
  metrics.gaugeOf("dry_run", "1 when nothing is changed.", () => (dryRun ? 1 : 0));
  const known = new Set<string>();
  return {
    services: (states) => {
      for (const service of states.keys()) known.add(service);
      for (const service of known) {
        const state = states.get(service) ?? {};
        for (const key of Object.keys(gauges) as (keyof ServiceState)[])
          gauges[key].set(state[key] ?? NaN, { service });
      }
    },
    changed: (service, direction, outcome) => {
      changes.add(1, { service, direction, outcome });
    },
    failed: (source) => {
      errors.add(1, { source });
    },
  };
}
