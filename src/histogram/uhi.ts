import * as z from "zod";
import { shapeOf, type Shape } from "./axes.ts";
import { areNames, createCategoryAxis, createRegularAxis, createVariableAxis, type Axis } from "./axis.ts";
import { InvalidUhiError } from "./errors.ts";
import { nameOf, type Histogram } from "./histogram.ts";
import { type MeanSums, meansOf, sampleVariances } from "./profile.ts";

/**
 * The UHI JSON form of a histogram (uhi_schema 1): one or two axes, weighted storage, or weighted means, flow bins on. hist, boost-histogram and ROOT read it.
 *
 * @see https://github.com/scikit-hep/uhi `src/uhi/resources/histogram.schema.json`
 */

const metadataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const flow = {
  underflow: z.literal(true),
  overflow: z.literal(true),
  circular: z.literal(false),
  metadata: metadataSchema.optional(),
};

const categoryFlow = { flow: z.literal(true), metadata: metadataSchema.optional() };

const axisSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("regular"), lower: z.number(), upper: z.number(), bins: z.int(), ...flow }),
  z.strictObject({ type: z.literal("variable"), edges: z.array(z.number()), ...flow }),
  z.strictObject({ type: z.literal("category_str"), categories: z.array(z.string()), ...categoryFlow }),
  z.strictObject({ type: z.literal("category_int"), categories: z.array(z.int()), ...categoryFlow }),
]);

/** Nested as deep as there are axes. */
const cellsSchema = z.union([z.array(z.number()), z.array(z.array(z.number()))]);

export const uhiSchema = z.strictObject({
  uhi_schema: z.literal(1),
  writer_info: z.record(z.string(), metadataSchema).optional(),
  metadata: metadataSchema.optional(),
  axes: z.array(axisSchema).min(1).max(2),
  storage: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("weighted"), values: cellsSchema, variances: cellsSchema }),
    z.strictObject({
      type: z.literal("weighted_mean"),
      sum_of_weights: cellsSchema,
      sum_of_weights_squared: cellsSchema,
      values: cellsSchema,
      variances: cellsSchema,
    }),
  ]),
});

export type UhiHistogram = z.infer<typeof uhiSchema>;
export type UhiMetadata = z.infer<typeof metadataSchema>;
type UhiAxis = z.infer<typeof axisSchema>;
type Cells = z.infer<typeof cellsSchema>;

/**
 * `values` and `variances` hold the flow bins too. Numbers of entries have no place in weighted storage: their total, flow bins included,
 * stands in `metadata.entries`.
 *
 * @param metadata more of it, such as group and sample
 */
export function toUhi(histogram: Histogram, metadata: UhiMetadata = {}): UhiHistogram {
  const { title, axes, shape, sumw, sumw2, profile } = histogram;
  const { entries } = histogram.integral({ flow: true });
  return {
    uhi_schema: 1,
    metadata: {
      ...nameOf(histogram),
      title,
      entries,
      ...(profile && { profileLabel: profile.label, profileUnit: profile.unit }),
      ...metadata,
    },
    axes: axes.map(toUhiAxis),
    storage:
      profile === undefined
        ? { type: "weighted", values: nested(sumw, shape), variances: nested(sumw2, shape) }
        : meanStorage({ sumw, sumw2, ...profile }, shape),
  };
}

/** Means of y, and the variances of y itself: those of the means are smaller by the effective number of entries. */
function meanStorage(sums: MeanSums, shape: Shape): UhiHistogram["storage"] {
  return {
    type: "weighted_mean",
    sum_of_weights: nested(sums.sumw, shape),
    sum_of_weights_squared: nested(sums.sumw2, shape),
    values: nested(meansOf(sums), shape),
    variances: nested(sampleVariances(sums), shape),
  };
}

/** What the UHI form holds of a histogram: all but the entries of each bin. */
export interface UhiContent {
  readonly axes: readonly Axis[];
  /** A number for each cell, flow bins included, in the order that `Shape` says. */
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
  readonly metadata: UhiMetadata;
}

/**
 * Reads what `toUhi` wrote but profiles; other storages, more axes, or axes without flow bins are refused.
 *
 * @throws {InvalidUhiError} naming the field.
 * @throws {InvalidAxisError} if the borders cannot be.
 */
export function fromUhi(document: unknown): UhiContent {
  const result = uhiSchema.safeParse(document);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new InvalidUhiError(`Not a weighted histogram of one or two axes with flow bins: ${issue.message}`, {
      field: issue.path.join("."),
    });
  }
  const { storage, metadata = {} } = result.data;
  if (storage.type === "weighted_mean")
    throw new InvalidUhiError("Means are not read, as they do not hold the sums that they are made of", {
      field: "storage.type",
    });
  const axes = result.data.axes.map(fromUhiAxis);
  const shape = shapeOf(axes);
  return {
    axes,
    sumw: flat(storage.values, shape, "storage.values"),
    sumw2: flat(storage.variances, shape, "storage.variances"),
    metadata,
  };
}

function nested(cells: Float64Array, { extent, strides }: Shape): Cells {
  if (extent.length === 1) return Array.from(cells);
  const row = strides[0]!;
  return Array.from({ length: extent[0]! }, (_, i) => Array.from(cells.subarray(i * row, (i + 1) * row)));
}

function flat(cells: Cells, { extent }: Shape, field: string): Float64Array {
  const [outer, inner] = extent;
  const fits = (list: Cells[number]) => (Array.isArray(list) ? list.length === inner : inner === undefined);
  if (cells.length !== outer || !cells.every(fits))
    throw new InvalidUhiError(`Expected ${extent.join(" × ")} numbers, bins and flow bins, but got ${cells.length}`, {
      field,
    });
  return Float64Array.from(cells.flat());
}

function toUhiAxis(axis: Axis): UhiAxis {
  const metadata = { label: axis.label, unit: axis.unit };
  if (axis.kind === "category") {
    const rest = { flow: true, metadata: { label: axis.label } } as const;
    return areNames(axis.categories)
      ? { type: "category_str", categories: axis.categories.map(String), ...rest }
      : { type: "category_int", categories: axis.categories.map(Number), ...rest };
  }
  const common = { underflow: true, overflow: true, circular: false, metadata } as const;
  if (axis.kind === "variable") {
    const drawn = axis.scale === undefined ? metadata : { ...metadata, scale: axis.scale };
    return { type: "variable", edges: Array.from(axis.edges), ...common, metadata: drawn };
  }
  return { type: "regular", lower: axis.edges[0]!, upper: axis.edges[axis.bins]!, bins: axis.bins, ...common };
}

function fromUhiAxis(axis: UhiAxis): Axis {
  const words = { label: textOf(axis.metadata?.["label"]), unit: textOf(axis.metadata?.["unit"]) };
  switch (axis.type) {
    case "regular":
      return createRegularAxis({ ...axis, ...words });
    case "variable":
      return createVariableAxis({ ...axis, ...words, scale: axis.metadata?.["scale"] === "log" ? "log" : undefined });
    case "category_str":
    case "category_int":
      return createCategoryAxis({ ...axis, ...words });
  }
}

function textOf(value: string | number | boolean | undefined): string {
  return typeof value === "string" ? value : "";
}
