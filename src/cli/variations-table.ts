import { alternativesOf } from "../analysis/alternatives.ts";
import { histogramKey, nameOf } from "../histogram/histogram.ts";
import type { AnalysisView, GroupView } from "../protocol/documents/analysis-view.ts";
import { incompleteNames, incompleteNote, marked } from "./incomplete.ts";
import { renderFitting } from "./fit-table.ts";
import type { Row } from "./table.ts";

/**
 * What each alternative of a variation changes: the events of each simulated group within the range of the main histogram, in per cent of the
 * nominal ones. Empty without variations.
 *
 * @param width of the terminal; undefined: any
 */
export function renderVariations(view: AnalysisView, width?: number): string {
  const alternatives = alternativesOf(view.spec.variations);
  const [main] = view.histograms;
  const groups = view.groups.filter(({ kind }) => kind !== "data");
  if (alternatives.length === 0 || main === undefined || groups.length === 0) return "";
  const incomplete = incompleteNames(view);
  const nominal = groups.map((group) => eventsIn(group, histogramKey(main)) ?? 0);
  const rows = alternatives.map(({ name }): Row => {
    const key = histogramKey({ ...nameOf(main), variation: name });
    const varied = groups.map((group) => eventsIn(group, key));
    const known = varied.filter((events) => events !== undefined);
    const total = groups.length === 1 ? [] : [known.length === varied.length ? change(sum(known), sum(nominal)) : "–"];
    return [name, ...varied.map((events, g) => (events === undefined ? "–" : change(events, nominal[g]!))), ...total];
  });
  const names = [...groups.map(({ name }) => marked(name, incomplete.groups.has(name)))];
  const columns = [...names, ...(groups.length === 1 ? [] : ["simulation"])];
  const table = renderFitting(
    [{ header: "variation", align: "left" }, ...columns.map((header) => ({ header, align: "right" as const }))],
    rows,
    width,
  );
  return incomplete.groups.size === 0 ? table : `${table}\n${incompleteNote}`;
}

function eventsIn(group: GroupView, key: string): number | undefined {
  return group.histograms.get(key)?.integral().sumw;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `+2.1 %`; nothing to compare with: `–`. */
function change(varied: number, nominal: number): string {
  if (nominal === 0) return varied === 0 ? "0 %" : "–";
  const percent = (varied / nominal - 1) * 100;
  const text = Math.abs(percent) < 0.005 ? "0" : Math.abs(percent).toFixed(Math.abs(percent) < 1 ? 2 : 1);
  return `${text === "0" ? "" : percent > 0 ? "+" : "−"}${text} %`;
}
