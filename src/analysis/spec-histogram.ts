import * as z from "zod";
import { expression, identifier, slug, strictFields, text } from "./spec-fields.ts";
import { specLimits } from "./spec-limits.ts";

/** Histograms and their axes in the specification. */

const axisLabel = text()
  .default("")
  .describe("What the axis shows, without its unit.")
  .meta({ examples: ["m4ℓ"] });
const axisUnit = text(40)
  .default("")
  .describe("Unit of the axis, shown in brackets; empty if it has none.")
  .meta({ examples: ["GeV"] });

const axisScale = z
  .literal("log")
  .optional()
  .describe("Draws the axis logarithmically; it must lie above 0. Left out: linear.")
  .meta({ examples: ["log"] });

const regularAxis = strictFields({
  type: z.literal("regular").describe("All bins have the same width."),
  bins: z
    .int()
    .min(1)
    .max(specLimits.bins)
    .describe("Number of bins. Underflow and overflow are always kept beside them.")
    .meta({ examples: [34] }),
  lower: z
    .number()
    .describe("Lower edge of the first bin, which belongs to it.")
    .meta({ examples: [80] }),
  upper: z
    .number()
    .describe(
      "Upper edge of the last bin, which does not belong to it: a value equal to it is overflow. Must be above `lower`.",
    )
    .meta({ examples: [250] }),
  scale: axisScale.describe(
    "`log`: bins are equally wide in the logarithm, and the axis is drawn so; `lower` must be above 0. Left out: linear.",
  ),
  label: axisLabel,
  unit: axisUnit,
}).meta({
  id: "regularAxis",
  description:
    "Bins of equal width. Bin i is [lower + i·w, lower + (i+1)·w) with w = (upper − lower) / bins. Logarithmic: edge i is lower · (upper / lower)^(i / bins), the nearest float64 number.",
});

const variableAxis = strictFields({
  type: z.literal("variable").describe("Each bin has its own width."),
  edges: z
    .array(z.number())
    .min(2)
    .max(specLimits.bins + 1)
    .describe("Bin edges, strictly ascending: n + 1 edges make n bins, and bin i is [edges[i], edges[i+1]).")
    .meta({ examples: [[80, 100, 115, 130, 170, 250]] }),
  scale: axisScale,
  label: axisLabel,
  unit: axisUnit,
}).meta({ id: "variableAxis", description: "Bins of any widths, given by their edges." });

const integerAxis = strictFields({
  type: z.literal("integer").describe("A bin for each whole number."),
  lower: z
    .int()
    .describe("The first number that has a bin.")
    .meta({ examples: [0] }),
  upper: z
    .int()
    .describe("The number behind the last that has a bin: it is overflow. Must be above `lower`.")
    .meta({ examples: [10] }),
  label: axisLabel,
  unit: axisUnit,
}).meta({
  id: "integerAxis",
  description:
    "Bins for the whole numbers from lower to upper − 1, such as a number of jets. Bin n is [n, n + 1): a number that is not whole goes down.",
});

const categoryAxis = strictFields({
  type: z.literal("category").describe("A bin for each category."),
  categories: z
    .array(z.union([text(specLimits.categoryCharacters).min(1), z.int()], "expected a text or a whole number"))
    .min(1)
    .max(specLimits.categories)
    .describe("Texts for an expression that gives strings, or whole numbers for one that gives numbers; all different.")
    .meta({ examples: [["ee", "mumu", "emu"]] }),
  label: axisLabel,
}).meta({
  id: "categoryAxis",
  description:
    "Bins for what is equal to one of the categories, in their order. Whatever is in none of them is counted as overflow; there is no underflow.",
});

export const axis = z.discriminatedUnion("type", [regularAxis, variableAxis, integerAxis, categoryAxis]).meta({
  id: "axis",
  description: "How values are binned. A value that is not a number (NaN) is counted as overflow.",
});

export const histogram = strictFields({
  name: identifier
    .describe("Its key in the output: `<name>/<group>` and `<name>/<group>/<sample>`. Unique among histograms.")
    .meta({ examples: ["m4l"] }),
  expression: expression
    .describe("What is filled, for events that pass all cuts: one value per event, or a list (each value is filled).")
    .meta({ examples: ["m4l"] }),
  axis,
  y: strictFields({
    expression: expression
      .describe("What the second axis shows: one value per event, or a list as long as that of the first one.")
      .meta({ examples: ["mZ2"] }),
    axis,
  })
    .meta({ id: "secondAxis", description: "Makes a histogram of two axes: this is the vertical one." })
    .optional(),
  profile: strictFields({
    expression: expression
      .describe("What the mean is of: one value per event, or a list as long as that of the axis. It must be finite.")
      .meta({ examples: ["lep_pt[0] / 1000"] }),
    label: text().default("").describe("What it is called, without its unit; left out, the expression."),
    unit: axisUnit.describe("Its unit, shown in brackets; empty if it has none."),
  })
    .meta({
      id: "profile",
      description: "Makes a profile: in each bin of the axis the mean of another quantity, with its error.",
    })
    .optional(),
  where: expression
    .optional()
    .describe(
      "Only events for which this is true are filled; as a list of bools, only those values. For the others `expression` is not computed.",
    )
    .meta({ examples: ["count(jet_pt) > 0"] }),
  weight: expression
    .optional()
    .describe("One more factor on the weight of simulated events in this histogram, or a list with one for each value.")
    .meta({ examples: ["scaleFactor_BTAG"] }),
  dataWeight: expression
    .optional()
    .describe("The same for events of data, which otherwise count as `weights.data` says.")
    .meta({ examples: ["fakeFactor"] }),
  regions: z
    .array(slug)
    .max(specLimits.regions + 1)
    .optional()
    .describe(
      "In which regions it is filled; `inclusive` is all events that pass the cuts. Left out: `inclusive` and every region.",
    )
    .meta({ examples: [["inclusive", "4e"]] }),
  title: text()
    .default("")
    .describe("Title for people.")
    .meta({ examples: ["Mass of the four leptons"] }),
  window: strictFields({
    from: z
      .number()
      .describe("Its lower end, in the unit of the axis.")
      .meta({ examples: [115] }),
    to: z
      .number()
      .describe("Its upper end. Must be above `from`.")
      .meta({ examples: [130] }),
  })
    .meta({
      id: "window",
      description:
        "Where a signal is looked for, on an axis of numbers: the page shows the events between, and the expected significance.",
    })
    .optional()
    .describe(
      "Left out: 115 to 130 where the axis is in GeV, labelled `m4ℓ` or `m4l` (without a label: the name of the histogram), and reaches over that; else none.",
    ),
}).meta({ id: "histogram", description: "One histogram, filled with Σw and Σw² for every group and sample." });
