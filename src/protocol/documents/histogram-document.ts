import * as z from "zod/mini";

/**
 * A histogram in the documents of HTTP, in two parts: the head never changes while an analysis runs, the sums do. Numbers are float64 and
 * survive JSON bit by bit.
 */

const numbers = z.array(z.number());
const words = { label: z.string(), unit: z.string() };

const axisSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("regular"), edges: numbers, ...words }),
  z.object({ type: z.literal("variable"), edges: numbers, ...words }),
  z.object({ type: z.literal("category"), categories: z.array(z.string()), ...words }),
]);

export const histogramHeadSchema = z.object({
  name: z.string(),
  region: z.optional(z.string()),
  variation: z.optional(z.string()),
  title: z.string(),
  /** The first axis. */
  axis: axisSchema,
  /** All axes, where there are several. */
  axes: z.optional(z.array(axisSchema)),
});

/** Each list has a number for each cell, flow included, the last axis running fastest: [underflow, bins…, overflow] of one axis. */
export const histogramSumsSchema = z.object({ entries: numbers, sumw: numbers, sumw2: numbers });

export type AxisDocument = z.infer<typeof axisSchema>;
export type HistogramHead = z.infer<typeof histogramHeadSchema>;
export type HistogramSums = z.infer<typeof histogramSumsSchema>;
