import { AppError } from "../errors/app-error.ts";
import { shapeOf } from "../histogram/axes.ts";
import { areNames, type Axis } from "../histogram/axis.ts";
import { createFingerprint, type Fingerprint } from "../histogram/fingerprint.ts";
import { createHistogram, histogramKey, type Histogram, type HistogramName } from "../histogram/histogram.ts";
import { axisOf } from "./axis-of.ts";
import { inclusiveRegion, regionsOf } from "./region-names.ts";
import { specLimits } from "./spec-limits.ts";
import type { Recipe } from "./spec-recipe.ts";
import { filledAlternatives } from "./alternatives.ts";
import type { VariationSpec } from "./spec-variation.ts";

/** What the means of a profile are of, and where Σwy and Σwy² stand in the sums. */
export interface ProfileBlock {
  readonly label: string;
  readonly unit: string;
  readonly sumwy: number;
  readonly sumwy2: number;
}

/** How many numbers there are for each cell. */
export function blocksOf(profile: object | undefined): 3 | 5 {
  return profile === undefined ? 3 : 5;
}

/** Where one histogram stands in the sums: three blocks of `size` numbers, each as a `Histogram` stores its cells; of a profile five. */
export interface HistogramBlock extends HistogramName {
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly size: number;
  /** Which histogram of the recipe it is; in each of its regions it has a block. */
  readonly position: number;
  /** Offsets into the sums. */
  readonly entries: number;
  readonly sumw: number;
  readonly sumw2: number;
  /** Behind the others. */
  readonly profile?: ProfileBlock;
}

/** Lines of a cutflow: three blocks, each as long as `stages`. */
export interface CutflowBlock {
  readonly stages: readonly string[];
  /** Offsets into the sums. */
  readonly entries: number;
  readonly sumw: number;
  readonly sumw2: number;
}

/** Lines of a region, which go on behind those of all events. */
export interface RegionBlock extends CutflowBlock {
  readonly name: string;
}

/** Cutflows of an alternative of a variation: lines as the nominal ones. */
export interface AlternativeBlock {
  /** Such as `eleSF_up`. */
  readonly name: string;
  readonly cutflow: CutflowBlock;
  readonly regions: readonly RegionBlock[];
}

/**
 * How the flat float64 vector (the *sums*) that a pass over events yields is laid out. It follows from the recipe alone.
 *
 * First the cutflow, then those of the regions, then both for each alternative of a variation; then the histograms in the order of the
 * recipe, each first inclusive and then in its regions; behind them those of each alternative.
 */
export interface Layout {
  /** How many numbers the sums have. */
  readonly length: number;
  /** "all" (every event of the sample), then every cut, in order. */
  readonly cutflow: CutflowBlock;
  /** Of each the name itself (events that pass its `where`), then its cuts, in order. */
  readonly regions: readonly RegionBlock[];
  /** The nominal ones first. */
  readonly histograms: readonly HistogramBlock[];
  readonly alternatives: readonly AlternativeBlock[];
  /** Short hash of names, cuts and edges; sums of unlike layouts are never added. */
  readonly fingerprint: string;
}

/** The histograms of a recipe have more bins together than a partition may contribute. */
export class LayoutTooLargeError extends AppError {
  readonly retry = "never";
}

/**
 * The layout of the sums of a recipe.
 *
 * @throws {InvalidAxisError} naming the histogram (`histograms[i].axis`) whose axis cannot be.
 * @throws {LayoutTooLargeError} if all histograms together have more than `specLimits.sumsPerDelta` numbers.
 */
export function layoutOf(recipe: Pick<Recipe, "cuts" | "regions" | "histograms" | "variations">): Layout {
  let length = 0;
  /** Three blocks, or five, behind all that were taken before. */
  const take = (size: number, blocks: 3 | 5 = 3) => {
    const entries = length;
    length += blocks * size;
    return { entries, sumw: entries + size, sumw2: entries + 2 * size };
  };
  const stages = ["all", ...recipe.cuts.map((cut) => cut.name)];
  const takeCutflow = (): CutflowBlock => ({ stages, ...take(stages.length) });
  const takeRegions = () =>
    (recipe.regions ?? []).map(({ name, cuts }): RegionBlock => {
      const lines = [name, ...cuts.map((cut) => cut.name)];
      return { name, stages: lines, ...take(lines.length) };
    });
  const axes = recipe.histograms.map((spec, position) => {
    const field = `histograms[${position}]`;
    const x = axisOf(spec.axis, { field: `${field}.axis` });
    return spec.y === undefined ? [x] : [x, axisOf(spec.y.axis, { field: `${field}.y.axis` })];
  });
  const takeHistograms = (variation?: string, wanted: Pick<VariationSpec, "histograms" | "regions"> = {}) =>
    recipe.histograms.flatMap((spec, position) => {
      if (wanted.histograms?.includes(spec.name) === false) return [];
      const { size } = shapeOf(axes[position]!);
      return regionsOf(spec, recipe).flatMap((region): HistogramBlock[] => {
        if (wanted.regions?.includes(region) === false) return [];
        const names = {
          name: spec.name,
          ...(region === inclusiveRegion ? {} : { region }),
          ...(variation === undefined ? {} : { variation }),
        };
        const taken = take(size, blocksOf(spec.profile));
        const profile = spec.profile && {
          label: spec.profile.label === "" ? spec.profile.expression : spec.profile.label,
          unit: spec.profile.unit,
          sumwy: taken.sumw2 + size,
          sumwy2: taken.sumw2 + 2 * size,
        };
        const block = { ...names, title: spec.title, axes: axes[position]!, size, position, ...taken };
        return [profile === undefined ? block : { ...block, profile }];
      });
    });
  const cutflow = takeCutflow();
  const regions = takeRegions();
  const wanted = filledAlternatives(recipe.variations);
  // All cutflows first: they are what stays where histograms are not kept.
  const alternatives = wanted.map(({ name }): AlternativeBlock => {
    return { name, cutflow: takeCutflow(), regions: takeRegions() };
  });
  const nominal = takeHistograms();
  const histograms = [...nominal, ...wanted.flatMap(({ name, variation }) => takeHistograms(name, variation))];
  if (length > specLimits.sumsPerDelta)
    throw new LayoutTooLargeError(
      `The histograms have ${length} numbers together, at most ${specLimits.sumsPerDelta} are allowed; use fewer bins, or fewer variations`,
      { field: "histograms" },
    );
  const parts = { cutflow, regions, histograms, alternatives };
  return { length, ...parts, fingerprint: fingerprintOf(parts) };
}

/** The histograms that sums hold, by their key, as views: nothing is copied. */
export function histogramsIn({ histograms }: Layout, sums: Float64Array): ReadonlyMap<string, Histogram> {
  return new Map(
    histograms.map((block) => {
      const part = (start: number) => sums.subarray(start, start + block.size);
      const { entries, sumw, sumw2 } = block;
      const profile = block.profile && {
        ...block.profile,
        sumwy: part(block.profile.sumwy),
        sumwy2: part(block.profile.sumwy2),
      };
      const parts = { ...block, entries: part(entries), sumw: part(sumw), sumw2: part(sumw2), profile };
      return [histogramKey(block), createHistogram(parts)];
    }),
  );
}

function fingerprintOf({ cutflow, regions, histograms, alternatives }: Omit<Layout, "length" | "fingerprint">): string {
  const { stages } = cutflow;
  const fingerprint = createFingerprint();
  fingerprint.text(String(stages.length));
  for (const stage of stages) fingerprint.text(stage);
  // Two empty texts, which stand before no histogram.
  if (regions.length > 0) for (const text of ["", "", String(regions.length)]) fingerprint.text(text);
  for (const { stages: lines } of regions) for (const text of [String(lines.length), ...lines]) fingerprint.text(text);
  // Three of them, which stand before nothing else: no histogram is called "", and regions are counted.
  const names = alternatives.map(({ name }) => name);
  if (names.length > 0) for (const text of ["", "", "", String(names.length), ...names]) fingerprint.text(text);
  for (const block of histograms) addBlock(fingerprint, block);
  return fingerprint.hex();
}

/**
 * Fingerprints stand in every log, so a histogram of one axis of numbers and no region or variation adds what it always has: name and edges.
 * Any other begins with an empty text, which no name is, so that the two never meet.
 */
function addBlock(fingerprint: Fingerprint, { name, region, variation, axes, profile }: HistogramBlock): void {
  const [first] = axes;
  const isPlain = region === undefined && variation === undefined && profile === undefined;
  if (axes.length === 1 && first?.kind !== "category" && isPlain) {
    fingerprint.text(name).numbers(first!.edges);
    return;
  }
  for (const text of [
    "",
    name,
    region ?? "",
    variation ?? "",
    `${profile === undefined ? "" : "profile "}${axes.length}`,
  ])
    fingerprint.text(text);
  for (const axis of axes)
    if (axis.kind === "category")
      for (const text of [`${areNames(axis.categories) ? "" : "int "}${axis.bins}`, ...axis.categories])
        fingerprint.text(String(text));
    else fingerprint.text("").numbers(axis.edges);
}
