import * as z from "zod";
import { directionCharacter, expression, identifier, slug, strictFields, text } from "./spec-fields.ts";
import { histogram } from "./spec-histogram.ts";
import { cut, definition } from "./spec-recipe.ts";
import { scale } from "./spec-group.ts";
import { specLimits } from "./spec-limits.ts";

const axisChange = strictFields({
  bins: z.int().min(1).max(specLimits.bins).optional().describe("Number of bins of equal width."),
  lower: z.number().optional().describe("Lower edge of the first bin."),
  upper: z.number().optional().describe("Upper edge of the last bin."),
  edges: z
    .array(z.number())
    .min(2)
    .max(specLimits.bins + 1)
    .optional()
    .describe("Edges of bins of any widths, instead of the other three."),
}).meta({ id: "axisChange", description: "Changes of the axis of a histogram; its label, unit and scale stay." });

/** A preset by its name, with changes: what may be sent instead of a whole specification. */
export const presetRequestSchema = strictFields({
  preset: z
    .string()
    .min(1)
    .max(64)
    .describe("Name of the preset.")
    .meta({ examples: ["hzz-2020"] }),
  samples: z
    .array(z.string().min(1).max(specLimits.labelCharacters))
    .min(1)
    .max(specLimits.samples)
    .optional()
    .describe(
      "Only the samples that match one of these patterns, in which `*` stands for any characters and `?` for one.",
    )
    .meta({ examples: [["data_*", "ggH*"]] }),
  title: text()
    .min(1)
    .refine(
      (title) => directionCharacter(title) === undefined,
      "the title has a character that changes the direction of text",
    )
    .optional()
    .describe("Name of the analysis. Without it, it is the preset's name and what was changed."),
  luminosityInvFb: z
    .number()
    .positive()
    .optional()
    .describe("Integrated luminosity in fb⁻¹ that simulated samples are scaled to."),
  scale: z
    .record(slug, scale)
    .optional()
    .describe("By the name of a simulated sample: a factor on it, and why.")
    .meta({ examples: [{ llll: { factor: 1.3, reason: "gg → ZZ is not simulated; as in ROOT's tutorial df106" } }] }),
  define: z
    .array(definition)
    .max(specLimits.definitions)
    .optional()
    .describe(
      "Definitions: one with a name that the preset has takes its place, others come after those of the preset.",
    )
    .meta({ examples: [[{ name: "leading", expression: "lep_pt[0] / 1000" }]] }),
  cuts: z
    .union([z.record(slug, expression.nullable()), z.array(z.union([slug, cut])).max(specLimits.cuts)])
    .optional()
    .describe(
      "By the name of the cut: another expression, or null to leave the cut out; a new name is a new cut, at the end. Or a list of all cuts in their order: names of the preset's, and cuts as in a specification.",
    )
    .meta({
      examples: [
        { charge: "sum(lep_charge[0:4]) == 0", type: null, leading: "lep_pt[0] > 25000" },
        [{ name: "leading", expression: "lep_pt[0] > 25000" }, "charge"],
      ],
    }),
  histograms: z
    .array(histogram)
    .max(specLimits.histograms)
    .optional()
    .describe("Histograms: one with a name that the preset has takes its place, others come after those of the preset.")
    .meta({
      examples: [
        [{ name: "pt", expression: "lep_pt[0] / 1000", axis: { type: "regular", bins: 20, lower: 0, upper: 200 } }],
      ],
    }),
  axes: z
    .record(identifier, axisChange)
    .optional()
    .describe("By the name of the histogram: another binning.")
    .meta({ examples: [{ m4l: { bins: 17 } }] }),
}).meta({ title: "A preset, with changes" });

export type PresetRequest = z.output<typeof presetRequestSchema>;
export type AxisChange = z.output<typeof axisChange>;

/** JSON Schema (draft 2020-12) of a preset with changes, as it is written. */
export function presetRequestJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(presetRequestSchema, { target: "draft-2020-12", io: "input" }) };
}
