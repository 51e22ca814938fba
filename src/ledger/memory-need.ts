import type { Layout } from "../analysis/layout.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { mostBytesOfSums } from "../histogram/exact-sum.ts";

/** State, identity and summary of a file. */
const bytesPerFile = 2000;

/**
 * Bytes of memory that an analysis takes at most, whatever its weights are: exact sums of each sample, those of a group while they are
 * added, and the rounded sums of a view.
 *
 * @param length how many sums are kept of each sample
 */
export function mostBytesOf({ groups }: Pick<AnalysisSpec, "groups">, { length }: Pick<Layout, "length">): number {
  const { samples, files } = countsOf(groups);
  return (samples + 1) * mostBytesOfSums(length) + roundedBytes(groups, length) + files * bytesPerFile;
}

/**
 * Bytes that it takes now.
 *
 * @param sums what its exact sums take
 */
export function bytesOf(
  { groups }: Pick<AnalysisSpec, "groups">,
  { length }: Pick<Layout, "length">,
  sums: number,
): number {
  return sums + roundedBytes(groups, length) + countsOf(groups).files * bytesPerFile;
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

function roundedBytes(groups: AnalysisSpec["groups"], length: number): number {
  return 8 * length * (groups.length + countsOf(groups).samples);
}
