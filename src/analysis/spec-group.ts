import * as z from "zod";
import { fileName, laneName, slug, strictFields, text } from "./spec-fields.ts";
import { specLimits } from "./spec-limits.ts";

/** What is read: groups, their samples, and the release that the files come from. */

/** A factor that somebody puts on simulation, and why. */
export const scale = strictFields({
  factor: z
    .number()
    .positive()
    .describe("What every weight of the sample is multiplied with, last of all.")
    .meta({ examples: [1.3] }),
  reason: text()
    .min(1)
    .describe("Why; shown in the result.")
    .meta({ examples: ["gg → ZZ is not simulated; as in ROOT's tutorial df106"] }),
}).meta({
  id: "scale",
  description: "A factor beside cross section and weights, which a result shows with its reason.",
});

export const sample = strictFields({
  name: slug
    .describe("Its key in tables, output and `--samples`. Unique in the whole specification.")
    .meta({ examples: ["ggH125_ZZ4lep"] }),
  label: text()
    .optional()
    .describe("Text for people; the name if absent.")
    .meta({ examples: ["gg → H → ZZ* → 4ℓ"] }),
  files: z
    .array(fileName)
    .min(1)
    .max(specLimits.files)
    .describe(
      "Its ROOT files: http(s) URLs, or relative paths that are looked for below each mirror folder and then below each base URL of the release. In a relative path `*` stands for any characters of a name and `**/` for any folders: what is there below the mirrors takes its place, sorted, when the analysis is accepted. In a specification in a file, `@names.txt` is a text file beside it, with a name in each line. A file may stand only once in a sample, whatever its name: copies are found by their UUID, size and entries.",
    )
    .meta({ examples: [["MC/mc_345060.ggH125_ZZ4lep.4lep.root"]] }),
  expect: z
    .int()
    .min(1)
    .max(specLimits.files)
    .optional()
    .describe("How many files there must be, patterns and lists written out; otherwise it is refused.")
    .meta({ examples: [12] }),
  allowRepeatedFiles: z
    .literal(true)
    .optional()
    .describe("The same file, or copies of it, may be in the sample more than once, and counts as often."),
  crossSectionPb: z
    .number()
    .positive()
    .optional()
    .describe("Cross section of the process in pb. Given together with `sumOfWeights`, or not at all.")
    .meta({ examples: [0.0060239] }),
  sumOfWeights: z
    .number()
    .positive()
    .optional()
    .describe(
      "Sum of the generator weights of all events before any selection, but after the filter of which `filterEfficiency` is the efficiency.",
    )
    .meta({ examples: [27881776.6536] }),
  filterEfficiency: z
    .number()
    .positive()
    .default(1)
    .describe("Efficiency of the generator's filter; multiplies the cross section. Only with `crossSectionPb`."),
  kFactor: z
    .number()
    .positive()
    .default(1)
    .describe("Higher-order correction; multiplies the cross section. Only with `crossSectionPb`."),
  scale: scale.optional(),
  nominal: z
    .literal(false)
    .optional()
    .describe(
      "Its events do not count in the group: it stands in place of another sample in a variation of kind `sample`. Only in a group of simulation.",
    ),
  luminosityInvFb: z
    .number()
    .positive()
    .optional()
    .describe(
      "Integrated luminosity of a data sample in fb⁻¹; shown on the plot, and scales nothing. Only in a group of data.",
    )
    .meta({ examples: [0.5] }),
}).meta({
  id: "sample",
  description:
    "One physics process or one data period: one or more files and one normalisation. Simulated events are scaled by luminosityInvFb · 1000 · crossSectionPb · kFactor · filterEfficiency / sumOfWeights; without crossSectionPb and sumOfWeights by luminosityInvFb · 1000, and then `weights.factors` must bring the rest. Both times `scale.factor`, if there is one. Data samples carry none of these fields, but may say their own `luminosityInvFb`.",
});

export const group = strictFields({
  name: slug.describe("Its key in tables and output. Unique among groups.").meta({ examples: ["signal"] }),
  label: text()
    .default("")
    .describe("Its name in the legend; its `name` if it is left out.")
    .meta({ examples: ["Signal (mH = 125 GeV)"] }),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "a colour is # and six hexadecimal digits, such as #00cdff")
    .default("#000000")
    .describe(
      "Colour of its histogram, `#rrggbb`; left out, data are black, and simulation has a colour by its position.",
    )
    .meta({ examples: ["#00cdff"] }),
  kind: z
    .enum(["data", "background", "signal"])
    .describe(
      "`data` is drawn as points and never weighted; `background` and `signal` are simulation, stacked in order.",
    ),
  lane: laneName
    .default("default")
    .describe("Work queue that its files go to, so that a service of its own can read them.")
    .meta({ examples: ["signal"] }),
  luminosityInvFb: z
    .number()
    .positive()
    .optional()
    .describe(
      "Integrated luminosity in fb⁻¹ of all samples of a group of data together, where not every sample says its own. Only in a group of data; left out when some of its samples are selected.",
    )
    .meta({ examples: [36.6] }),
  samples: z.array(sample).min(1).max(specLimits.samples).describe("What is added up in this group."),
}).meta({ id: "group", description: "Samples that are drawn together as one colour." });

export const release = strictFields({
  label: text()
    .describe('Where the files come from; shown on the plot. "ATLAS Open Data" only for files of ATLAS Open Data.')
    .meta({ examples: ["ATLAS Open Data 2020, 4lep"] }),
  baseUrls: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(specLimits.baseUrls)
    .default([])
    .describe("Addresses below which relative file paths are looked for, in order, after the mirror folders.")
    .meta({ examples: [["https://example.org/open-data/4lep/"]] }),
}).meta({ id: "release", description: "Origin of the files." });
