import { addReading, type Bounds, decide, type History } from "./decide.ts";
import type { Lanes } from "./read-lanes.ts";
import { ruleIn } from "./service-labels.ts";
import type { SwarmService } from "./swarm-service.ts";

/** What is to become of a service. */
export type Plan =
  | {
      readonly kind: "scale";
      readonly wanted: number;
      readonly waiting: number;
      readonly inFlight: number;
      readonly history: History;
    }
  /** Not for us to change, and why. The history is kept where there is one. */
  | { readonly kind: "leave"; readonly reason: string; readonly items?: number; readonly history?: History };

export interface PlanInput {
  readonly lanes: Lanes;
  readonly history: History | undefined;
  readonly defaults: Bounds;
  /** Now, on the clock of the readings. */
  readonly at: number;
  readonly longestGapMs: number;
}

/** A rolling update that runs, or that stopped for a person to look at it: any change of the service would drive it on. */
const ongoing: ReadonlySet<string> = new Set(["updating", "paused", "rollback_started", "rollback_paused"]);

/** Pure: what to do about a service, given how full its lanes are. */
export function planService(service: SwarmService, { lanes, history, defaults, at, longestGapMs }: PlanInput): Plan {
  const { replicas, updateState } = service;
  const rule = ruleIn(service.labels, defaults);
  if ("problem" in rule) return { kind: "leave", reason: rule.problem };
  if (replicas === undefined) return { kind: "leave", reason: "its mode is not replicated" };
  let waiting = 0;
  let inFlight = 0;
  for (const name of rule.lanes) {
    const lane = lanes.get(name);
    if (lane === undefined) return { kind: "leave", reason: `the plotter reports no lane ${JSON.stringify(name)}` };
    waiting += lane.waiting;
    inFlight += lane.inFlight;
  }
  const items = waiting + inFlight;
  if (replicas === 0 && rule.bounds.min > 0)
    return { kind: "leave", reason: "somebody set it to no replicas (0 is not within its bounds)", items };
  const next = addReading(history, replicas, { at, waiting, inFlight }, rule.bounds, longestGapMs);
  if (updateState !== undefined && ongoing.has(updateState))
    return { kind: "leave", reason: `its rolling update is ${updateState}`, items, history: next };
  return { kind: "scale", wanted: decide(next, rule.bounds, at), waiting, inFlight, history: next };
}
