import * as z from "zod";
import { createRegularAxis, createVariableAxis, type Axis } from "./axis.ts";
import { InvalidUhiError } from "./errors.ts";
import type { Histogram } from "./histogram.ts";

/**
 * The UHI JSON form of a histogram (scikit-hep/uhi, `histogram.schema.json`, uhi_schema 1): one axis, weighted storage, flow bins on.
 * hist, boost-histogram and ROOT read it.
 */

const metadataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const flow = {
  underflow: z.literal(true),
  overflow: z.literal(true),
  circular: z.literal(false),
  metadata: metadataSchema.optional(),
};

const uhiSchema = z.strictObject({
  uhi_schema: z.literal(1),
  writer_info: z.record(z.string(), metadataSchema).optional(),
  metadata: metadataSchema.optional(),
  axes: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("regular"), lower: z.number(), upper: z.number(), bins: z.int(), ...flow }),
        z.strictObject({ type: z.literal("variable"), edges: z.array(z.number()), ...flow }),
      ]),
    )
    .length(1),
  storage: z.strictObject({
    type: z.literal("weighted"),
    values: z.array(z.number()),
    variances: z.array(z.number()),
  }),
});

export type UhiHistogram = z.infer<typeof uhiSchema>;
export type UhiMetadata = z.infer<typeof metadataSchema>;
type UhiAxis = UhiHistogram["axes"][number];

/**
 * `values` and `variances` are bins + 2 long, flow bins included. Numbers of entries have no place in weighted storage: their total, flow
 * bins included, stands in `metadata.entries`.
 *
 * @param metadata more of it, such as group and sample
 */
export function toUhi(histogram: Histogram, metadata: UhiMetadata = {}): UhiHistogram {
  return {
    uhi_schema: 1,
    metadata: {
      name: histogram.name,
      title: histogram.title,
      entries: histogram.integral({ flow: true }).entries,
      ...metadata,
    },
    axes: [toUhiAxis(histogram.axis)],
    storage: { type: "weighted", values: Array.from(histogram.sumw), variances: Array.from(histogram.sumw2) },
  };
}

/** What the UHI form holds of a histogram: all but the entries of each bin. */
export interface UhiContent {
  readonly axis: Axis;
  /** bins + 2 long, flow bins included. */
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
  readonly metadata: UhiMetadata;
}

/**
 * Reads what `toUhi` wrote; other storages, several axes, or axes without flow bins are refused.
 *
 * @throws {InvalidUhiError} naming the field.
 * @throws {InvalidAxisError} if the borders cannot be.
 */
export function fromUhi(document: unknown): UhiContent {
  const result = uhiSchema.safeParse(document);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new InvalidUhiError(`Not a one-dimensional weighted histogram with flow bins: ${issue.message}`, {
      field: issue.path.join("."),
    });
  }
  const { axes, storage, metadata = {} } = result.data;
  const axis = fromUhiAxis(axes[0]!);
  for (const key of ["values", "variances"] as const)
    if (storage[key].length !== axis.bins + 2)
      throw new InvalidUhiError(
        `Expected ${axis.bins + 2} numbers, bins and flow bins, but got ${storage[key].length}`,
        {
          field: `storage.${key}`,
        },
      );
  return { axis, sumw: Float64Array.from(storage.values), sumw2: Float64Array.from(storage.variances), metadata };
}

function toUhiAxis(axis: Axis): UhiAxis {
  const common = {
    underflow: true,
    overflow: true,
    circular: false,
    metadata: { label: axis.label, unit: axis.unit },
  } as const;
  if (axis.kind === "variable") return { type: "variable", edges: Array.from(axis.edges), ...common };
  return { type: "regular", lower: axis.edges[0]!, upper: axis.edges[axis.bins]!, bins: axis.bins, ...common };
}

function fromUhiAxis(axis: UhiAxis): Axis {
  const words = { label: textOf(axis.metadata?.["label"]), unit: textOf(axis.metadata?.["unit"]) };
  return axis.type === "regular" ? createRegularAxis({ ...axis, ...words }) : createVariableAxis({ ...axis, ...words });
}

function textOf(value: string | number | boolean | undefined): string {
  return typeof value === "string" ? value : "";
}
