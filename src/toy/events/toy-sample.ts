import { release2020 } from "../../analysis/catalogue.ts";
import { toyOptions, type ToyVersion } from "../../analysis/toy/toy-options.ts";
import { higgsBesideW, higgsBesideZ, higgsFromGluons, higgsFromVectorBosons } from "../processes/higgs.ts";
import { topPair } from "../processes/ttbar.ts";
import type { Process } from "../processes/truth-event.ts";
import { besideElectrons, besideMuons, zWithMisidentified } from "../processes/z-jets.ts";
import { zPair } from "../processes/z-pair.ts";
import { zToFourLeptons } from "../processes/z-to-four-leptons.ts";

export type SampleName = keyof typeof release2020.processes;

/** A simulated sample of the toy. */
export interface ToySample {
  readonly name: SampleName;
  readonly isSignal: boolean;
  /** Processes that make it up, with their shares of the events in the file. */
  readonly parts: readonly { readonly share: number; readonly process: Process }[];
  /** Events in the file at scale 1. */
  readonly entries: number;
  /** Share of events whose generator weight is negative. Two negative events and one positive one are worth minus one. */
  readonly negativeShare: number;
  /**
   * What the published analysis finds: sum of weights of all events that pass both cuts, at any mass, at 10 fb⁻¹. From the executed notebook of the
   * 2020 release. The weights of the toy are such that it expects the same.
   */
  readonly publishedYield: number;
  /**
   * Mean of the product of the four scale factors, of all events in the file, and counting as 0 those that fail the cuts on charge and
   * type. Both follow from the code of the toy; they were measured with two million events a sample, and a test measures them again.
   */
  readonly meanFactor: number;
  readonly meanPassingFactor: number;
}

/**
 * Negative weights are those of the release's files for Zee (4.6 %), Zmumu (2.5 %) and ttbar (0). The files of the others were not at hand: 15 % for
 * Sherpa's ZZ*, whose published statistical errors would allow up to 27 %; 1 % and 2 % for the next-to-leading-order samples of gluon and
 * vector-boson fusion; none where the sum of weights is the number of generated events.
 */
const version1: readonly ToySample[] = [
  {
    name: "Zee",
    isSignal: false,
    parts: [{ share: 1, process: zWithMisidentified(11, besideElectrons) }],
    entries: 8000,
    negativeShare: 0.046,
    publishedYield: 43.141792,
    meanFactor: 0.8793,
    meanPassingFactor: 0.2378,
  },
  {
    name: "Zmumu",
    isSignal: false,
    parts: [{ share: 1, process: zWithMisidentified(13, besideMuons) }],
    entries: 8000,
    negativeShare: 0.025,
    publishedYield: 51.99949,
    meanFactor: 0.9114,
    meanPassingFactor: 0.337,
  },
  {
    name: "ttbar_lep",
    isSignal: false,
    parts: [{ share: 1, process: topPair }],
    entries: 7000,
    negativeShare: 0,
    publishedYield: 28.132816,
    meanFactor: 0.893,
    meanPassingFactor: 0.3054,
  },
  {
    name: "llll",
    isSignal: false,
    // Set to the published numbers of events from 80 to 100 GeV and from 180 to 250 GeV.
    parts: [
      { share: 0.181, process: zToFourLeptons },
      { share: 0.819, process: zPair },
    ],
    entries: 24_000,
    negativeShare: 0.15,
    publishedYield: 264.85263,
    meanFactor: 0.8943,
    meanPassingFactor: 0.8801,
  },
  {
    name: "ggH125_ZZ4lep",
    isSignal: true,
    parts: [{ share: 1, process: higgsFromGluons }],
    entries: 10_000,
    negativeShare: 0.01,
    publishedYield: 8.639792,
    meanFactor: 0.8951,
    meanPassingFactor: 0.8816,
  },
  {
    name: "VBFH125_ZZ4lep",
    isSignal: true,
    parts: [{ share: 1, process: higgsFromVectorBosons }],
    entries: 4000,
    negativeShare: 0.02,
    publishedYield: 0.7747851,
    meanFactor: 0.8936,
    meanPassingFactor: 0.8815,
  },
  {
    name: "WH125_ZZ4lep",
    isSignal: true,
    parts: [{ share: 1, process: higgsBesideW }],
    entries: 3000,
    negativeShare: 0,
    publishedYield: 0.2175638,
    meanFactor: 0.8928,
    meanPassingFactor: 0.6808,
  },
  {
    name: "ZH125_ZZ4lep",
    isSignal: true,
    parts: [{ share: 1, process: higgsBesideZ }],
    entries: 2000,
    negativeShare: 0,
    publishedYield: 0.0015058718,
    meanFactor: 0.8927,
    meanPassingFactor: 0.8186,
  },
];

const samples: Readonly<Record<ToyVersion, readonly ToySample[]>> = { 1: version1, 2: version1 };

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
