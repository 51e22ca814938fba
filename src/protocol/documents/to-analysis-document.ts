import { blindRangesOf } from "../../analysis/blinding.ts";
import { sampleLabel } from "../../analysis/sample-label.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { Histogram } from "../../histogram/histogram.ts";
import type { AnalysisBrief, AnalysisView, CutflowStage, GroupView, SampleView, SumsView } from "./analysis-view.ts";
import {
  maxMissingParts,
  maxMissingReasons,
  type AnalysisDocument,
  type AnalysisHead,
  type AnalysisState,
  type AnalysisSummary,
  type CutflowSums,
  type GroupState,
  type MissingDocument,
  type MissingPart,
  type RegionHead,
  type SampleState,
} from "./analysis-document.ts";
import { toHistogramHead, toHistogramSums } from "./histogram-codec.ts";
import type { HistogramSums } from "./histogram-document.ts";
import { commonReason } from "./missing-reason.ts";
import { toVariationHeads } from "./variation-heads.ts";

export interface DocumentOptions {
  /** Also the histograms of each sample. */
  readonly samples?: boolean;
}

/** The whole document of an analysis. `sequence` is the position in the log up to which the view has everything. */
export function toAnalysisDocument(
  view: AnalysisView,
  sequence: number,
  options: DocumentOptions = {},
): AnalysisDocument {
  return {
    ...toAnalysisState(view, sequence, options),
    title: view.spec.title,
    head: toHead(view),
    links: linksOf(view.id, "../"),
  };
}

export function toAnalysisState(view: AnalysisView, sequence: number, options: DocumentOptions = {}): AnalysisState {
  return { ...toStateOutline(view, sequence), groups: view.groups.map((group) => toGroupState(group, options)) };
}

/** A state without its groups, which are most of it. */
export function toStateOutline(view: AnalysisView, sequence: number): Omit<AnalysisState, "groups"> {
  const { id, status, run, progress, warnings } = view;
  const told = warnings === undefined ? {} : { warnings: warnings.map(({ name, message }) => ({ name, message })) };
  return { id, status, run, sequence, ...marksOf(view), progress, missing: toMissing(view.missing), ...told };
}

export function toGroupState(group: GroupView, { samples = false }: DocumentOptions = {}): GroupState {
  return {
    name: group.name,
    progress: group.progress,
    cutflow: toCutflowSums(group.cutflow),
    ...toRegionSums(group),
    ...toAlternativeSums(group),
    histograms: toSums(group.histograms),
    samples: group.samples.map((sample) => toSampleState(sample, samples)),
  };
}

/** @param up from where the summary is told to the address of the plotter, such as "./" */
export function toAnalysisSummary(brief: AnalysisBrief, sequence: number, up: string): AnalysisSummary {
  const { id, spec, status, progress, run, acceptedAt, startedBy } = brief;
  const release = { label: spec.release.label };
  return {
    id,
    title: spec.title,
    release,
    status,
    progress,
    run,
    sequence,
    acceptedAt,
    ...(startedBy === undefined ? {} : { startedBy }),
    ...marksOf(brief),
    links: linksOf(id, up),
  };
}

function marksOf({ pinned, stalled }: Pick<AnalysisView, "pinned" | "stalled">): {
  readonly pinned?: true;
  readonly stalled?: true;
} {
  return { ...(pinned === true ? { pinned } : {}), ...(stalled === true ? { stalled } : {}) };
}

export function toHead(
  view: Pick<AnalysisView, "id" | "spec" | "acceptedAt" | "startedBy" | "histograms">,
): AnalysisHead {
  const { id, spec, acceptedAt, startedBy } = view;
  return {
    id,
    title: spec.title,
    description: spec.description,
    acceptedAt,
    ...(startedBy === undefined ? {} : { startedBy }),
    release: { label: spec.release.label },
    ...(spec.centreOfMassEnergyTeV === undefined ? {} : { centreOfMassEnergyTeV: spec.centreOfMassEnergyTeV }),
    luminosityInvFb: spec.luminosityInvFb,
    stages: toStages(spec),
    ...toRegionHeads(spec),
    ...toVariationHeads(spec),
    histograms: view.histograms.map((block) => {
      const window = spec.histograms.find(({ name }) => name === block.name)?.window;
      const blind = block.variation === undefined ? blindRangesOf(spec, block) : [];
      return {
        ...toHistogramHead(block),
        ...(window === undefined ? {} : { window }),
        ...(blind.length === 0 ? {} : { blind }),
      };
    }),
    groups: spec.groups.map(({ name, label, color, kind, luminosityInvFb, samples }) => ({
      name,
      label,
      color,
      kind,
      ...(luminosityInvFb === undefined ? {} : { luminosityInvFb }),
      samples: samples.map((sample) => ({
        name: sample.name,
        label: sampleLabel(sample),
        ...(sample.luminosityInvFb === undefined ? {} : { luminosityInvFb: sample.luminosityInvFb }),
        ...(sample.nominal === false ? { nominal: false } : {}),
        files: sample.files.map(withoutSecrets),
      })),
    })),
  };
}

/** Lines of the cutflow. */
export function toStages(spec: AnalysisSpec): AnalysisHead["stages"] {
  return [{ name: "all", label: "all events" }, ...spec.cuts.map(toStage)];
}

/** The regions with the lines of their cutflows; nothing without regions. */
export function toRegionHeads({ regions = [] }: Pick<AnalysisSpec, "regions">): { readonly regions?: RegionHead[] } {
  if (regions.length === 0) return {};
  return {
    regions: regions.map(({ name, label = name, kind, where, cuts }) => ({
      name,
      label,
      kind,
      stages: [{ name, label, expression: where }, ...cuts.map(toStage)],
    })),
  };
}

function toStage({ name, label, expression }: AnalysisSpec["cuts"][number]): AnalysisHead["stages"][number] {
  return { name, label: label ?? name, expression };
}

/** The cutflow of each region; nothing without regions. */
export function toRegionSums({ regions }: Pick<SumsView, "regions">): {
  readonly regions?: Record<string, CutflowSums>;
} {
  if (regions.length === 0) return {};
  return { regions: Object.fromEntries(regions.map(({ name, cutflow }) => [name, toCutflowSums(cutflow)])) };
}

/**
 * Where to find everything of an analysis, relative to where this is told: nobody but the client knows what a proxy has put before it.
 *
 * @param up from there to the address of the plotter, such as "./"
 */
export function linksOf(id: string, up: string): Readonly<Record<string, string>> {
  const self = `${up}analyses/${id}`;
  return {
    self,
    spec: `${self}/spec`,
    events: `${self}/events`,
    histograms: `${self}/histograms`,
    cutflow: `${self}/cutflow`,
    files: `${self}/files`,
  };
}

/** A URL without its login, query and fragment, where secrets may stand; anything else as it is. */
export function withoutSecrets(source: string): string {
  if (!/^https?:/i.test(source) || !URL.canParse(source)) return source;
  const { protocol, host, pathname } = new URL(source);
  return `${protocol}//${host}${pathname}`;
}

function toSampleState(sample: SampleView, withHistograms: boolean): SampleState {
  return {
    name: sample.name,
    progress: sample.progress,
    cutflow: toCutflowSums(sample.cutflow),
    ...toRegionSums(sample),
    ...toAlternativeSums(sample),
    sources: sample.sources.map((source) => (source === undefined ? null : withoutSecrets(source))),
    ...(withHistograms ? { histograms: toSums(sample.histograms) } : {}),
  };
}

function toAlternativeSums({ alternatives }: SumsView): Pick<GroupState, "alternatives"> {
  if (alternatives === undefined) return {};
  const sums = alternatives.map(
    (one) => [one.name, { cutflow: toCutflowSums(one.cutflow), ...toRegionSums(one) }] as const,
  );
  return { alternatives: Object.fromEntries(sums) };
}

function toSums(histograms: ReadonlyMap<string, Histogram>): Record<string, HistogramSums> {
  return Object.fromEntries(Array.from(histograms, ([key, histogram]) => [key, toHistogramSums(histogram)]));
}

export function toCutflowSums(stages: readonly CutflowStage[]): CutflowSums {
  return {
    entries: stages.map((stage) => stage.entries),
    sumw: stages.map((stage) => stage.sumw),
    sumw2: stages.map((stage) => stage.sumw2),
  };
}

/** Reasons that differ only in the names of file and sample are one. */
function toMissing(missing: readonly MissingPart[]): MissingDocument {
  const reasons = new Map<string, { readonly name: string; readonly message: string; count: number }>();
  let waited = 0;
  for (const part of missing) {
    const { failure } = part;
    const message = commonReason(part);
    if (failure === undefined || message === undefined) {
      waited++;
      continue;
    }
    const { name } = failure;
    const key = `${name}\n${message}`;
    const known = reasons.get(key);
    if (known === undefined) reasons.set(key, { name, message, count: 1 });
    else known.count++;
  }
  const failures = Array.from(reasons.values(), ({ name, message, count }) => ({ failure: { name, message }, count }));
  const all = [...failures, ...(waited === 0 ? [] : [{ count: waited }])];
  return {
    count: missing.length,
    parts: missing.slice(0, maxMissingParts),
    reasons: all.sort((a, b) => b.count - a.count).slice(0, maxMissingReasons),
  };
}
