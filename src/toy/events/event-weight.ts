import { normalisation, type ToySample } from "./toy-sample.ts";
import type { RecordedEvent } from "./recorded-event.ts";

/**
 * Number of events in data that a simulated event stands for: normalisation times all factors, as they stand in the file, in the order in which the
 * preset multiplies them. 1 for data.
 */
export function eventWeight(sample: ToySample, { simulation }: RecordedEvent): number {
  if (simulation === undefined) return 1;
  const { generatorWeight, factors } = simulation;
  let weight = normalisation(sample) * Math.fround(generatorWeight);
  weight *= Math.fround(factors.pileUp);
  weight *= Math.fround(factors.electron);
  weight *= Math.fround(factors.muon);
  return weight * Math.fround(factors.leptonTrigger);
}
