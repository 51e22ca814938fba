import { parseSpec } from "../analysis/parse-spec.ts";
import { presetInput } from "../analysis/presets/presets.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { toyLabel } from "./toy-label.ts";
import { type ToyOptions, toyOptions } from "./toy-options.ts";

/** The analysis that the toy is made for. */
export const toyPreset = "hzz-2020";

/**
 * The analysis hzz-2020 on toy files: the same samples, cuts and histograms, but a label that says what it is, and no addresses, since the
 * files are nowhere but in the folder that they were generated into. The options stand in the description, so that toys with different options
 * are different analyses.
 *
 * @throws {ToyOptionError} if an option cannot be.
 */
export function toySpec(options: Partial<ToyOptions> = {}): AnalysisSpec {
  const checked = toyOptions(options);
  const preset = presetInput(toyPreset);
  return parseSpec({
    ...preset,
    title: "H → ZZ* → 4ℓ, toy simulation",
    description:
      `Events made by a generator of this project and not by nature: ${describeOptions(checked)}. The analysis is that of the preset ` +
      `${toyPreset}: leading four leptons with total charge 0 and flavours eeee, eeμμ or μμμμ, and their invariant mass.`,
    release: { label: toyLabel },
    groups: preset.groups.map((group) => (group.kind === "data" ? { ...group, label: "Toy data" } : group)),
  });
}

/** `seed 1, scale 1, signal strength 1`, for people. */
export function describeOptions({ seed, scale, mu, asimov }: ToyOptions): string {
  const data = asimov ? ", data without fluctuation" : "";
  return `seed ${seed}, scale ${scale}, signal strength ${mu}${data}`;
}
