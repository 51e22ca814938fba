import type { Process2020 } from "./catalogue.ts";

/**
 * Facts of two more collections of the 2020 release, of the 3lep and the GamGam skims. Data set numbers stand in the C++ framework of the
 * release (main_WZDiBosonAnalysis.C, main_HyyAnalysis.C), cross sections and sums of weights in its Plotting/Files.txt;
 * docs/presets.md says more.
 */

/** Collections of events that were chosen for one kind of analysis: at least three leptons, at least two photons. */
export type Skim2020 = "3lep" | "GamGam";

/** Several places of the same files, the older first. */
export function skimBaseUrls(skim: Skim2020): string[] {
  return ["2020-01-22", "2020-08-19"].map(
    (date) => `https://opendata.cern.ch/eos/opendata/atlas/OutreachDatasets/${date}/${skim}/`,
  );
}

/** Path of a file below a base URL and in a mirror folder. */
export function skimDataFile(skim: Skim2020, period: string): string {
  return `Data/${period}.${skim}.root`;
}

export function skimSimulationFile(skim: Skim2020, name: string, { dsid }: Process2020): string {
  return `MC/mc_${dsid}.${name}.${skim}.root`;
}

/** Samples of 3lep that `hzz-2020` does not read too; llll, Zee, Zmumu and ttbar_lep have the numbers that they have there. */
export const processes3lep = {
  lllv: { dsid: 363491, crossSectionPb: 4.6049, sumOfWeights: 5441475.00407 },
  Ztautau: { dsid: 361108, crossSectionPb: 1950.6321, sumOfWeights: 56171652547.3 },
  single_top_wtchan: { dsid: 410013, crossSectionPb: 35.845486, sumOfWeights: 4865800 },
  single_antitop_wtchan: { dsid: 410014, crossSectionPb: 35.824406, sumOfWeights: 4945600 },
} as const satisfies Record<string, Process2020>;

export const processesGamGam = {
  ggH125_gamgam: { dsid: 343981, crossSectionPb: 0.102, sumOfWeights: 55922617.6297 },
  VBFH125_gamgam: { dsid: 345041, crossSectionPb: 0.008518764, sumOfWeights: 3441426.13711 },
  WpH125J_Wincl_gamgam: { dsid: 345318, crossSectionPb: 0.0019654512, sumOfWeights: 213799.958463 },
  ZH125J_Zincl_gamgam: { dsid: 345319, crossSectionPb: 0.0017347836, sumOfWeights: 358401.082034 },
  // The release's own number, smaller by a factor of some 430 than 0.507 pb times the branching fraction 2.27e-3 (CERN-2017-002).
  ttH125_gamgam: { dsid: 341081, crossSectionPb: 0.0000026433864, sumOfWeights: 485440 },
} as const satisfies Record<string, Process2020>;
