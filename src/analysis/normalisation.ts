import type { AnalysisSpec, GroupSpec, SampleSpec } from "./spec.ts";

/**
 * Factor that every event weight of the sample is multiplied with; the result of the weights is a number of events
 * expected in the data.
 *
 * Data: 1. Simulation: luminosity · cross section · k-factor · filter efficiency / sum of weights, or the luminosity
 * alone if the sample gives neither cross section nor sum of weights (the weight factors then bring them). Times `scale.factor`, if
 * the sample has one.
 * Units: luminosity in fb⁻¹, times 1000 in pb⁻¹; cross section in pb.
 */
export function normalisationOf(spec: AnalysisSpec, group: GroupSpec, sample: SampleSpec): number {
  if (group.kind === "data") return 1;
  const unscaled = unscaledNormalisation(spec, sample);
  return sample.scale === undefined ? unscaled : unscaled * sample.scale.factor;
}

function unscaledNormalisation(spec: AnalysisSpec, sample: SampleSpec): number {
  const { crossSectionPb, sumOfWeights, kFactor, filterEfficiency } = sample;
  if (crossSectionPb === undefined || sumOfWeights === undefined) return luminosityInvPbOf(spec.luminosityInvFb);
  const factors = { crossSectionPb, kFactor, filterEfficiency, sumOfWeights };
  return normalisationSteps(spec.luminosityInvFb, factors).at(-1)!.value;
}

export function luminosityInvPbOf(luminosityInvFb: number): number {
  return luminosityInvFb * 1000;
}

export interface NormalisationFactors {
  readonly crossSectionPb: number;
  readonly kFactor: number;
  readonly filterEfficiency: number;
  readonly sumOfWeights: number;
}

/** One product or quotient on the way to a normalisation: what has been taken in so far, by which field last. */
export interface NormalisationStep {
  readonly field: keyof NormalisationFactors;
  readonly formula: string;
  readonly value: number;
}

/** The normalisation of a simulated sample step by step, the last one the whole; in this order, on which its bits depend. */
export function normalisationSteps(luminosityInvFb: number, factors: NormalisationFactors): NormalisationStep[] {
  const { crossSectionPb, kFactor, filterEfficiency, sumOfWeights } = factors;
  const perCrossSection = luminosityInvPbOf(luminosityInvFb) * crossSectionPb;
  const withFactor = perCrossSection * kFactor;
  const filtered = withFactor * filterEfficiency;
  const product = "luminosityInvFb · 1000 · crossSectionPb";
  return [
    { field: "crossSectionPb", formula: product, value: perCrossSection },
    { field: "kFactor", formula: `${product} · kFactor`, value: withFactor },
    { field: "filterEfficiency", formula: `${product} · kFactor · filterEfficiency`, value: filtered },
    {
      field: "sumOfWeights",
      formula: `${product} · kFactor · filterEfficiency / sumOfWeights`,
      value: filtered / sumOfWeights,
    },
  ];
}
