import * as z from "zod";
import { workspaceLimits } from "./parse-workspace.ts";

/**
 * What is written and read of HS3 0.2, the HEP Statistics Serialization Standard: HistFactory channels, binned data, normal constraints, one
 * likelihood, domain and point for each analysis. Other entries of the lists are left alone unless a likelihood names them.
 *
 * @see https://github.com/hep-statistics-serialization-standard/hep-statistics-serialization-standard
 */
export const hs3Version = "0.2.0";

const name = z.string().min(1).max(500);
const numbers = z.array(z.number()).min(1).max(workspaceLimits.bins);
const names = z.array(name).min(1).max(workspaceLimits.bins);
const side = z.strictObject({ contents: numbers });

/** What a modifier has beside its type; the name is no part of the standard, but ROOT's files have one. */
const one = { name: name.optional(), parameter: name };
const ofBins = { name: name.optional(), parameters: names };

const modifier = z.discriminatedUnion("type", [
  z.strictObject({ ...one, type: z.literal("normfactor") }),
  z.strictObject({
    ...one,
    type: z.literal("normsys"),
    constraint: z.literal("Gauss").optional(),
    data: z.strictObject({ hi: z.number().positive(), lo: z.number().positive() }),
  }),
  z.strictObject({
    ...one,
    type: z.literal("histosys"),
    constraint: z.literal("Gauss").optional(),
    // That of pyhf too.
    interpolation: z.literal("poly6").optional(),
    data: z.strictObject({ hi: side, lo: side }),
  }),
  z.strictObject({ ...ofBins, type: z.literal("shapefactor") }),
  z.strictObject({
    ...ofBins,
    type: z.literal("shapesys"),
    constraint: z.literal("Poisson"),
    data: z.strictObject({ vals: z.array(z.number().min(0)).max(workspaceLimits.bins) }),
  }),
  z.strictObject({ ...ofBins, type: z.literal("staterror"), constraint: z.enum(["Gauss", "Poisson"]) }),
]);
export type Hs3Modifier = z.infer<typeof modifier>;

const axis = z.strictObject({
  name,
  min: z.number().optional(),
  max: z.number().optional(),
  nbins: z.int().min(1).max(workspaceLimits.bins).optional(),
  edges: z.array(z.number()).min(2).optional(),
});
export type Hs3Axis = z.infer<typeof axis>;

const sample = z.strictObject({
  name: name.optional(),
  data: z.strictObject({ contents: numbers, errors: z.array(z.number().min(0)).max(workspaceLimits.bins).optional() }),
  modifiers: z.array(modifier),
});
export type Hs3Sample = z.infer<typeof sample>;

export const hs3Channel = z.strictObject({
  name,
  type: z.literal("histfactory_dist"),
  axes: z.array(axis).min(1),
  samples: z.array(sample).min(1),
});
export type Hs3Channel = z.infer<typeof hs3Channel>;

/** Of `x` and `mean` one is the name of a parameter, the other what was seen of it. */
export const hs3Gaussian = z.strictObject({
  name,
  type: z.literal("gaussian_dist"),
  x: z.union([name, z.number()]),
  mean: z.union([name, z.number()]),
  sigma: z.number().positive(),
});
export type Hs3Gaussian = z.infer<typeof hs3Gaussian>;

export const hs3Data = z.strictObject({
  name,
  type: z.literal("binned"),
  contents: z.array(z.number().min(0)).min(1).max(workspaceLimits.bins),
  axes: z.array(axis).min(1),
});

const named = z.looseObject({ name, type: z.string() });

export const hs3Document = z.looseObject({
  metadata: z.looseObject({ hs3_version: z.string().regex(/^0\.2(\.|$)/, "expected a version 0.2") }),
  distributions: z.array(named).min(1),
  data: z.array(named).min(1),
  likelihoods: z
    .array(
      z.strictObject({
        name,
        distributions: z.array(name).min(1),
        data: z.array(z.union([name, z.number()])).min(1),
        aux_distributions: z.array(name).optional(),
      }),
    )
    .min(1),
  domains: z.array(
    z.strictObject({
      name,
      type: z.literal("product_domain"),
      axes: z.array(z.looseObject({ name, min: z.number(), max: z.number() })),
    }),
  ),
  parameter_points: z
    .array(
      z.strictObject({
        name,
        parameters: z.array(
          z.looseObject({ name, value: z.number(), const: z.union([z.boolean(), z.literal([0, 1])]).optional() }),
        ),
      }),
    )
    .optional(),
  analyses: z
    .array(
      z.strictObject({
        name,
        likelihood: name,
        domain: name.optional(),
        domains: z.array(name).min(1).optional(),
        parameters_of_interest: z.array(name).max(1).optional(),
        init: name.optional(),
        prior: z.null().optional(),
      }),
    )
    .min(1),
});
export type Hs3Document = z.infer<typeof hs3Document>;
