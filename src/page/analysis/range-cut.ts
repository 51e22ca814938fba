import { changedTitle } from "../../analysis/changed-title.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";

/**
 * The specification with one cut more at the end: what the histogram shows lies in [lower, upper), as it does in its bins.
 *
 * @param name of a histogram of one axis
 * @param isList it shows several numbers of an event, and one of them is enough
 * @returns undefined where there is no such histogram
 */
export function withRangeCut(
  spec: AnalysisSpec,
  name: string,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  isList = false,
): AnalysisSpec | undefined {
  const histogram = spec.histograms.find((each) => each.name === name);
  if (histogram === undefined) return undefined;
  const inside = `${lower} <= (${histogram.expression}) && (${histogram.expression}) < ${upper}`;
  const expression = isList ? `any(${inside})` : inside;
  const names = new Set(spec.cuts.map((cut) => cut.name));
  // A name has 64 characters at most.
  const first = `${name.slice(0, 50)}_range`;
  let free = first;
  for (let number = 2; names.has(free); number++) free = `${first}${number}`;
  const changed = { ...spec, cuts: [...spec.cuts, { name: free, expression }] };
  return { ...changed, title: changedTitle(spec, changed) };
}
