import { release2020 } from "../../analysis/catalogue.ts";
import { RandomStream } from "../random/random-stream.ts";
import { nextEvent } from "./next-event.ts";
import { type RecordedEvent, simulationRun } from "./recorded-event.ts";
import { generatorWeight, type ToySample } from "./toy-sample.ts";

/** Events that follow from one stream of random numbers: what can be generated on its own. */
export const blockLength = 256;

/** Entries of a sample's file at a scale; at least one block of them would be pointless to split. */
export function entriesAt(sample: ToySample, scale: number): number {
  return Math.max(1, Math.round(sample.entries * scale));
}

export function blocksOf(entries: number): number {
  return Math.ceil(entries / blockLength);
}

export interface SimulationSetting {
  readonly sample: ToySample;
  readonly seed: number;
  /** In the whole file. */
  readonly entries: number;
}

/**
 * One block of a sample's file. It follows from seed, sample and block alone, but for the generator weight, which is the smaller
 * the more entries the file has.
 */
export function simulateBlock({ sample, seed, entries }: SimulationSetting, block: number): RecordedEvent[] {
  const random = new RandomStream(seed, "simulation", sample.name, block);
  const { dsid, crossSectionPb, sumOfWeights } = release2020.processes[sample.name];
  const weight = generatorWeight(sample, entries);
  const start = block * blockLength;
  const length = Math.min(blockLength, entries - start);
  return Array.from({ length }, (_, i): RecordedEvent => {
    const { event, factors } = nextEvent(sample, random);
    const sign = random.chance(sample.negativeShare) ? -1 : 1;
    return {
      measured: event,
      runNumber: simulationRun,
      eventNumber: start + i + 1,
      channelNumber: dsid,
      simulation: { generatorWeight: sign * weight, factors, crossSectionPb, sumOfWeights },
    };
  });
}
