import { release2020 } from "../../analysis/catalogue.ts";
import { toyOptions, type ToyVersion } from "../../analysis/toy/toy-options.ts";
import { type Detector, detectorVersion1, detectorVersion2 } from "../detector/measure.ts";
import { higgsBesideW, higgsBesideZ, higgsFromGluons, higgsFromVectorBosons } from "../processes/higgs.ts";
import { foundAsLepton, misidentifiedLepton } from "../processes/misidentified.ts";
import { topPairWithJets } from "../processes/top-pair-with-jets.ts";
import { topPair } from "../processes/ttbar.ts";
import type { Process } from "../processes/truth-event.ts";
import {
  besideElectrons,
  besideMuons,
  electronPairs,
  muonPairs,
  zWithMisidentified,
  zWithOthers,
} from "../processes/z-jets.ts";
import { zPair } from "../processes/z-pair.ts";
import { zToFourLeptons } from "../processes/z-to-four-leptons.ts";

export type SampleName = keyof typeof release2020.processes;

/** What a version of the generator makes of a sample. */
interface Generation {
  /** Processes that make it up, with their shares of the events in the file. */
  readonly parts: readonly { readonly share: number; readonly process: Process }[];
  /** A fifth lepton, of an event that has one. */
  readonly extraLepton: typeof misidentifiedLepton;
  readonly detector: Detector;
  /**
   * Mean of the product of the four scale factors, of all events in the file, and counting as 0 those that fail the cuts on charge and
   * type. Both follow from the code of the toy; they were measured with many events a sample, and a test measures them again.
   */
  readonly meanFactor: number;
  readonly meanPassingFactor: number;
}

interface SampleBase {
  readonly name: SampleName;
  readonly isSignal: boolean;
  /** Events in the file at scale 1. */
  readonly entries: number;
  /** Share of events whose generator weight is negative. Two negative events and one positive one are worth minus one. */
  readonly negativeShare: number;
  /**
   * What the published analysis finds: sum of weights of all events that pass both cuts, at any mass, at 10 fb⁻¹. From the executed notebook of the
   * 2020 release. The weights of the toy are such that it expects the same.
   */
  readonly publishedYield: number;
}

/** A simulated sample of the toy, as a version of the generator makes it. */
export type ToySample = SampleBase & Generation;

/**
 * Negative weights are those of the release's files for Zee (4.6 %), Zmumu (2.5 %) and ttbar (0). The files of the others were not at hand: 15 % for
 * Sherpa's ZZ*, whose published statistical errors would allow up to 27 %; 1 % and 2 % for the next-to-leading-order samples of gluon and
 * vector-boson fusion; none where the sum of weights is the number of generated events.
 */
const bases: readonly SampleBase[] = [
  {
    name: "Zee",
    isSignal: false,
    entries: 8000,
    negativeShare: 0.046,
    publishedYield: 43.141792,
  },
  {
    name: "Zmumu",
    isSignal: false,
    entries: 8000,
    negativeShare: 0.025,
    publishedYield: 51.99949,
  },
  {
    name: "ttbar_lep",
    isSignal: false,
    entries: 7000,
    negativeShare: 0,
    publishedYield: 28.132816,
  },
  {
    name: "llll",
    isSignal: false,
    entries: 24_000,
    negativeShare: 0.15,
    publishedYield: 264.85263,
  },
  {
    name: "ggH125_ZZ4lep",
    isSignal: true,
    entries: 10_000,
    negativeShare: 0.01,
    publishedYield: 8.639792,
  },
  {
    name: "VBFH125_ZZ4lep",
    isSignal: true,
    entries: 4000,
    negativeShare: 0.02,
    publishedYield: 0.7747851,
  },
  {
    name: "WH125_ZZ4lep",
    isSignal: true,
    entries: 3000,
    negativeShare: 0,
    publishedYield: 0.2175638,
  },
  {
    name: "ZH125_ZZ4lep",
    isSignal: true,
    entries: 2000,
    negativeShare: 0,
    publishedYield: 0.0015058718,
  },
];

type Generations = Readonly<Record<SampleName, Pick<Generation, "parts" | "meanFactor" | "meanPassingFactor">>>;

/** Set to the published numbers of events from 80 to 100 GeV and from 180 to 250 GeV. */
const zzParts = [
  { share: 0.181, process: zToFourLeptons },
  { share: 0.819, process: zPair },
];

/** One process is all of a sample. */
function only(process: Process): Generation["parts"] {
  return [{ share: 1, process }];
}

const version1: Generations = {
  Zee: {
    parts: only(zWithMisidentified(11, besideElectrons)),
    meanFactor: 0.8793,
    meanPassingFactor: 0.2378,
  },
  Zmumu: {
    parts: only(zWithMisidentified(13, besideMuons)),
    meanFactor: 0.9114,
    meanPassingFactor: 0.337,
  },
  ttbar_lep: {
    parts: only(topPair),
    meanFactor: 0.893,
    meanPassingFactor: 0.3054,
  },
  llll: {
    parts: zzParts,
    meanFactor: 0.8943,
    meanPassingFactor: 0.8801,
  },
  ggH125_ZZ4lep: {
    parts: only(higgsFromGluons),
    meanFactor: 0.8951,
    meanPassingFactor: 0.8816,
  },
  VBFH125_ZZ4lep: {
    parts: only(higgsFromVectorBosons),
    meanFactor: 0.8936,
    meanPassingFactor: 0.8815,
  },
  WH125_ZZ4lep: {
    parts: only(higgsBesideW),
    meanFactor: 0.8928,
    meanPassingFactor: 0.6808,
  },
  ZH125_ZZ4lep: {
    parts: only(higgsBesideZ),
    meanFactor: 0.8927,
    meanPassingFactor: 0.8186,
  },
};

/** Z + jets and tt̄ with leptons in jets; the others differ in acceptance and in what may be a fifth lepton. */
const version2: Generations = {
  Zee: { parts: only(zWithOthers(11, besideElectrons, electronPairs)), meanFactor: 0.8774, meanPassingFactor: 0.2361 },
  Zmumu: { parts: only(zWithOthers(13, besideMuons, muonPairs)), meanFactor: 0.9106, meanPassingFactor: 0.3373 },
  ttbar_lep: { parts: only(topPairWithJets), meanFactor: 0.8884, meanPassingFactor: 0.2946 },
  llll: { parts: zzParts, meanFactor: 0.8961, meanPassingFactor: 0.8815 },
  ggH125_ZZ4lep: { parts: only(higgsFromGluons), meanFactor: 0.8978, meanPassingFactor: 0.8836 },
  VBFH125_ZZ4lep: { parts: only(higgsFromVectorBosons), meanFactor: 0.8951, meanPassingFactor: 0.883 },
  WH125_ZZ4lep: { parts: only(higgsBesideW), meanFactor: 0.8954, meanPassingFactor: 0.6813 },
  ZH125_ZZ4lep: { parts: only(higgsBesideZ), meanFactor: 0.8931, meanPassingFactor: 0.8163 },
};

const samples: Readonly<Record<ToyVersion, readonly ToySample[]>> = {
  1: samplesOf(version1, { extraLepton: misidentifiedLepton, detector: detectorVersion1 }),
  2: samplesOf(version2, { extraLepton: foundAsLepton, detector: detectorVersion2 }),
};

function samplesOf(generations: Generations, common: Pick<Generation, "extraLepton" | "detector">): ToySample[] {
  return bases.map((base) => ({ ...base, ...generations[base.name], ...common }));
}

/** The simulated samples as that version of the generator makes them. */
export function toySamplesOf(version: ToyVersion): readonly ToySample[] {
  return samples[version];
}

/** Those of the newest version. */
export const toySamples = toySamplesOf(toyOptions().version);

/** Number of events in collision data of 10 fb⁻¹ that this sample stands for, before any cut. */
export function expectedCollisions(sample: ToySample): number {
  return (sample.publishedYield * sample.meanFactor) / sample.meanPassingFactor;
}

/** Normalisation of the preset hzz-2020 for this sample: what a weight is multiplied with to make a number of events. */
export function normalisation({ name }: ToySample): number {
  const { crossSectionPb, sumOfWeights } = release2020.processes[name];
  return (release2020.luminosityInvFb * 1000 * crossSectionPb) / sumOfWeights;
}

/** Size of the generator weight, `mcWeight` without its sign, in a file of that many entries. */
export function generatorWeight(sample: ToySample, entries: number): number {
  const netShare = 1 - 2 * sample.negativeShare;
  return sample.publishedYield / (normalisation(sample) * entries * netShare * sample.meanPassingFactor);
}
