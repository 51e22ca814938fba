import type { RandomStream } from "../random/random-stream.ts";
import type { Flavour } from "../processes/truth-event.ts";

/** Corrections of simulated events to what the detector does in data: factors of the event's weight, near one. */
export interface ScaleFactors {
  readonly pileUp: number;
  readonly electron: number;
  readonly muon: number;
  readonly leptonTrigger: number;
}

/**
 * Weights by the number of collisions per crossing, each as often: the release's simulation has some two dozen of such values, among them 0
 * for crossings that do not occur in data.
 */
const pileUpWeights = [
  0, 0.19, 0.35, 0.55, 0.55, 0.62, 0.62, 0.7, 0.7, 0.74, 0.75, 0.75, 0.92, 0.92, 1.09, 1.2, 1.2, 1.2, 1.21, 1.21, 1.23,
  1.23, 1.24, 1.25, 1.25, 1.26, 1.26, 1.32, 1.32, 1.55, 1.75,
] as const;

/** Mean and spread of the factor of one lepton; of the trigger, that of the event. */
const ofLepton: Readonly<Record<Flavour, { readonly mean: number; readonly spread: number }>> = {
  11: { mean: 0.975, spread: 0.02 },
  13: { mean: 0.995, spread: 0.008 },
};
const ofTrigger = { mean: 0.975, spread: 0.03 };

/** No factor is further than this many spreads from its mean. */
const cutOff = 3;

/** Above every product of all four factors of an event with up to eight leptons: what data are thinned against. */
export const largestFactor = 2.8;

export function scaleFactors(leptons: readonly { readonly flavour: Flavour }[], random: RandomStream): ScaleFactors {
  const near = ({ mean, spread }: { readonly mean: number; readonly spread: number }): number =>
    mean + spread * Math.min(cutOff, Math.max(-cutOff, random.normal()));
  let electron = 1;
  let muon = 1;
  for (const { flavour } of leptons)
    if (flavour === 11) electron *= near(ofLepton[11]);
    else muon *= near(ofLepton[13]);
  const pileUp = pileUpWeights[Math.floor(random.uniform() * pileUpWeights.length)]!;
  return { pileUp, electron, muon, leptonTrigger: near(ofTrigger) };
}
