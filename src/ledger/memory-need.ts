import { derivedLength } from "../analysis/derived-histograms.ts";
import type { Layout } from "../analysis/layout.ts";
import { specLimits } from "../analysis/spec-limits.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { mostBytesOfSums } from "../histogram/exact-sum.ts";
import { mostPartial } from "./partial-deltas.ts";

type Counted = Pick<AnalysisSpec, "groups" | "variations">;
type Numbers = Pick<Layout, "length" | "histograms">;

/** State, identity and summary of a file. */
const bytesPerFile = 2000;

/**
 * Bytes of memory that an analysis takes at most, whatever its weights are: exact sums of each sample, those of a group while they are
 * added, the rounded sums of a view, and, where they come in parts, those of partitions that are not yet in.
 *
 * @param layout of what is kept of each sample
 */
export function mostBytesOf(spec: Counted, layout: Numbers): number {
  const { samples, files } = countsOf(spec.groups);
  const lanes = new Set(spec.groups.map(({ lane }) => lane)).size;
  const partial = layout.length > specLimits.sumsPerMessage ? 8 * layout.length * mostPartial * lanes : 0;
  return (samples + 1) * mostBytesOfSums(layout.length) + partial + roundedBytes(spec, layout) + files * bytesPerFile;
}

/**
 * Bytes that it takes now.
 *
 * @param sums what its exact sums take
 */
export function bytesOf(spec: Counted, layout: Numbers, sums: number): number {
  return sums + roundedBytes(spec, layout) + countsOf(spec.groups).files * bytesPerFile;
}

/** What stays of a layout when its histograms are too large to be kept: the cutflows, with which each layout begins. */
export function withoutHistograms(layout: Layout): Layout {
  const all = [layout, ...layout.alternatives].flatMap(({ cutflow, regions }) => [cutflow, ...regions]);
  const lines = all.reduce((sum, { stages }) => sum + stages.length, 0);
  return { ...layout, length: 3 * lines, histograms: [] };
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function countsOf(groups: AnalysisSpec["groups"]): { samples: number; files: number } {
  const samples = groups.flatMap((group) => group.samples);
  return { samples: samples.length, files: samples.reduce((sum, sample) => sum + sample.files.length, 0) };
}

function roundedBytes({ groups, variations }: Counted, { length, histograms }: Numbers): number {
  return 8 * (length + derivedLength(variations, histograms)) * (groups.length + countsOf(groups).samples);
}
