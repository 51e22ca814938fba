import type { Bounds } from "./decide.ts";

/** Label of a service that is to be scaled: its lanes, with commas between them. */
export const laneLabel = "org.hzz-edge.lane";
const minLabel = "org.hzz-edge.min";
const maxLabel = "org.hzz-edge.max";
const itemsLabel = "org.hzz-edge.items-per-replica";

/** What a service's labels say. */
export interface ScalingRule {
  readonly lanes: readonly string[];
  readonly bounds: Bounds;
}

/**
 * Reads the labels of a service; what they leave out comes from `defaults`.
 * @returns the rule, or what is wrong with the labels, for people.
 */
export function ruleIn(
  labels: Readonly<Record<string, string>>,
  defaults: Bounds,
): ScalingRule | { readonly problem: string } {
  const lanes = [...new Set((labels[laneLabel] ?? "").split(",").map((lane) => lane.trim()))].filter(Boolean);
  if (lanes.length === 0) return { problem: `its label ${laneLabel} names no lane` };
  const faults: string[] = [];
  const numberIn = (label: string, least: number, otherwise: number): number => {
    const text = labels[label];
    if (text === undefined) return otherwise;
    const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least))
      faults.push(`its label ${label} is ${JSON.stringify(text)}; expected a whole number of at least ${least}`);
    return value;
  };
  const min = numberIn(minLabel, 0, defaults.min);
  const max = numberIn(maxLabel, 1, Math.max(defaults.max, min));
  const itemsPerReplica = numberIn(itemsLabel, 1, defaults.itemsPerReplica);
  if (faults.length === 0 && min > max) faults.push(`its minimum of replicas (${min}) is above its maximum (${max})`);
  return faults.length > 0
    ? { problem: faults.join("; ") }
    : { lanes, bounds: { ...defaults, min, max, itemsPerReplica } };
}
