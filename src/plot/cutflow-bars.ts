import { poissonInterval } from "../physics/poisson-interval.ts";
import type { AnalysisDocument, CutflowSums } from "../protocol/documents/analysis-document.ts";
import { distinctColors } from "./distinct-colors.ts";
import { count, valueAndError } from "./numbers.ts";
import { addYields, type Yield } from "./plot-model.ts";

/** Bars of a cutflow; places are from 0 at their left end to 1 at the right one. */
export interface CutflowBars {
  readonly stages: readonly CutflowStageBars[];
  /** What the colours of the segments stand for, the leftmost first. */
  readonly legend: readonly { readonly label: string; readonly color: string }[];
  /** The numbers at both ends. */
  readonly range: { readonly lower: number; readonly upper: number };
  /** Of each power of ten between them on a logarithmic scale, where it is. */
  readonly powers: readonly number[];
  /** Small stages are hard to see on a linear scale. */
  readonly spansMuch: boolean;
}

export interface CutflowStageBars {
  readonly name: string;
  readonly label: string;
  readonly rows: readonly CutflowRow[];
}

export interface CutflowRow {
  readonly label: string;
  /** Its numbers. */
  readonly text: string;
  readonly segments: readonly { readonly color: string; readonly start: number; readonly stop: number }[];
  /** Data, with their error. */
  readonly points: readonly { readonly at: number; readonly start: number; readonly stop: number }[];
}

export interface CutflowChoices {
  /** Simulation stacked in one bar, or each group by itself. */
  readonly bars: "stacked" | "each";
  readonly log: boolean;
  readonly colors: "own" | "distinct";
  /** Groups that are left out. */
  readonly hidden: readonly string[];
}

/** A logarithmic scale shows at most so many powers of ten below the largest number. */
const mostDecades = 6;

interface Counted {
  readonly label: string;
  readonly color: string;
  readonly isData: boolean;
  /** Of each line of the cutflow. */
  readonly yields: readonly Yield[];
}

/** The cutflow as horizontal bars: a stage for each cut of all events, then for those of each region. */
export function cutflowBars(
  { head, groups }: Pick<AnalysisDocument, "head" | "groups">,
  choices: CutflowChoices,
): CutflowBars {
  const all = countedOf({ head, groups }, choices);
  const [data, simulated] = [all.filter(({ isData }) => isData), all.filter(({ isData }) => !isData)];
  const lines = linesOf(head);
  const totals = lines.map((_, i) => addYields(simulated.map(({ yields }) => yields[i]!)));
  const drawn =
    choices.bars === "stacked" ? [...data.map(({ yields }) => yields), totals] : all.map(({ yields }) => yields);
  const numbers = drawn.flat().map(({ sumw }) => sumw);
  const scale = scaleOver(
    numbers.filter((number) => number > 0),
    choices.log,
  );
  const segment = (color: string, from: number, to: number) => ({
    color,
    start: scale.place(from),
    stop: scale.place(to),
  });
  const point = ({ sumw, error }: Yield) => {
    const isCount = Number.isInteger(sumw) && Math.abs(error * error - sumw) < 1e-9 * sumw;
    const { lower, upper } = isCount ? poissonInterval(sumw) : { lower: sumw - error, upper: sumw + error };
    return { at: scale.place(sumw), start: scale.place(lower), stop: scale.place(upper) };
  };
  const pointsOf = (of: readonly Counted[], i: number) =>
    of.flatMap(({ yields }) => (yields[i]!.sumw > 0 ? [point(yields[i]!)] : []));
  const stacked = (i: number): CutflowRow[] => {
    let below = 0;
    const segments = simulated.map(({ color, yields }) =>
      segment(color, below, (below += Math.max(0, yields[i]!.sumw))),
    );
    const texts = [
      ...(simulated.length === 0 ? [] : [`simulation ${yieldText(totals[i]!, false)}`]),
      ...data.map(({ label, yields }) => `${label} ${yieldText(yields[i]!, true)}`),
    ];
    return [{ label: "", text: texts.join(", "), segments, points: pointsOf(data, i) }];
  };
  const each = (i: number): CutflowRow[] =>
    all.map((one) => ({
      label: one.label,
      text: yieldText(one.yields[i]!, one.isData),
      segments: one.isData ? [] : [segment(one.color, 0, one.yields[i]!.sumw)],
      points: one.isData ? pointsOf([one], i) : [],
    }));
  return {
    stages: lines.map(({ name, label }, i) => ({
      name,
      label,
      rows: choices.bars === "stacked" ? stacked(i) : each(i),
    })),
    legend: simulated.map(({ label, color }) => ({ label, color })),
    range: scale.range,
    powers: scale.powers,
    spansMuch: Math.max(...numbers) > 20 * Math.min(...numbers.filter((number) => number > 0)),
  };
}

/** Names and labels of all lines. */
function linesOf({
  stages,
  regions = [],
}: AnalysisDocument["head"]): { readonly name: string; readonly label: string }[] {
  return [
    ...stages.map(({ name, label }) => ({ name, label: label === name ? "" : label })),
    ...regions.flatMap((region) =>
      region.stages.map(({ name, label }) => ({
        name: `@${region.name}${name === region.name ? "" : ` ${name}`}`,
        label: label === name ? "" : label,
      })),
    ),
  ];
}

function countedOf(
  { head, groups }: Pick<AnalysisDocument, "head" | "groups">,
  { hidden, colors }: CutflowChoices,
): Counted[] {
  const states = new Map(groups.map((state) => [state.name, state]));
  const simulated = head.groups.filter(({ kind }) => kind !== "data");
  return head.groups.flatMap((group): Counted[] => {
    const state = states.get(group.name);
    if (state === undefined || hidden.includes(group.name)) return [];
    const { label, kind } = group;
    const isData = kind === "data";
    const distinct = distinctColors[simulated.indexOf(group) % distinctColors.length]!;
    const color = colors === "distinct" && !isData ? distinct : group.color;
    const yields = [state.cutflow, ...Object.values(state.regions ?? {})].flatMap(yieldsOf);
    return [{ label, color, isData, yields }];
  });
}

function yieldsOf({ sumw, sumw2 }: CutflowSums): Yield[] {
  return sumw.map((value, i) => ({ sumw: value, error: Math.sqrt(sumw2[i] ?? 0) }));
}

function yieldText({ sumw, error }: Yield, isData: boolean): string {
  return isData && Number.isInteger(sumw) ? count(sumw) : valueAndError(sumw, error);
}

/** @param positive numbers to be shown */
function scaleOver(
  positive: readonly number[],
  log: boolean,
): Pick<CutflowBars, "range" | "powers"> & { place(number: number): number } {
  const highest = Math.max(...positive, 0) || 1;
  const within = (place: number) => Math.min(1, Math.max(0, place));
  if (!log) {
    const upper = 1.05 * highest;
    return { range: { lower: 0, upper }, powers: [], place: (number) => within(number / upper) };
  }
  const top = Math.ceil(Math.log10(1.05 * highest));
  const bottom = Math.max(top - mostDecades, Math.floor(Math.log10(0.8 * Math.min(...positive, highest))));
  const powers = Array.from({ length: top - bottom - 1 }, (_, i) => (i + 1) / (top - bottom));
  return {
    range: { lower: Number(`1e${bottom}`), upper: Number(`1e${top}`) },
    powers,
    place: (number) => (number > 0 ? within((Math.log10(number) - bottom) / (top - bottom)) : 0),
  };
}
