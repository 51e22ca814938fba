import { shapeOf } from "../../histogram/axes.ts";
import { createCategoryAxis, createRegularAxis, createVariableAxis, type Axis } from "../../histogram/axis.ts";
import {
  createHistogram,
  nameOf,
  type Histogram,
  type HistogramName,
  type HistogramParts,
} from "../../histogram/histogram.ts";
import type { ProfileSums } from "../../histogram/profile.ts";
import type { AxisDocument, HistogramHead, HistogramSums } from "./histogram-document.ts";
import { MalformedDocumentError } from "./document-schema.ts";

export function toHistogramHead(histogram: EmptyHistogram): HistogramHead {
  const axes = histogram.axes.map(toAxisDocument);
  const [axis] = axes;
  return {
    ...nameOf(histogram),
    title: histogram.title,
    axis: axis!,
    ...(axes.length > 1 ? { axes } : {}),
    ...profileWords(histogram),
  };
}

function profileWords({ profile }: EmptyHistogram): Pick<HistogramHead, "profile"> {
  return profile === undefined ? {} : { profile: { label: profile.label, unit: profile.unit } };
}

export function toHistogramSums({ entries, sumw, sumw2, profile }: Histogram): HistogramSums {
  const sums = { entries: Array.from(entries), sumw: Array.from(sumw), sumw2: Array.from(sumw2) };
  if (profile === undefined) return sums;
  return { ...sums, sumwy: Array.from(profile.sumwy), sumwy2: Array.from(profile.sumwy2) };
}

/** A histogram without its numbers. */
type EmptyHistogram = HistogramName &
  Pick<HistogramParts, "title" | "axes"> & {
    readonly profile?: Pick<ProfileSums, "label" | "unit"> | undefined;
  };

/** What a histogram of a document is called, and its axes. */
export function readHistogramHead(head: HistogramHead): EmptyHistogram {
  const { axis, axes = [axis], title } = head;
  return { ...nameOf(head), title, axes: axes.map(fromAxisDocument), ...profileWords({ ...head, axes: [] }) };
}

/**
 * The histogram with its numbers.
 *
 * @param path of the sums, for the message
 * @throws {MalformedDocumentError} if there are no sums, or another number of them than the axes have cells.
 */
export function readHistogramSums(head: EmptyHistogram, sums: HistogramSums | undefined, path: string): Histogram {
  const { size } = shapeOf(head.axes);
  const cells = (key: keyof HistogramSums) => vectorOf(sums?.[key], size, `${path}.${key}`);
  const profile = head.profile && { ...head.profile, sumwy: cells("sumwy"), sumwy2: cells("sumwy2") };
  return createHistogram({ ...head, entries: cells("entries"), sumw: cells("sumw"), sumw2: cells("sumw2"), profile });
}

/** @throws {MalformedDocumentError} unless there are so many numbers. */
export function vectorOf(numbers: readonly number[] | undefined, length: number, path: string): Float64Array {
  if (numbers?.length !== length)
    throw new MalformedDocumentError(`Expected ${length} numbers, found ${numbers?.length ?? "none"}`, path);
  return Float64Array.from(numbers);
}

function toAxisDocument(axis: Axis): AxisDocument {
  const { label, unit } = axis;
  if (axis.kind === "category") return { type: axis.kind, categories: [...axis.categories], label, unit };
  const edges = Array.from(axis.edges);
  if (axis.kind === "regular") return { type: axis.kind, edges, label, unit };
  return { type: axis.kind, edges, ...(axis.scale === undefined ? {} : { scale: axis.scale }), label, unit };
}

function fromAxisDocument(axis: AxisDocument): Axis {
  switch (axis.type) {
    case "regular":
      return createRegularAxis({
        ...axis,
        bins: axis.edges.length - 1,
        lower: axis.edges[0] ?? NaN,
        upper: axis.edges.at(-1) ?? NaN,
      });
    case "variable":
      return createVariableAxis(axis);
    case "category":
      return createCategoryAxis(axis);
  }
}
