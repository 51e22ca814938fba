import * as z from "zod";
import { expression, identifier, slug, strictFields, text } from "./spec-fields.ts";
import { specLimits } from "./spec-limits.ts";

/** Systematic variations in the specification. */

const alternativeNames = "`up` and `down`, or any names: results are called `<name>_up`, `<name>_down` and so on.";

/** A branch, a definition, or a field of a collection as `jet.pt`. */
const columnName = z
  .string()
  .max(specLimits.labelCharacters)
  .regex(/^[^\p{Cc}]+$/u, "the name of a branch, of a definition, or of a field of a collection such as jet.pt");

export const variation = strictFields({
  name: identifier
    .describe("First part of the names of its results, such as `eleSF` of `eleSF_up`. Unique among variations.")
    .meta({ examples: ["eleSF"] }),
  label: text()
    .optional()
    .describe("Longer text for people.")
    .meta({ examples: ["electron efficiency"] }),
  weight: z
    .record(identifier, expression)
    .optional()
    .describe(`One more factor on the weight of each simulated event, for each alternative: ${alternativeNames}`)
    .meta({ examples: [{ up: "pow(1.02, nEle)", down: "pow(0.98, nEle)" }] }),
  replaces: expression
    .optional()
    .describe(
      "With `weight`: the factor of `weights.factors`, as written there, in whose place the alternatives stand.",
    )
    .meta({ examples: ["scaleFactor_PILEUP"] }),
  columns: z
    .record(identifier, z.record(columnName, expression))
    .optional()
    .describe(
      `For each alternative the branches, definitions or fields of collections (\`jet.pt\`) that are replaced; all that follows from them is computed again, cuts included. The expressions see nominal values. Names: ${alternativeNames}`,
    )
    .meta({ examples: [{ up: { "jet.pt": "1.03 * jet_pt" }, down: { "jet.pt": "0.97 * jet_pt" } }] }),
  norm: z
    .record(identifier, z.number().min(0).max(1e6))
    .optional()
    .describe(
      `For each alternative a factor on the number of simulated events, such as that of a luminosity or a cross section. It is kept as a number, and nothing is filled: results are nominal ones times the factor. Names: ${alternativeNames}`,
    )
    .meta({ examples: [{ up: 1.017, down: 0.983 }] }),
  sample: z
    .record(identifier, z.record(slug, slug))
    .optional()
    .describe(
      `For each alternative the samples in whose place others stand, of another generator for example: \`{ "ttbar": "ttbar_herwig" }\`. Those others are samples of the same group with \`"nominal": false\`. Names: ${alternativeNames}`,
    )
    .meta({ examples: [{ herwig: { ttbar: "ttbar_herwig" } }] }),
  data: z
    .boolean()
    .optional()
    .describe("With `columns`: collision data is varied too. Left out: for data each alternative is as nominal."),
  groups: z
    .array(text())
    .optional()
    .describe("Only samples of these groups are varied; for all others each alternative is as nominal."),
  samples: z
    .array(text())
    .optional()
    .describe("Only these samples are varied. With `groups`: those of the groups as well."),
  histograms: z
    .array(identifier)
    .optional()
    .describe("Only these histograms are filled for its alternatives. Left out: all."),
  regions: z
    .array(text())
    .optional()
    .describe("Only in these regions, `inclusive` among them. Left out: wherever a histogram is filled."),
}).meta({
  id: "variation",
  description:
    "What is not known exactly, as alternatives beside the nominal histograms. Exactly one of `weight`, `columns` (both are filled in the same pass), `norm` and `sample` is given.",
});

export type VariationSpec = z.output<typeof variation>;
