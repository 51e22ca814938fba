import { type CutflowBlock, type RegionBlock, histogramsIn, type Layout } from "../analysis/layout.ts";
import { sampleLabel } from "../analysis/sample-label.ts";
import type { GroupSpec, SampleSpec } from "../analysis/spec.ts";
import type { MissingPart, Progress } from "../protocol/documents/analysis-document.ts";
import type { CutflowStage, GroupView, SampleView, SumsView } from "../protocol/documents/analysis-view.ts";
import { summarise, summariseCopy, type FileSummary } from "./file-summary.ts";
import { originalOf, type RunTally, type SampleRecord } from "./ledger-sample.ts";

/** A sample's view, and what it lacks. */
export interface SampleReport {
  readonly view: SampleView;
  readonly missing: readonly MissingPart[];
}

/** @param state undefined if the log has told nothing of the sample */
export function buildSample(
  spec: SampleSpec,
  state: SampleRecord | undefined,
  layout: Layout,
  tally: RunTally,
): SampleReport {
  const files = spec.files.map((path, index) => summaryOf(spec, state, index, path, tally));
  const values = state?.sums.get(tally.layout)?.values() ?? new Float64Array(layout.length);
  return {
    view: {
      name: spec.name,
      label: sampleLabel(spec),
      ...(spec.nominal === false ? { nominal: false } : {}),
      sources: files.map((file) => file.source),
      identities: files.map((file) => file.identity),
      progress: totalProgress(files.map((file) => file.progress)),
      ...sumsIn(layout, values),
    },
    missing: allMissing(files),
  };
}

function allMissing(files: readonly FileSummary[]): MissingPart[] {
  const missing: MissingPart[] = [];
  // A part at a time: of one file there may be more than a call takes.
  for (const file of files) for (const part of file.missing) missing.push(part);
  return missing;
}

/** How far a sample is, without its sums. @param state as in `buildSample` */
export function progressOf(spec: SampleSpec, state: SampleRecord | undefined, tally: RunTally): Progress {
  return totalProgress(spec.files.map((path, index) => summaryOf(spec, state, index, path, tally).progress));
}

/** @param values the exact sum of all deltas of all its nominal samples, rounded once */
export function buildGroup(
  spec: GroupSpec,
  samples: readonly SampleView[],
  layout: Layout,
  values: Float64Array,
): GroupView {
  return {
    name: spec.name,
    label: spec.label,
    color: spec.color,
    kind: spec.kind,
    samples,
    progress: totalProgress(samples.map((sample) => sample.progress)),
    ...sumsIn(layout, values),
  };
}

export function totalProgress(parts: readonly Progress[]): Progress {
  const total = {
    files: 0,
    filesPlanned: 0,
    filesComplete: 0,
    partitions: 0,
    partitionsDone: 0,
    entries: 0,
    entriesSeen: 0,
  };
  for (const part of parts) {
    total.files += part.files;
    total.filesPlanned += part.filesPlanned;
    total.filesComplete += part.filesComplete;
    total.partitions += part.partitions;
    total.partitionsDone += part.partitionsDone;
    total.entries += part.entries;
    total.entriesSeen += part.entriesSeen;
  }
  return total;
}

/** Cutflow and histograms as views into one vector of sums; nothing is copied. */
export function sumsIn(layout: Layout, values: Float64Array): Omit<SumsView, "progress"> {
  const linesOf = ({ stages, entries, sumw, sumw2 }: CutflowBlock) =>
    stages.map((name, i): CutflowStage => ({
      name,
      entries: values[entries + i]!,
      sumw: values[sumw + i]!,
      sumw2: values[sumw2 + i]!,
    }));
  const inRegions = (regions: readonly RegionBlock[]) =>
    regions.map((region) => ({ name: region.name, cutflow: linesOf(region) }));
  const alternatives = layout.alternatives.map(({ name, cutflow, regions }) => ({
    name,
    cutflow: linesOf(cutflow),
    regions: inRegions(regions),
  }));
  return {
    cutflow: linesOf(layout.cutflow),
    regions: inRegions(layout.regions),
    ...(alternatives.length === 0 ? {} : { alternatives }),
    histograms: histogramsIn(layout, values),
  };
}

function summaryOf(
  sample: SampleSpec,
  state: SampleRecord | undefined,
  index: number,
  path: string,
  tally: RunTally,
): FileSummary {
  const file = state?.files.get(index);
  const original = file === undefined || state === undefined ? undefined : originalOf(state, file);
  // Asked first, and not kept: another file may turn out to be the first.
  if (original !== undefined) return summariseCopy(file!, { sample: sample.name, file: path }, sample.files[original]!);
  const known = state?.summaries.get(index);
  if (known !== undefined) return known;
  const summary = summarise(file, tally.layout, tally.run, { sample: sample.name, file: path });
  state?.summaries.set(index, summary);
  return summary;
}
