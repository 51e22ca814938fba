import * as z from "zod";
import { crossFieldProblems } from "./spec-checks.ts";
import { longText, strictFields, text } from "./spec-fields.ts";
import { group, release, type sample } from "./spec-group.ts";
import type { axis, histogram } from "./spec-histogram.ts";
import { specLimits } from "./spec-limits.ts";
import { model } from "./spec-model.ts";
import { recipeShape } from "./spec-recipe.ts";

/**
 * The analysis specification: everything that an analysis does, as JSON. Shape, limits and the words that document them
 * stand together, here and in `spec-recipe.ts`, `spec-histogram.ts` and `spec-group.ts`; the JSON Schema and the reference page are
 * generated from them. Rules between fields are in `spec-checks.ts`, the reasons for the limits in `spec-limits.ts`.
 */

export const analysisSpecSchema = strictFields({
  title: text()
    .min(1)
    .describe("Name of the analysis.")
    .meta({ examples: ["H → ZZ* → 4ℓ"] }),
  description: longText.default("").describe("What it does, for people."),
  release: release.default({ label: "Files of your own", baseUrls: [] }),
  centreOfMassEnergyTeV: z
    .number()
    .positive()
    .optional()
    .describe("√s in TeV; shown on the plot if it is given, not used in any number."),
  luminosityInvFb: z
    .number()
    .positive()
    .default(1)
    .describe(
      "Integrated luminosity in fb⁻¹ that simulated samples are scaled to; must be given where there are any. How much data there is, their samples say.",
    )
    .meta({ examples: [10] }),
  ...recipeShape,
  groups: z
    .array(group)
    .min(1)
    .max(specLimits.groups)
    .describe("What is read. Simulation is stacked in this order, the first at the bottom."),
  model: model.optional(),
})
  .superRefine(
    (spec, context) => {
      for (const { path, message } of crossFieldProblems(spec)) context.addIssue({ code: "custom", path, message });
    },
    // Also when single fields are wrong, so that the user sees every problem at once.
    { when: () => true },
  )
  .meta({ title: "hzz-edge analysis", description: "Everything that an analysis does." });

/** A complete, checked specification: every default filled in. */
export type AnalysisSpec = z.output<typeof analysisSpecSchema>;
/** A specification as it is written: fields with a default may be left out. */
export type AnalysisSpecInput = z.input<typeof analysisSpecSchema>;
export type AxisSpec = z.output<typeof axis>;
export type HistogramSpec = z.output<typeof histogram>;
export type SampleSpec = z.output<typeof sample>;
export type GroupSpec = z.output<typeof group>;
