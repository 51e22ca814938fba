import * as z from "zod";
import { correctionFile, expression, identifier, slug, strictFields, text } from "./spec-fields.ts";
import { histogram } from "./spec-histogram.ts";
import { specLimits } from "./spec-limits.ts";
import { variation } from "./spec-variation.ts";

/** What is computed from each event. */

const listOfNumbers = expression.optional();

const collection = z
  .object({
    pt: listOfNumbers
      .describe("Transverse momenta, a list per event, in the file's energy unit.")
      .meta({ examples: ["lep_pt"] }),
    eta: listOfNumbers.describe("Pseudorapidities, a list of the same length.").meta({ examples: ["lep_eta"] }),
    phi: listOfNumbers
      .describe("Azimuthal angles in radians, a list of the same length.")
      .meta({ examples: ["lep_phi"] }),
    energy: listOfNumbers
      .describe(
        "Energies, a list of the same length, in the file's energy unit. Exactly one of `energy` and `mass` is given with pt, eta and phi.",
      )
      .meta({ examples: ["lep_E"] }),
    mass: listOfNumbers
      .describe("Masses instead of energies, in the file's energy unit; one number counts for all.")
      .meta({ examples: ["jet_m"] }),
    px: listOfNumbers
      .describe(
        "With `py`, `pz` and exactly one of `energy` and `mass`, in place of pt, eta and phi: momenta along the axes, in the file's energy unit.",
      )
      .meta({ examples: ["p.px"] }),
    py: listOfNumbers.describe("As `px`.").meta({ examples: ["p.py"] }),
    pz: listOfNumbers.describe("As `px`.").meta({ examples: ["p.pz"] }),
  })
  .catchall(expression)
  .meta({
    id: "collection",
    description:
      "Lists that belong together, one element for each object of an event, put together from branches. With pt, eta, phi or px, py, pz, and energy or mass, its elements are four-vectors, for functions such as `mass(sum(lep[0:4]))`; or with a branch of four-vectors in the field `vector`. Any other field, such as `charge` or `btag`, a list of the same length, goes along and is used as `lep.charge`.",
  });

export const definition = strictFields({
  name: identifier
    .describe("How later expressions call it. Unique among definitions and collections.")
    .meta({ examples: ["m4l"] }),
  expression: expression
    .describe("May use branches, collections and definitions that come before it.")
    .meta({ examples: ["mass(sum(lep[0:4]))"] }),
}).meta({
  id: "definition",
  description: "A named column: written once, used by name in cuts, weights and histograms.",
});

const correction = strictFields({
  file: correctionFile
    .describe(
      "The file, plain or gzipped: an http(s) URL, or a path that is looked for like those of data, in the mirrors first, then below the base URLs.",
    )
    .meta({ examples: ["electron.json.gz"] }),
  name: text()
    .min(1)
    .describe("Name of the correction, or of the compound correction, in the file.")
    .meta({ examples: ["Electron-ID-SF"] }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits in small letters")
    .optional()
    .describe(
      "SHA-256 of the file. Left out: whoever accepts the analysis reads the file and writes it here, so that another content is another analysis.",
    ),
}).meta({
  id: "correction",
  description:
    'A correction of a file of correctionlib JSON (schema version 2). Expressions call it by its key with the inputs that the file gives it, in their order: `ele_sf("2018", "sf", "Medium", lep_eta, lep_pt)`.',
});

const weights = strictFields({
  factors: z
    .array(expression)
    .max(specLimits.weightFactors)
    .describe("Expressions that are multiplied, left to right, with the normalisation of the sample.")
    .meta({ examples: [["mcWeight", "scaleFactor_PILEUP"]] }),
  sign: z
    .enum(["signed", "absolute"])
    .default("signed")
    .describe(
      "`signed` keeps negative weights, as physics needs. `absolute` takes the absolute value of each factor, as some notebooks do.",
    ),
  data: z
    .array(expression)
    .max(specLimits.weightFactors)
    .optional()
    .describe("Expressions that are multiplied for events of data, such as a fake factor. Left out: their weight is 1.")
    .meta({ examples: [["fakeFactor"]] }),
}).meta({
  id: "weights",
  description:
    "Weight of each event. `factors` are for simulation alone: for data they are neither computed nor are their branches read.",
});

export const cut = strictFields({
  name: slug
    .describe("Its line in the cutflow. Unique among cuts; `all` is taken by the line before the first cut.")
    .meta({ examples: ["charge"] }),
  expression: expression
    .describe("An event passes if this is true. Branches used only here are read only where events are left.")
    .meta({ examples: ["sum(lep_charge[0:4]) == 0"] }),
  label: text()
    .optional()
    .describe("Longer text for people.")
    .meta({ examples: ["total charge is 0"] }),
}).meta({ id: "cut", description: "One step of the selection. Cuts are applied in order." });

export const region = strictFields({
  name: slug
    .describe("Its part of the key in the output: `<histogram>@<region>`. Unique among regions, and not `inclusive`.")
    .meta({ examples: ["4e"] }),
  label: text()
    .optional()
    .describe("Longer text for people.")
    .meta({ examples: ["four electrons"] }),
  kind: z.enum(["signal", "control", "validation"]).default("signal").describe("What it is for."),
  where: expression
    .describe("An event that passes the cuts is in the region if this is true. Regions may overlap.")
    .meta({ examples: ["flavour == 44"] }),
  cuts: z
    .array(cut)
    .max(specLimits.cuts)
    .default([])
    .describe("Further steps of this region's selection, each a line of its cutflow."),
}).meta({
  id: "region",
  description:
    "A selection after the common cuts. Its cutflow goes on behind theirs: a line for `where`, one for each cut.",
});

/**
 * The fields that say what is computed from each event, all of them and nothing else. Together they are the recipe, which travels
 * with every work item; what is added here is part of it everywhere.
 */
export const recipeShape = {
  tree: text()
    .min(1)
    .describe("Name of the tree in every file.")
    .meta({ examples: ["mini"] }),
  energyUnit: z
    .enum(["MeV", "GeV"])
    .default("GeV")
    .describe(
      "Unit of energies and momenta in the files; must be given where there are collections. Four-vector functions (`mass`, `pt`, …) give GeV whatever it is; plain branches keep the file's unit.",
    ),
  collections: z
    .record(identifier, collection)
    .default({})
    .describe("Named lists of particles.")
    .meta({ examples: [{ lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" } }] }),
  corrections: z
    .record(identifier, correction)
    .optional()
    .describe("Corrections that expressions call, by the names under which they do.")
    .meta({ examples: [{ ele_sf: { file: "electron.json.gz", name: "Electron-ID-SF" } }] }),
  define: z
    .array(definition)
    .max(specLimits.definitions)
    .default([])
    .describe("Named columns, in the order in which they may use each other."),
  weights: weights.default({ factors: [], sign: "signed" }),
  cuts: z.array(cut).max(specLimits.cuts).default([]).describe("The selection, in order."),
  regions: z
    .array(region)
    .max(specLimits.regions)
    .optional()
    .describe("Selections that share the cuts; histograms are filled in each of them, in the same pass."),
  histograms: z
    .array(histogram)
    .min(1)
    .max(specLimits.histograms)
    .describe("What is filled. The first one is the main plot."),
  variations: z
    .array(variation)
    .max(specLimits.variations)
    .optional()
    .describe("Systematic variations: filled in the same pass, beside the nominal histograms."),
};

export type Recipe = Readonly<z.output<z.ZodObject<typeof recipeShape>>>;

const recipeFields = Object.keys(recipeShape) as (keyof Recipe)[];

/** The recipe in a specification. */
export function recipeIn(spec: Recipe): Recipe {
  return Object.fromEntries(recipeFields.map((field) => [field, spec[field]])) as Recipe;
}
