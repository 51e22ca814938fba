import * as z from "zod";
import { directionCharacter, expression, identifier, slug, strictFields, text } from "./spec-fields.ts";
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
}).meta({ id: "axisChange", description: "What is other about the axis of a histogram; its label and unit stay." });

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
    .describe(
      'Name of the analysis. Without it, a preset with other cuts, axes or luminosity is called "… (changed)".',
    ),
  luminosityInvFb: z
    .number()
    .positive()
    .optional()
    .describe("Integrated luminosity in fb⁻¹ that simulated samples are scaled to."),
  cuts: z
    .record(slug, expression.nullable())
    .optional()
    .describe(
      "By the name of the cut: another expression, or null to leave the cut out. A new name is a new cut, at the end.",
    )
    .meta({ examples: [{ charge: "sum(lep_charge[0:4]) == 0", type: null, leading: "lep_pt[0] > 25000" }] }),
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
