import { largestFactor } from "../detector/scale-factors.ts";
import type { MeasuredEvent } from "../detector/measure.ts";
import { RandomStream } from "../random/random-stream.ts";
import { nextEvent, productOf } from "./next-event.ts";
import { type RecordedEvent, simulationRun } from "./recorded-event.ts";
import type { ToyVersion } from "../../analysis/toy/toy-options.ts";
import { expectedCollisions, type ToySample, toySamplesOf } from "./toy-sample.ts";

/** The data periods of the release, with their shares of its 10 fb⁻¹. */
export const dataPeriods = [
  { name: "data_A", share: 0.05 },
  { name: "data_B", share: 0.19 },
  { name: "data_C", share: 0.29 },
  { name: "data_D", share: 0.47 },
] as const;

export type DataPeriod = (typeof dataPeriods)[number];

/** Which data. */
export interface DataSetting {
  /** Of the generator. */
  readonly version: ToyVersion;
  readonly seed: number;
  readonly mu: number;
}

function streamOf({ seed }: DataSetting, period: DataPeriod, sample: ToySample): RandomStream {
  return new RandomStream(seed, "data", period.name, sample.name);
}

/** Number of events of that process in that period: Poisson, with the mean that the simulation expects. The first number of the stream. */
function drawCount({ mu }: DataSetting, period: DataPeriod, sample: ToySample, random: RandomStream): number {
  return random.poisson(expectedCollisions(sample) * period.share * (sample.isSignal ? mu : 1));
}

/** Number of events that `collisionData` will give. */
export function collisionCount(setting: DataSetting, period: DataPeriod): number {
  return toySamplesOf(setting.version).reduce(
    (sum, sample) => sum + drawCount(setting, period, sample, streamOf(setting, period, sample)),
    0,
  );
}

/**
 * Collision data of a period. Each process gives a Poisson number of events, drawn as its simulation is and thinned by the product of
 * scale factors, so that they follow the weighted simulation. Since the sign of a generator weight does not depend on the event, the net
 * number is all that negative weights change.
 */
export function collisionData(setting: DataSetting, period: DataPeriod): RecordedEvent[] {
  const events: MeasuredEvent[] = [];
  for (const sample of toySamplesOf(setting.version)) {
    const random = streamOf(setting, period, sample);
    const count = drawCount(setting, period, sample, random);
    for (let kept = 0; kept < count;) {
      const { event, factors } = nextEvent(sample, random);
      if (!random.chance(productOf(factors) / largestFactor)) continue;
      events.push(event);
      kept += 1;
    }
  }
  return inRunOrder(events, period, setting.seed);
}

const largestEventNumber = 2_000_000_000;

/** Mixes the events, so that nothing tells where they come from, and gives them run and event numbers. */
export function inRunOrder(events: MeasuredEvent[], period: DataPeriod, seed: number): RecordedEvent[] {
  const random = new RandomStream(seed, "order", period.name);
  for (let i = events.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const other = events[i]!;
    events[i] = events[j]!;
    events[j] = other;
  }
  const runNumber = simulationRun + 1 + dataPeriods.indexOf(period);
  const step = Math.floor(largestEventNumber / (events.length + 1));
  let eventNumber = 0;
  return events.map((measured): RecordedEvent => {
    eventNumber += 1 + Math.floor(random.uniform() * step);
    return { measured, runNumber, eventNumber, channelNumber: runNumber };
  });
}
