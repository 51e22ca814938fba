import { release2020 } from "../catalogue.ts";

/**
 * Analyses beside the four leptons for which the toy has files, and the sizes of these. All numbers were set by hand, so that a run is
 * quick and a plot shows what it is for.
 */

export type ToyChannel = "3lep" | "GamGam" | "dimuon" | "agc";

export interface ToyChannelSample {
  /** Events in the file at scale 1. */
  readonly entries: number;
}

/** A sample whose weights make it the expectation for the data of the same channel. */
export interface WeightedToySample extends ToyChannelSample {
  /** Collisions in the 10 fb⁻¹ of the release that the file stands for. */
  readonly expected: number;
}

export const toy3lep = {
  ttbar_lep: { entries: 3000, expected: 400 },
  Zee: { entries: 3000, expected: 500 },
  Zmumu: { entries: 3000, expected: 500 },
  llll: { entries: 4000, expected: 250 },
  lllv: { entries: 6000, expected: 900 },
} as const satisfies Record<string, WeightedToySample>;

export const toyGamGam = {
  ggH125_gamgam: { entries: 5000, expected: 250 },
  VBFH125_gamgam: { entries: 2000, expected: 20 },
  WpH125J_Wincl_gamgam: { entries: 1000, expected: 5 },
  ZH125J_Zincl_gamgam: { entries: 1000, expected: 4 },
  ttH125_gamgam: { entries: 1000, expected: 0.02 },
} as const satisfies Record<string, WeightedToySample>;

/** Collisions in 10 fb⁻¹ with two photons that are of no Higgs boson. */
export const expectedPhotonPairs = 30_000;

export const toyDimuon = { DoubleMuParked: { entries: 50_000 } } as const satisfies Record<string, ToyChannelSample>;

/** The files hold collisions that a filter has chosen; the analysis multiplies the cross section with its efficiency. */
export const toyAgc = {
  wjets: { entries: 4000, filterEfficiency: 0.004 },
  single_top_s_chan: { entries: 2000, filterEfficiency: 0.1 },
  single_top_t_chan: { entries: 3000, filterEfficiency: 0.1 },
  single_top_tW: { entries: 4000, filterEfficiency: 0.2 },
  ttbar: { entries: 12_000, filterEfficiency: 0.3 },
  ttbar_ME_var: { entries: 6000, filterEfficiency: 0.3 },
  ttbar_PS_var: { entries: 6000, filterEfficiency: 0.3 },
  ttbar_scaleup: { entries: 6000, filterEfficiency: 0.3 },
  ttbar_scaledown: { entries: 6000, filterEfficiency: 0.3 },
} as const satisfies Record<string, ToyChannelSample & { readonly filterEfficiency: number }>;

const periods = Object.keys(release2020.dataPeriods);

const samples: Readonly<Record<ToyChannel, readonly string[]>> = {
  "3lep": [...periods, ...Object.keys(toy3lep)],
  GamGam: [...periods, ...Object.keys(toyGamGam)],
  dimuon: Object.keys(toyDimuon),
  agc: Object.keys(toyAgc),
};

export const toyChannels = Object.keys(samples) as readonly ToyChannel[];

/** Whether the toy has a file of that sample. */
export function isInToyChannel(channel: ToyChannel, sample: string): boolean {
  return samples[channel].includes(sample);
}

export function toyChannelPath(channel: ToyChannel, sample: string): string {
  return `${channel}/${sample}.root`;
}

/** Paths of all of their files. */
export const toyChannelPaths: readonly string[] = toyChannels.flatMap((channel) =>
  samples[channel].map((sample) => toyChannelPath(channel, sample)),
);
