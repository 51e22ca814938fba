import { type Alternative, derivedAlternatives, factorFor } from "../analysis/alternatives.ts";
import { isWanted } from "../analysis/derived-histograms.ts";
import type { AnalysisSpec, GroupSpec } from "../analysis/spec.ts";
import { createHistogram, histogramKey, type Histogram, nameOf } from "../histogram/histogram.ts";
import type { AnalysisWarning } from "../protocol/documents/analysis-document.ts";
import type {
  AlternativeView,
  CutflowStage,
  GroupView,
  RegionView,
  SampleView,
  SumsView,
} from "../protocol/documents/analysis-view.ts";

/*
 * Alternatives that are not filled: nominal sums times a factor, and sums with another sample in place of one. They follow from what the
 * ledger has, so nothing of them is in the log.
 */

type Sums = Pick<SumsView, "cutflow" | "regions" | "histograms">;

/** Where the numbers of an alternative come from; undefined: they are not there, as not all files are in. */
interface Origin {
  readonly alternative: Alternative;
  readonly sums: Sums | undefined;
  readonly factor: number;
}

/**
 * The group with its derived alternatives, and its samples with theirs. Samples that only stand in place of others have none.
 *
 * An alternative with another sample is left out as long as of that one, or of the one that it replaces, not all files are in: the difference
 * would tell how far both are, and nothing else.
 *
 * @param sumsOf the exact sum of samples of the group, rounded once
 */
export function withDerived(
  group: GroupView,
  spec: GroupSpec,
  variations: AnalysisSpec["variations"],
  sumsOf: (samples: readonly string[]) => Sums,
): GroupView {
  const alternatives = derivedAlternatives(variations);
  if (alternatives.length === 0) return group;
  const nominal = spec.samples.filter((sample) => sample.nominal !== false).map(({ name }) => name);
  const views = new Map(group.samples.map((sample) => [sample.name, sample]));
  const factorOf = (alternative: Alternative, name: string) =>
    factorFor(alternative, { name, group: group.name, data: group.kind === "data" });
  const ofSample = (alternative: Alternative, sample: SampleView): Origin => {
    const { missing, other } = replacementOf(alternative, sample, views);
    return { alternative, sums: missing ? undefined : (other ?? sample), factor: factorOf(alternative, sample.name) };
  };
  const ofGroup = (alternative: Alternative): Origin => {
    const found = nominal.map((name) => replacementOf(alternative, views.get(name)!, views));
    if (found.some(({ missing }) => missing)) return { alternative, sums: undefined, factor: 1 };
    if (found.some(({ other }) => other !== undefined)) {
      const names = nominal.map((name, i) => found[i]!.other?.name ?? name);
      return { alternative, sums: sumsOf(names), factor: 1 };
    }
    const factors = nominal.map((name) => factorOf(alternative, name));
    const [factor = 1] = factors;
    if (factors.every((each) => each === factor)) return { alternative, sums: group, factor };
    return {
      alternative,
      sums: weightedSum(
        group,
        nominal.map((name) => views.get(name)!),
        factors,
      ),
      factor: 1,
    };
  };
  return {
    ...group,
    ...added(group, alternatives.map(ofGroup)),
    samples: group.samples.map((sample) =>
      nominal.includes(sample.name)
        ? whenAsked(sample, () =>
            added(
              sample,
              alternatives.map((alternative) => ofSample(alternative, sample)),
            ),
          )
        : sample,
    ),
  };
}

/** The sample with what is made when somebody asks: pages show groups, and a hundred alternatives of each sample take milliseconds. */
function whenAsked(sample: SampleView, make: () => Pick<SumsView, "alternatives" | "histograms">): SampleView {
  let made: ReturnType<typeof make> | undefined;
  return {
    ...sample,
    get alternatives() {
      return (made ??= make()).alternatives ?? [];
    },
    get histograms() {
      return (made ??= make()).histograms;
    },
  };
}

/** Alternatives of which there are no histograms although nothing more will come, with what they lack. */
export function absentAlternatives(spec: AnalysisSpec, groups: readonly GroupView[]): AnalysisWarning[] {
  const samples = new Map(groups.flatMap((group) => group.samples.map((sample) => [sample.name, sample] as const)));
  return derivedAlternatives(spec.variations).flatMap(({ name, variation, key }) =>
    Object.entries(variation.sample?.[key] ?? {}).flatMap((pair) => {
      const partial = pair.flatMap((each) => samples.get(each) ?? []).filter((sample) => !isWhole(sample));
      const lacks = partial.map(
        (sample) => `${sample.progress.filesComplete} of ${sample.progress.files} files of ${sample.name} are complete`,
      );
      if (lacks.length === 0) return [];
      const message = `There is no alternative ${name} of the group of ${pair[0]}: ${lacks.join(", ")}`;
      return [{ name: "AlternativeIncompleteWarning", message }];
    }),
  );
}

function replacementOf(
  { variation, key }: Alternative,
  sample: SampleView,
  views: ReadonlyMap<string, SampleView>,
): { readonly other: SampleView | undefined; readonly missing: boolean } {
  const name = variation.sample?.[key]?.[sample.name];
  if (name === undefined) return { other: undefined, missing: false };
  const other = views.get(name);
  return { other, missing: other === undefined || !isWhole(other) || !isWhole(sample) };
}

function isWhole({ progress }: SampleView): boolean {
  return progress.filesComplete === progress.files;
}

/** Sums of samples, each times its factor, added in the order of the specification. */
function weightedSum(like: Sums, samples: readonly Sums[], factors: readonly number[]): Sums {
  const total = (numberOf: (sums: Sums) => number, power: number) =>
    samples.reduce((sum, sample, s) => sum + numberOf(sample) * factors[s]! ** power, 0);
  const lines = (stages: readonly CutflowStage[], of: (sums: Sums) => readonly CutflowStage[]) =>
    stages.map(({ name, entries }, i) => {
      return { name, entries, sumw: total((s) => of(s)[i]!.sumw, 1), sumw2: total((s) => of(s)[i]!.sumw2, 2) };
    });
  const histograms = Array.from(like.histograms, ([key, histogram]): [string, Histogram] => {
    const cells = (which: "sumw" | "sumw2", power: number) =>
      histogram[which].map((_, cell) => total((sums) => sums.histograms.get(key)![which][cell]!, power));
    const means = (which: "sumwy" | "sumwy2") =>
      histogram.profile![which].map((_, cell) => total((sums) => sums.histograms.get(key)!.profile![which][cell]!, 1));
    const profile = histogram.profile && { ...histogram.profile, sumwy: means("sumwy"), sumwy2: means("sumwy2") };
    const numbers = { sumw: cells("sumw", 1), sumw2: cells("sumw2", 2), profile };
    return [key, createHistogram({ ...partsOf(histogram), ...numbers })];
  });
  return {
    cutflow: lines(like.cutflow, ({ cutflow }) => cutflow),
    regions: like.regions.map(({ name, cutflow }, r) => {
      return { name, cutflow: lines(cutflow, ({ regions }) => regions[r]!.cutflow) };
    }),
    histograms: new Map(histograms),
  };
}

/** Alternatives behind those that are filled. */
function added(view: SumsView, origins: readonly Origin[]): Pick<SumsView, "alternatives" | "histograms"> {
  const histograms = new Map(view.histograms);
  const alternatives: AlternativeView[] = [...(view.alternatives ?? [])];
  for (const { alternative, sums, factor } of origins) {
    if (sums === undefined) continue;
    const { name, variation } = alternative;
    alternatives.push({
      name,
      cutflow: scaledLines(sums.cutflow, factor),
      regions: scaledRegions(sums.regions, factor),
    });
    for (const histogram of sums.histograms.values()) {
      if (histogram.variation !== undefined || !isWanted(variation, histogram)) continue;
      const scaled = scaledHistogram(histogram, name, factor);
      histograms.set(histogramKey(scaled), scaled);
    }
  }
  return { alternatives, histograms };
}

function scaledHistogram(histogram: Histogram, variation: string, factor: number): Histogram {
  const parts = { ...partsOf(histogram), variation };
  if (factor === 1) return createHistogram(parts);
  const squared = factor * factor;
  const sumw = parts.sumw.map((value) => value * factor);
  const scaled = (cells: Float64Array) => cells.map((value) => value * factor);
  const { profile } = parts;
  return createHistogram({
    ...parts,
    sumw,
    sumw2: parts.sumw2.map((value) => value * squared),
    profile: profile && { ...profile, sumwy: scaled(profile.sumwy), sumwy2: scaled(profile.sumwy2) },
  });
}

function partsOf(histogram: Histogram) {
  const { title, axes, entries, sumw, sumw2, profile } = histogram;
  return { ...nameOf(histogram), title, axes, entries, sumw, sumw2, profile };
}

function scaledRegions(regions: readonly RegionView[], factor: number): RegionView[] {
  return regions.map(({ name, cutflow }) => ({ name, cutflow: scaledLines(cutflow, factor) }));
}

function scaledLines(stages: readonly CutflowStage[], factor: number): CutflowStage[] {
  return stages.map(({ name, entries, sumw, sumw2 }) => {
    return { name, entries, sumw: sumw * factor, sumw2: sumw2 * (factor * factor) };
  });
}
