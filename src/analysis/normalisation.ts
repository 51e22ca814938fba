import type { AnalysisSpec, GroupSpec, SampleSpec } from "./spec.ts";

/**
 * Factor that every event weight of the sample is multiplied with; the result of the weights is a number of events
 * expected in the data.
 *
 * Data: 1. Simulation: luminosity · cross section · k-factor · filter efficiency / sum of weights, or the luminosity
 * alone if the sample gives neither cross section nor sum of weights (the weight factors then bring them).
 * Units: luminosity in fb⁻¹, times 1000 in pb⁻¹; cross section in pb.
 */
export function normalisationOf(spec: AnalysisSpec, group: GroupSpec, sample: SampleSpec): number {
  if (group.kind === "data") return 1;
  const luminosityInvPb = spec.luminosityInvFb * 1000;
  if (sample.crossSectionPb === undefined || sample.sumOfWeights === undefined) return luminosityInvPb;
  return (luminosityInvPb * sample.crossSectionPb * sample.kFactor * sample.filterEfficiency) / sample.sumOfWeights;
}
