import { type Process2020, release2020 } from "../../analysis/catalogue.ts";
import { processes3lep } from "../../analysis/catalogue-skims.ts";
import { toy3lep } from "../../analysis/toy/toy-channels.ts";
import { type ToyOptions, toyOptions } from "../../analysis/toy/toy-options.ts";
import { toyBranches } from "../events/branches.ts";
import { type DataPeriod, dataPeriods } from "../events/collision-data.ts";
import { type EventSource, nextEvent, productOf } from "../events/next-event.ts";
import { type RecordedEvent, simulationRun } from "../events/recorded-event.ts";
import { toySamplesOf } from "../events/toy-sample.ts";
import { largestFactor } from "../detector/scale-factors.ts";
import { wzPair } from "../processes/wz-pair.ts";
import type { RandomStream } from "../random/random-stream.ts";
import type { ToyContents } from "../toy-plan.ts";
import { channelFile, chooseBy, drawnEntries, scaledEntries } from "./channel-file.ts";

type SampleName = keyof typeof toy3lep;

const processes: Readonly<Record<SampleName, Process2020>> = { ...release2020.processes, ...processes3lep };

/** As version 2 of the toy makes the events of hzz-2020, with three leptons or more. */
const sources: Readonly<Record<SampleName, EventSource>> = sourcesOf();

function sourcesOf(): Record<SampleName, EventSource> {
  const known = toySamplesOf(toyOptions({ version: 2 }).version);
  const source = (name: SampleName): EventSource => {
    const { extraLepton, detector, parts } = known.find((sample) => sample.name === name) ?? known[0]!;
    const ofWZ = [{ share: 1, process: wzPair }];
    return { extraLepton, detector: { ...detector, leptons: 3 }, parts: name === "lllv" ? ofWZ : parts };
  };
  const names = Object.keys(toy3lep) as SampleName[];
  return Object.fromEntries(names.map((name) => [name, source(name)])) as Record<SampleName, EventSource>;
}

const tree = { channel: "3lep", tree: release2020.tree, branches: toyBranches } as const;

/** Simulation, as in the files that the preset wz-2020 reads. */
function simulation(sample: SampleName, { seed, scale }: ToyOptions): ToyContents {
  const { dsid, crossSectionPb, sumOfWeights } = processes[sample];
  const entries = scaledEntries(toy3lep[sample].entries, scale);
  const normalisation = (release2020.luminosityInvFb * 1000 * crossSectionPb) / sumOfWeights;
  const generatorWeight = toy3lep[sample].expected / (normalisation * entries);
  return channelFile(tree, { sample, seed, entries }, (random, entry): RecordedEvent => {
    const { event, factors } = nextEvent(sources[sample], random);
    return {
      measured: event,
      runNumber: simulationRun,
      eventNumber: entry + 1,
      channelNumber: dsid,
      simulation: { generatorWeight, factors, crossSectionPb, sumOfWeights },
    };
  });
}

/** How many collisions the data have, as a share of those that are expected before scale factors: their mean product in these samples. */
const meanFactor = 0.9;
const names = Object.keys(toy3lep) as SampleName[];
const expectedInAll = names.reduce((sum, name) => sum + toy3lep[name].expected, 0);

/** Collisions of a period, whatever the scale: of each process as many as its simulation expects, thinned by scale factors. */
function data({ name, share }: DataPeriod, { seed }: ToyOptions): ToyContents {
  const entries = drawnEntries(meanFactor * expectedInAll * share, "3lep", name, seed);
  return channelFile(tree, { sample: name, seed, entries }, (random, entry): RecordedEvent => ({
    measured: thinnedEvent(random),
    runNumber: simulationRun,
    eventNumber: entry + 1,
    channelNumber: simulationRun,
  }));
}

function thinnedEvent(random: RandomStream): RecordedEvent["measured"] {
  for (;;) {
    const { event, factors } = nextEvent(sources[chooseBy(names, (name) => toy3lep[name].expected, random)], random);
    if (random.chance(productOf(factors) / largestFactor)) return event;
  }
}

/** The file of a sample; undefined if the channel has none of that name. */
export function threeLeptonFile(sample: string, options: ToyOptions): ToyContents | undefined {
  const period = dataPeriods.find(({ name }) => name === sample);
  if (period !== undefined) return data(period, options);
  return Object.hasOwn(toy3lep, sample) ? simulation(sample as SampleName, options) : undefined;
}
