import type { AnalysisSpecInput } from "../spec.ts";
import { toyAddress } from "../toy/toy-address.ts";
import { isInToyChannel, toyAgc, type ToyChannel, toyChannelPath } from "../toy/toy-channels.ts";
import { toyLabel } from "../toy/toy-label.ts";
import { toyOptions } from "../toy/toy-options.ts";
import { agcTtbar, agcTtbarVariations } from "./agc-ttbar.ts";
import { dimuon } from "./dimuon.ts";
import { gammaGamma } from "./gamma-gamma.ts";
import { wz2020 } from "./wz-2020.ts";

type Group = AnalysisSpecInput["groups"][number];
type Sample = Group["samples"][number];

/** A preset on the toy's files of a channel: its samples of which the toy has one. They need no network and no copy of a release. */
function toyOf(
  channel: ToyChannel,
  preset: AnalysisSpecInput,
  title: string,
  change: (sample: Sample) => Sample = (sample) => sample,
): AnalysisSpecInput {
  const options = toyOptions();
  const ofToy = (group: Group): Group => ({
    ...group,
    ...(group.kind === "data" ? { label: "Toy data" } : {}),
    samples: group.samples
      .filter(({ name }) => isInToyChannel(channel, name))
      .map((sample) => change({ ...sample, files: [toyAddress(toyChannelPath(channel, sample.name), options)] })),
  });
  return {
    ...preset,
    title: `${title}, toy simulation`,
    description: "Events made by a generator of this project and not by nature, much simpler than they are.",
    release: { label: `${toyLabel}${preset.release?.label.startsWith("CMS") ? ", nor CMS data" : ""}` },
    groups: preset.groups.map(ofToy).filter(({ samples }) => samples.length > 0),
  };
}

export const wzToy = toyOf("3lep", wz2020, "WZ → 3ℓ ν");

export const gammaGammaToy = toyOf("GamGam", gammaGamma, "H → γγ");

export const dimuonToy = toyOf("dimuon", dimuon, "Two muons");

/** Files of the toy hold collisions that a filter chose, and each stands for itself. */
function filtered(sample: Sample): Sample {
  const { entries, filterEfficiency } = toyAgc[sample.name as keyof typeof toyAgc];
  return { ...sample, sumOfWeights: entries, filterEfficiency };
}

export const agcToy = toyOf("agc", agcTtbar, "tt̄ of the Analysis Grand Challenge", filtered);

const titleWithVariations = "tt̄ of the Analysis Grand Challenge with all variations";
export const agcVariationsToy = toyOf("agc", agcTtbarVariations, titleWithVariations, filtered);
