import * as z from "zod/mini";
import { components, type DocumentOf, listOf, numbers, text } from "./document-schema.ts";

/**
 * A histogram in the documents of HTTP, in two parts: the head never changes while an analysis runs, the sums do. Numbers are float64 and
 * survive JSON bit by bit.
 */

const words = { label: text(), unit: text() };

const category = z.union([text(), z.number()]);

const axisSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("regular"), edges: numbers("bins + 1."), ...words }),
  z.object({
    type: z.literal("variable"),
    edges: numbers("bins + 1."),
    /** Drawn logarithmically. */
    scale: z.exactOptional(z.literal("log")),
    ...words,
  }),
  z.object({ type: z.literal("category"), categories: listOf(category, "All texts, or all whole numbers."), ...words }),
]);

export const histogramHeadSchema = z
  .object({
    name: text(),
    region: z.exactOptional(text()),
    variation: z.exactOptional(text()),
    title: text(),
    /** The first axis. */
    axis: axisSchema,
    axes: z.exactOptional(listOf(axisSchema, "All axes, where there are several.")),
    /** Of a profile: what the means are of. */
    profile: z.exactOptional(z.object(words)),
    window: z.exactOptional(
      z
        .object({ from: z.number(), to: z.number() })
        .check(z.describe("Where a signal is looked for, as the specification says; absent: it says nothing.")),
    ),
    blind: z.exactOptional(
      listOf(
        z.object({ from: z.number(), to: z.number() }),
        "Where plots do not show data, as the specification says (`model.blind`): a convention, the sums hold them. Absent: nowhere.",
      ),
    ),
  })
  .register(components, { id: "HistogramHead" });

export const histogramSumsSchema = z
  .object({
    entries: numbers("Unweighted."),
    sumw: numbers("Σw."),
    sumw2: numbers("Σw²."),
    sumwy: z.exactOptional(numbers("Of a profile: Σwy.")),
    sumwy2: z.exactOptional(numbers("Of a profile: Σwy².")),
  })
  .check(
    z.describe(
      "Each list has a number for each cell, flow included, the last axis running fastest; of one axis: underflow, bins, overflow.",
    ),
  )
  .register(components, { id: "HistogramSums" });

export type AxisDocument = DocumentOf<typeof axisSchema>;
export type HistogramHead = DocumentOf<typeof histogramHeadSchema>;
export type HistogramSums = DocumentOf<typeof histogramSumsSchema>;
