import { axisOf } from "../../analysis/axis-of.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { Axis } from "../../histogram/axis.ts";
import { createHistogram, type Histogram } from "../../histogram/histogram.ts";
import type { AnalysisView, GroupView, SampleView, SumsView } from "./analysis-view.ts";
import type { AnalysisState, CutflowSums, GroupState, HistogramSums, SampleState } from "./analysis-document.ts";
import { MalformedDocumentError } from "./malformed-document.ts";

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
  const axes = new Map(spec.histograms.map(({ name, title, axis }) => [name, { title, axis: axisOf(axis) }] as const));
  const stages = ["all", ...spec.cuts.map((cut) => cut.name)];
  return {
    id: state.id,
    spec,
    run: state.run,
    acceptedAt,
    status: state.status,
    progress: state.progress,
    missing: state.missing.parts,
    histograms: spec.histograms,
    groups: spec.groups.map((group): GroupView => {
      const path = `groups.${group.name}`;
      const ofGroup = named<GroupState>(state.groups, group.name, path);
      return {
        name: group.name,
        label: group.label,
        color: group.color,
        kind: group.kind,
        ...sumsOf(ofGroup, stages, axes, path),
        samples: group.samples.map((sample): SampleView => {
          const ofSample = named<SampleState>(ofGroup.samples, sample.name, `${path}.samples.${sample.name}`);
          return {
            name: sample.name,
            label: sample.label ?? sample.name,
            sources: ofSample.sources.map((source) => source ?? undefined),
            ...sumsOf(ofSample, stages, axes, `${path}.samples.${sample.name}`),
          };
        }),
      };
    }),
  };
}

type AxesByHistogram = ReadonlyMap<string, { readonly title: string; readonly axis: Axis }>;

function named<T extends { readonly name: string }>(list: readonly T[], name: string, path: string): T {
  const found = list.find((item) => item.name === name);
  if (found === undefined) throw new MalformedDocumentError("The state lacks what the specification has", path);
  return found;
}

function sumsOf(
  state: GroupState | SampleState,
  stages: readonly string[],
  axes: AxesByHistogram,
  path: string,
): SumsView {
  const { progress, cutflow, histograms = {} } = state;
  const found = new Map<string, Histogram>();
  for (const [name, { title, axis }] of axes) {
    const sums = histograms[name];
    if (sums === undefined && state.histograms === undefined) continue;
    found.set(name, histogramOf(name, title, axis, sums, `${path}.histograms.${name}`));
  }
  return { progress, cutflow: cutflowOf(cutflow, stages, `${path}.cutflow`), histograms: found };
}

/** @param path of the sums, for the message */
function histogramOf(
  name: string,
  title: string,
  axis: Axis,
  sums: HistogramSums | undefined,
  path: string,
): Histogram {
  const numbers = (key: keyof HistogramSums) => vectorOf(sums?.[key], axis.extent, `${path}.${key}`);
  return createHistogram({
    name,
    title,
    axes: [axis],
    entries: numbers("entries"),
    sumw: numbers("sumw"),
    sumw2: numbers("sumw2"),
  });
}

function cutflowOf(sums: CutflowSums, stages: readonly string[], path: string): SumsView["cutflow"] {
  const numbers = (key: keyof CutflowSums) => vectorOf(sums[key], stages.length, `${path}.${key}`);
  const [entries, sumw, sumw2] = [numbers("entries"), numbers("sumw"), numbers("sumw2")];
  return stages.map((name, i) => ({ name, entries: entries[i]!, sumw: sumw[i]!, sumw2: sumw2[i]! }));
}

function vectorOf(numbers: readonly number[] | undefined, length: number, path: string): Float64Array {
  if (numbers?.length !== length)
    throw new MalformedDocumentError(`Expected ${length} numbers, found ${numbers?.length ?? "none"}`, path);
  return Float64Array.from(numbers);
}
