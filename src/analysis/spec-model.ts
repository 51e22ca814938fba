import * as z from "zod";
import { identifier, strictFields, text } from "./spec-fields.ts";
import { specLimits } from "./spec-limits.ts";

/** How a statistical model is made of the result. Nothing of it reaches a processor. */

const threshold = () => z.number().min(0).max(1).default(0);

export const pruning = strictFields({
  normalisation: threshold().describe("A change of the normalisation of a sample by less than this part of it."),
  shape: threshold().describe("A change of the shape that is in every bin less than this part of its content."),
  statistical: threshold().describe(
    "The statistical uncertainty of the simulation in a bin of a channel, if it is less than this part of its content.",
  ),
}).meta({ id: "pruning", description: "What is left out of the model as too small; what is 0 always is." });

export const model = strictFields({
  poi: identifier
    .default("mu")
    .describe("Name of the parameter of interest: the factor on all groups of kind `signal`.")
    .meta({ examples: ["mu"] }),
  channels: z
    .array(text())
    .min(1)
    .max(specLimits.histograms)
    .optional()
    .describe(
      "Keys of histograms of one axis of numbers that share no event, such as `m4l` or `m4l@4e`. Left out: the first histogram in its regions of kind `signal` and `control`; without such regions, of all events.",
    )
    .meta({ examples: [["m4l@4e", "m4l@4mu"]] }),
  samples: z
    .enum(["groups", "samples"])
    .default("groups")
    .describe("What the samples of the model are: groups, or the samples in them, named `<group>/<sample>`."),
  variations: z
    .array(identifier)
    .max(specLimits.variations)
    .optional()
    .describe("Only these variations are in the model; each must have one or two alternatives. Left out: all."),
  shapes: z
    .enum(["split", "whole"])
    .default("split")
    .describe(
      "`split`: what a variation does to a sample is a change of its normalisation (`normsys`) and one of its shape at fixed normalisation (`histosys`), with one parameter; `whole`: one `histosys` for both.",
    ),
  luminosityUncertainty: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe("Relative uncertainty of the luminosity, as a parameter `lumi` on all simulation.")
    .meta({ examples: [0.017] }),
  pruning: pruning.default({ normalisation: 0, shape: 0, statistical: 0 }),
  blind: z
    .record(text(), z.array(z.number()).length(2))
    .optional()
    .describe(
      "By the key of a histogram a range of its axis that nobody should see yet: bins that reach into it are left out of the model, and plots show no data there. That of `m4l` holds for `m4l@4e` too, and the other way round.",
    )
    .meta({ examples: [{ m4l: [120, 130] }] }),
}).meta({
  id: "model",
  description: "How the statistical model is made of the result, for `hzz export` and `hzz fit`.",
});

export type ModelSpec = z.output<typeof model>;
