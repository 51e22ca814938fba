import { histogramKey, type Integral } from "../histogram/histogram.ts";
import { plainNumber, withError } from "../plot/numbers.ts";
import { addYields } from "../plot/plot-model.ts";
import type { AnalysisView, SampleView, SumsView } from "../protocol/documents/analysis-view.ts";
import { type Yields, yieldsOf } from "../results/yields.ts";
import { incompleteNames, incompleteNote, marked, sampleName } from "./incomplete.ts";
import { type FitColumn, renderFitting } from "./fit-table.ts";
import type { Row } from "./table.ts";
import { printableLabel } from "./terminal-text.ts";

/**
 * Numbers of events per group and sample: after all cuts, and of those within the range of the first histogram. Simulation is
 * weighted, with its statistical error √Σw²; data are counts.
 *
 * @param width of the terminal; undefined: any
 */
export function renderYields(view: AnalysisView, width?: number): string {
  const name = view.histograms.map(histogramKey)[0] ?? "";
  const groups = yieldsOf(view);
  const incomplete = incompleteNames(view);
  const rows: Row[] = groups.flatMap((group, g) => {
    const cellsOf = (yields: Yields, entries: number) => [
      ...[String(entries), String(yields.selected.entries)],
      ...numberCells(yields.selected, group.kind === "data"),
      ...numberCells(inRange(yields, name), group.kind === "data"),
    ];
    const { samples } = view.groups[g] ?? { samples: [] };
    const own = [marked(group.name, incomplete.groups.has(group.name)), ...cellsOf(group, entriesOf(view.groups[g]))];
    if (samples.length === 1) return [own];
    const nameOf = (sample: SampleView) => `  ${marked(sampleName(sample), incomplete.samples.has(sample.name))}`;
    return [own, ...samples.map((sample, s) => [nameOf(sample), ...cellsOf(group.samples[s]!, entriesOf(sample))])];
  });
  const simulation = groups.filter((group) => group.kind !== "data");
  const seen = view.groups.filter((group) => group.kind !== "data").reduce((sum, group) => sum + entriesOf(group), 0);
  if (simulation.length > 1) {
    const passed = add(simulation.map((group) => group.selected));
    const range = add(simulation.map((group) => inRange(group, name)));
    const counts = [String(seen), String(passed.entries)];
    const total = marked(
      "simulation",
      simulation.some((group) => incomplete.groups.has(group.name)),
    );
    rows.push("line", [total, ...counts, ...numberCells(passed, false), ...numberCells(range, false)]);
  }
  const columns: readonly FitColumn[] = [
    { header: "sample", align: "left" },
    { header: "entries", align: "right" },
    { header: "passed", align: "right" },
    { header: "yield", align: "decimal" },
    { header: "± stat", align: "decimal", joined: true },
    { header: rangeText(view, name), align: "decimal" },
    { header: "± stat", align: "decimal", joined: true },
  ];
  const table = renderFitting(columns, rows, width);
  return incomplete.samples.size === 0 ? table : `${table}\n${incompleteNote}`;
}

/** `80 ≤ m4ℓ < 250 GeV`, what the in-range column counts. */
function rangeText(view: AnalysisView, name: string): string {
  const block = view.histograms.find((each) => histogramKey(each) === name);
  const [axis] = block?.axes ?? [];
  if (axis === undefined || axis.kind === "category" || block!.axes.length > 1) return "in range";
  const [lower, upper] = [axis.edges[0], axis.edges.at(-1)];
  const unit = axis.unit === "" ? "" : ` ${axis.unit}`;
  const label = axis.label === "" ? block!.name : axis.label;
  return printableLabel(`${plainNumber(lower ?? 0)} ≤ ${label} < ${plainNumber(upper ?? 0)}${unit}`);
}

/** Events that were looked at. */
function entriesOf(sums: SumsView | undefined): number {
  return sums?.cutflow[0]?.entries ?? 0;
}

function inRange(yields: Yields, name: string): Integral {
  return yields.inRange.get(name) ?? { entries: 0, sumw: 0, error: 0 };
}

/** Events of each group in each region; empty without regions. */
export function renderRegionYields(view: AnalysisView, width?: number): string {
  const regions = view.groups[0]?.regions ?? [];
  if (regions.length === 0) return "";
  const incomplete = incompleteNames(view);
  const rows: Row[] = view.groups.map((group) => [
    marked(group.name, incomplete.groups.has(group.name)),
    ...group.regions.flatMap(({ cutflow }) => {
      // A region has at least the line of its own.
      const { entries, sumw, sumw2 } = cutflow.at(-1)!;
      return numberCells({ entries, sumw, error: Math.sqrt(sumw2) }, group.kind === "data" && sumw === entries);
    }),
  ]);
  const columns = regions.flatMap(({ name }): FitColumn[] => [
    { header: `@${name}`, align: "decimal" },
    { header: "± stat", align: "decimal", joined: true },
  ]);
  const table = renderFitting([{ header: "sample", align: "left" }, ...columns], rows, width);
  return incomplete.groups.size === 0 ? table : `${table}\n${incompleteNote}`;
}

function numberCells({ entries, sumw, error }: Integral, isData: boolean): string[] {
  if (isData) return [String(entries), ""];
  const text = withError(sumw, error);
  return [text.value, `± ${text.error}`];
}

function add(parts: readonly Integral[]): Integral {
  return { entries: parts.reduce((sum, part) => sum + part.entries, 0), ...addYields(parts) };
}
