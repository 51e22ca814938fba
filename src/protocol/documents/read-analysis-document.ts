import { derivedAlternatives } from "../../analysis/alternatives.ts";
import { derivedHistograms } from "../../analysis/derived-histograms.ts";
import { sampleLabel } from "../../analysis/sample-label.ts";
import { layoutOf, type Layout } from "../../analysis/layout.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import { histogramKey, type Histogram } from "../../histogram/histogram.ts";
import {
  type AnalysisView,
  type GroupView,
  histogramsNotKept,
  type SampleView,
  type SumsView,
} from "./analysis-view.ts";
import type { AnalysisState, CutflowSums, GroupState, SampleState } from "./analysis-document.ts";
import { readHistogramSums, vectorOf } from "./histogram-codec.ts";
import { MalformedDocumentError } from "./document-schema.ts";

/**
 * The view that a state was made of, bit by bit, for whoever works with views on the other side of HTTP.
 *
 * Two things are less than in the original: `missing` holds at most the first `maxMissingParts` parts, and the histograms of samples are
 * there only if the state has them (`?samples=true`).
 *
 * @param state complete: a document, or updates merged by `mergeUpdate`
 * @param spec of the same analysis (`GET /analyses/:id/spec`)
 * @param acceptedAt from the document's head
 * @throws {MalformedDocumentError} if the two do not fit together: other groups, samples, cuts or histograms, or other numbers of them.
 */
export function toAnalysisView(state: AnalysisState, spec: AnalysisSpec, acceptedAt: string): AnalysisView {
  // A server that lacks the memory for the histograms keeps none, and says so.
  const isKept = state.warnings?.some(({ name }) => name === histogramsNotKept) !== true;
  const whole = layoutOf(spec);
  const layout = isKept ? whole : { ...whole, histograms: [] };
  const derived = derivedHistograms(spec.variations, layout.histograms);
  return {
    id: state.id,
    spec,
    run: state.run,
    acceptedAt,
    status: state.status,
    ...(state.pinned === true ? { pinned: true } : {}),
    ...(state.stalled === true ? { stalled: true } : {}),
    progress: state.progress,
    missing: state.missing.parts,
    ...(state.warnings === undefined ? {} : { warnings: state.warnings }),
    histograms: [...layout.histograms, ...derived],
    groups: spec.groups.map((group): GroupView => {
      const path = `groups.${group.name}`;
      const ofGroup = named<GroupState>(state.groups, group.name, path);
      return {
        name: group.name,
        label: group.label,
        color: group.color,
        kind: group.kind,
        ...sumsOf(ofGroup, layout, spec, path),
        samples: group.samples.map((sample): SampleView => {
          const ofSample = named<SampleState>(ofGroup.samples, sample.name, `${path}.samples.${sample.name}`);
          return {
            name: sample.name,
            label: sampleLabel(sample),
            ...(sample.nominal === false ? { nominal: false } : {}),
            sources: ofSample.sources.map((source) => source ?? undefined),
            ...sumsOf(ofSample, layout, spec, `${path}.samples.${sample.name}`),
          };
        }),
      };
    }),
  };
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string, path: string): T {
  const found = list.find((item) => item.name === name);
  if (found === undefined) throw new MalformedDocumentError("The state lacks what the specification has", path);
  return found;
}

function sumsOf(
  state: GroupState | SampleState,
  { cutflow: { stages }, regions, histograms: blocks, alternatives }: Layout,
  { variations }: AnalysisSpec,
  path: string,
): SumsView {
  const { progress, cutflow, histograms } = state;
  const found = new Map<string, Histogram>();
  for (const block of histograms === undefined ? [] : blocks) {
    const key = histogramKey(block);
    found.set(key, readHistogramSums(block, histograms?.[key], `${path}.histograms.${key}`));
  }
  for (const block of derivedHistograms(variations, blocks)) {
    const key = histogramKey(block);
    const sums = histograms?.[key];
    if (sums !== undefined) found.set(key, readHistogramSums(block, sums, `${path}.histograms.${key}`));
  }
  const inRegions = (sums: GroupState["regions"], blocks: Layout["regions"], at: string) =>
    blocks.map(({ name, stages }) => ({
      name,
      cutflow: cutflowOf(sums?.[name], stages, `${at}.regions.${name}`),
    }));
  const names = [
    ...alternatives.map(({ name }) => name),
    ...derivedAlternatives(variations).flatMap(({ name }) => (state.alternatives?.[name] === undefined ? [] : [name])),
  ];
  const varied = names.map((name) => {
    const sums = state.alternatives?.[name];
    const at = `${path}.alternatives.${name}`;
    return {
      name,
      cutflow: cutflowOf(sums?.cutflow, stages, `${at}.cutflow`),
      regions: inRegions(sums?.regions, regions, at),
    };
  });
  return {
    progress,
    cutflow: cutflowOf(cutflow, stages, `${path}.cutflow`),
    regions: inRegions(state.regions, regions, path),
    ...(varied.length === 0 ? {} : { alternatives: varied }),
    histograms: found,
  };
}

function cutflowOf(sums: CutflowSums | undefined, stages: readonly string[], path: string): SumsView["cutflow"] {
  const numbers = (key: keyof CutflowSums) => vectorOf(sums?.[key], stages.length, `${path}.${key}`);
  const [entries, sumw, sumw2] = [numbers("entries"), numbers("sumw"), numbers("sumw2")];
  return stages.map((name, i) => ({ name, entries: entries[i]!, sumw: sumw[i]!, sumw2: sumw2[i]! }));
}
