import type { AnalysisSpecInput } from "../spec.ts";
import { toyAddress } from "../toy/toy-address.ts";
import { toyLabel } from "../toy/toy-label.ts";
import { describeToyOptions, isSealed, type ToyOptions, toyOptions } from "../toy/toy-options.ts";
import { hzz2020 } from "./hzz-2020.ts";

/**
 * The analysis hzz-2020 of a toy: the same samples, cuts and histograms, but with a label that says what it is. The options stand in the
 * description, so that toys with different options are different analyses.
 *
 * @param nameFile how a file is named, by its path as in the release; if left out, by the address at which it is made when it is read.
 */
export function toyAnalysis(
  options: ToyOptions,
  nameFile: (path: string) => string = (path) => toyAddress(path, options),
): AnalysisSpecInput {
  return {
    ...hzz2020,
    title: isSealed(options.mu)
      ? `H → ZZ* → 4ℓ, toy with a hidden signal, ${options.mu}`
      : "H → ZZ* → 4ℓ, toy simulation",
    description:
      `Events made by a generator of this project and not by nature: ${describeToyOptions(options)}. The analysis is that of the preset ` +
      `hzz-2020: leading four leptons with total charge 0 and flavours eeee, eeμμ or μμμμ, and their invariant mass.`,
    release: { label: toyLabel },
    groups: hzz2020.groups.map((group) => ({
      ...group,
      ...(group.kind === "data" ? { label: "Toy data" } : {}),
      samples: group.samples.map((sample) => ({ ...sample, files: sample.files.map(nameFile) })),
    })),
  };
}

/** Needs no network and no copy of a release. */
export const hzzToy = toyAnalysis(toyOptions());
