import { z } from "zod";

/**
 * The analysis specification: everything that an analysis does, as JSON. One place for shape, limits and the words that
 * document them; the JSON Schema and the reference page are generated from here.
 */

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "a name starts with a letter and has only letters, digits and _ (at most 64)");

const slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "only letters, digits, _ . and - (at most 64), starting with a letter or digit");

const expression = z.string().min(1).max(2000).describe("Expression over branches and defined names");

const regularAxis = z.strictObject({
  type: z.literal("regular"),
  bins: z.int().min(1).max(10_000),
  lower: z.number(),
  upper: z.number(),
  label: z.string().max(200).default(""),
  unit: z.string().max(40).default(""),
});

const variableAxis = z.strictObject({
  type: z.literal("variable"),
  edges: z.array(z.number()).min(2).max(10_001),
  label: z.string().max(200).default(""),
  unit: z.string().max(40).default(""),
});

const axis = z.discriminatedUnion("type", [regularAxis, variableAxis]);

const collection = z.strictObject({
  pt: expression,
  eta: expression,
  phi: expression,
  energy: expression.optional(),
  mass: expression.optional(),
});

const histogram = z.strictObject({ name, expression, axis, title: z.string().max(200).default("") });

const cut = z.strictObject({ name: slug, expression, label: z.string().max(200).optional() });

const sample = z.strictObject({
  name: slug,
  label: z.string().max(200).optional(),
  files: z.array(z.string().min(1).max(2000)).min(1).max(100_000),
  crossSectionPb: z.number().positive().optional(),
  sumOfWeights: z.number().positive().optional(),
  filterEfficiency: z.number().positive().default(1),
  kFactor: z.number().positive().default(1),
});

const group = z.strictObject({
  name: slug,
  label: z.string().max(200),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  kind: z.enum(["data", "background", "signal"]),
  lane: slug.default("default"),
  samples: z.array(sample).min(1).max(1000),
});

export const analysisSpecSchema = z.strictObject({
  title: z.string().min(1).max(200),
  description: z.string().max(4000).default(""),
  release: z.strictObject({ label: z.string().max(200), baseUrls: z.array(z.url()).max(10).default([]) }),
  centreOfMassEnergyTeV: z.number().positive().default(13),
  luminosityInvFb: z.number().positive(),
  tree: z.string().min(1).max(200),
  energyUnit: z.enum(["MeV", "GeV"]),
  collections: z.record(name, collection).default({}),
  define: z.array(z.strictObject({ name, expression })).max(500).default([]),
  weights: z
    .strictObject({ factors: z.array(expression).max(50), sign: z.enum(["signed", "absolute"]).default("signed") })
    .default({ factors: [], sign: "signed" }),
  cuts: z.array(cut).max(100).default([]),
  histograms: z.array(histogram).min(1).max(200),
  groups: z.array(group).min(1).max(50),
});

export type AnalysisSpec = z.infer<typeof analysisSpecSchema>;
export type AxisSpec = z.infer<typeof axis>;
export type HistogramSpec = z.infer<typeof histogram>;
export type CutSpec = z.infer<typeof cut>;
export type CollectionSpec = z.infer<typeof collection>;
export type SampleSpec = z.infer<typeof sample>;
export type GroupSpec = z.infer<typeof group>;

/** The part of a spec that says what is computed from each event. It travels with every work item. */
export type Recipe = Pick<
  AnalysisSpec,
  "tree" | "energyUnit" | "collections" | "define" | "weights" | "cuts" | "histograms"
>;
