import { describe, expect, it } from "vitest";
import { parseSpec } from "../analysis/parse-spec.ts";
import { createRegularAxis } from "../histogram/axis.ts";
import { createHistogram, histogramKey, type Histogram } from "../histogram/histogram.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { checkResult } from "./check-result.ts";

const spec = parseSpec(
  {
    title: "t",
    tree: "t",
    luminosityInvFb: 1,
    histograms: [{ name: "m", expression: "m", axis: { type: "regular", bins: 2, lower: 0, upper: 2 } }],
    variations: [{ name: "sf", weight: { up: "2", down: "0.5" } }],
    groups: [{ name: "zz", kind: "background", samples: [{ name: "llll", files: ["l.root"] }] }],
  },
  "test",
);
const axes = [createRegularAxis({ bins: 2, lower: 0, upper: 2 })];
const flow = (...bins: number[]) => Float64Array.of(0, ...bins, 0);

/** Two bins of each, with errors of 1. */
function viewOf(nominal: [number, number], up?: [number, number], down?: [number, number]): AnalysisView {
  const of = (bins: [number, number], variation?: string): Histogram =>
    createHistogram({
      ...{ name: "m", title: "", axes, entries: flow(1, 1), sumw: flow(...bins), sumw2: flow(1, 1) },
      ...(variation === undefined ? {} : { variation }),
    });
  const all = [of(nominal), ...(up ? [of(up, "sf_up")] : []), ...(down ? [of(down, "sf_down")] : [])];
  const histograms = new Map(all.map((one) => [histogramKey(one), one]));
  const group = { name: "zz", kind: "background", histograms, samples: [] };
  return { spec, groups: [group], histograms: all } as unknown as AnalysisView;
}

describe("a result before a fit", () => {
  it("has no doubt where variations go to both sides, beyond the statistical error", () => {
    expect(checkResult(viewOf([10, 20], [12, 22], [8, 18]))).toEqual([]);
  });

  it.each<[string, AnalysisView, string[]]>([
    ["bins without expectation", viewOf([0, 20], [0, 22], [0, 18]), ["expectation: no events are expected in bin 1"]],
    [
      "negative bins",
      viewOf([-2, 20], [-2, 22], [-2, 18]),
      ["expectation: no events are expected in bin 1", "negative: fewer than 0 events in bin 1"],
    ],
    ["absent alternatives", viewOf([10, 20], [12, 22]), ["absent: there is no sf_down here"]],
    ["no effect", viewOf([10, 20], [10, 20], [10, 20]), ["no effect: changes nothing"]],
    ["too much", viewOf([10, 20], [25, 22], [8, 18]), ["too large: changes bin 1 by more than is in there"]],
    [
      "one side only",
      viewOf([10, 20], [12, 22], [13, 23]),
      ["one-sided: all of sf_up, sf_down have more events than nominal"],
    ],
    [
      "less than the statistical error",
      viewOf([10, 20], [10.5, 20.5], [9.5, 19.5]),
      ["statistics: is below the statistical error of the simulation in every bin"],
    ],
  ])("is told of %s", (_, view, expected) => {
    expect(checkResult(view).map(({ kind, message }) => `${kind}: ${message}`)).toEqual(expected);
  });
});
