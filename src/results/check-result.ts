import { alternativesOf } from "../analysis/alternatives.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { VariationSpec } from "../analysis/spec-variation.ts";
import { histogramKey, type Histogram, type HistogramName, nameOf } from "../histogram/histogram.ts";
import type { GroupView } from "../protocol/documents/analysis-view.ts";

/** What is looked at of a result: a view has it, and so have files of other formats. */
export interface CheckedResult {
  readonly spec: Pick<AnalysisSpec, "variations">;
  readonly groups: readonly CheckedGroup[];
  readonly histograms: readonly HistogramName[];
}

export interface CheckedGroup extends Pick<GroupView, "name" | "kind"> {
  readonly samples: readonly { readonly name: string }[];
  /** Keyed as `histogramKey` says. */
  readonly histograms: ReadonlyMap<string, CheckedHistogram>;
}

export type CheckedHistogram = HistogramName & Pick<Histogram, "values" | "variances">;

/** What breaks fits without a word, or makes them say less than they seem to. */
export interface ResultDoubt {
  readonly kind: "expectation" | "negative" | "one-sided" | "no effect" | "too large" | "statistics" | "absent";
  /** Key of the nominal histogram. */
  readonly histogram: string;
  /** Absent: all simulation together. */
  readonly group?: string;
  readonly variation?: string;
  readonly message: string;
}

/**
 * What is doubtful in the nominal histograms of a result and in their variations, by name. Of each variation and group the first of these
 * that holds is told: it is absent in some region, changes nothing, changes a bin by more than it holds, goes to one side with all of its
 * alternatives, or nowhere goes beyond the statistical error √Σw² (of another sample: √(Σw² of both)).
 */
export function checkResult(view: CheckedResult): ResultDoubt[] {
  const simulated = view.groups.filter(({ kind }) => kind !== "data");
  return view.histograms
    .filter(({ variation }) => variation === undefined)
    .flatMap((block) => {
      const key = histogramKey(block);
      const found = simulated.flatMap((group) => {
        const histogram = group.histograms.get(key);
        return histogram === undefined ? [] : [{ group, histogram }];
      });
      return [
        ...expectationDoubts(key, found),
        ...found.flatMap(({ group, histogram }) => variationDoubts(view, key, group, histogram)),
      ];
    });
}

function expectationDoubts(
  histogram: string,
  found: readonly { readonly group: CheckedGroup; readonly histogram: CheckedHistogram }[],
): ResultDoubt[] {
  if (found.length === 0) return [];
  const total = found[0]!.histogram.values().map((_, bin) => {
    return found.reduce((sum, { histogram }) => sum + histogram.values()[bin]!, 0);
  });
  const empty = binsWhere(total, (value) => !(value > 0));
  const all = { kind: "expectation", histogram, message: `no events are expected in ${empty}` } as const;
  const negative = found.flatMap(({ group: { name: group }, histogram: of }): ResultDoubt[] => {
    const bins = binsWhere(of.values(), (value) => value < 0);
    return bins === "" ? [] : [{ kind: "negative", histogram, group, message: `fewer than 0 events in ${bins}` }];
  });
  return [...(empty === "" ? [] : [all]), ...negative];
}

/** Whether a variation speaks of anything in a group. */
export function concerns(
  { groups, samples, sample }: VariationSpec,
  group: Pick<CheckedGroup, "name" | "samples">,
): boolean {
  const has = (names: readonly string[]) => group.samples.some(({ name }) => names.includes(name));
  const isNamed =
    (groups === undefined && samples === undefined) || groups?.includes(group.name) === true || has(samples ?? []);
  return isNamed && (sample === undefined || has(Object.values(sample).flatMap((pairs) => Object.keys(pairs))));
}

function variationDoubts(
  view: CheckedResult,
  key: string,
  group: CheckedGroup,
  nominal: CheckedHistogram,
): ResultDoubt[] {
  return (view.spec.variations ?? []).flatMap((variation): ResultDoubt[] => {
    if (variation.histograms?.includes(nominal.name) === false || !concerns(variation, group)) return [];
    const doubt = (kind: ResultDoubt["kind"], message: string): ResultDoubt[] => [
      { kind, histogram: key, group: group.name, variation: variation.name, message },
    ];
    // `up` before `down`, in whichever order they are written: the text of the id sorts them.
    const names = alternativesOf([variation])
      .map(({ name }) => name)
      .sort()
      .reverse();
    const alternatives = names.map((name) =>
      group.histograms.get(histogramKey({ ...nameOf(nominal), variation: name })),
    );
    const absent = names.filter((_, i) => alternatives[i] === undefined);
    if (absent.length > 0) return doubt("absent", `there is no ${absent.join(", ")} here`);
    const values = nominal.values();
    const differences = alternatives.map((one) => one!.values().map((value, bin) => value - values[bin]!));
    if (differences.every((each) => each.every((difference) => difference === 0)))
      return doubt("no effect", "changes nothing");
    const large = binsWhere(values, (value, bin) => differences.some((each) => Math.abs(each[bin]!) > Math.abs(value)));
    if (large !== "") return doubt("too large", `changes ${large} by more than is in there`);
    const totals = differences.map((each) => each.reduce((sum, difference) => sum + difference, 0));
    if (totals.length > 1 && (totals.every((total) => total > 0) || totals.every((total) => total < 0)))
      return doubt(
        "one-sided",
        `all of ${names.join(", ")} have ${totals[0]! > 0 ? "more" : "fewer"} events than nominal`,
      );
    // A factor is a number, whatever the statistics.
    if (variation.norm !== undefined) return [];
    const variances = nominal.variances();
    const isBeyond = (each: Float64Array, i: number) =>
      each.some((difference, bin) => {
        const variance = variances[bin]! + (variation.sample === undefined ? 0 : alternatives[i]!.variances()[bin]!);
        return difference !== 0 && difference * difference >= variance;
      });
    return differences.some(isBeyond)
      ? []
      : doubt("statistics", "is below the statistical error of the simulation in every bin");
  });
}

/** `bin 3` or `bins 1, 2, 3 and 7 more`, the first is 1; empty if there are none. */
function binsWhere(values: Float64Array, is: (value: number, bin: number) => boolean): string {
  const bins = Array.from(values.keys()).filter((bin) => is(values[bin]!, bin));
  if (bins.length === 0) return "";
  const first = bins.slice(0, 5).map((bin) => bin + 1);
  const more = bins.length > 5 ? ` and ${bins.length - 5} more` : "";
  return `${bins.length === 1 ? "bin" : "bins"} ${first.join(", ")}${more}`;
}
