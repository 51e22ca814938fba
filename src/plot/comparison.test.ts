import { describe, expect, it } from "vitest";
import type { HistogramSums } from "../protocol/documents/histogram-document.ts";
import { commonHistograms, commonParts, type Comparable, compareCutflows, compareHistograms } from "./comparison.ts";

const edges = [0, 1, 2, 4];

interface Group {
  readonly name: string;
  readonly kind: string;
  /** With underflow and overflow, which count for nothing. */
  readonly sumw: readonly number[];
  readonly cutflow: readonly number[];
}

function analysis(
  groups: readonly Group[],
  { stages = ["all", "pt"], axis = edges, more = [] as object[] } = {},
): Comparable {
  const head = (name: string) => ({ name, title: "", axis: { type: "variable", edges: axis, label: "", unit: "" } });
  const sums = (sumw: readonly number[]): HistogramSums => ({
    entries: sumw.map((value) => value * 10),
    sumw: [...sumw],
    sumw2: sumw.map((value) => value / 10),
  });
  return {
    head: {
      stages: stages.map((name) => ({ name, label: name })),
      histograms: [head("m"), ...more],
      groups: groups.map(({ name, kind }) => ({ name, label: name, color: "#000000", kind, samples: [] })),
    },
    groups: groups.map(({ name, sumw, cutflow }) => ({
      name,
      progress: { files: 1, filesComplete: 1 },
      histograms: { m: sums(sumw) },
      cutflow: sums(cutflow),
      samples: [],
    })),
  } as never;
}

const first = analysis([
  { name: "data", kind: "data", sumw: [9, 3, 0, 1, 9], cutflow: [20, 4] },
  { name: "zz", kind: "background", sumw: [9, 10, 20, 0, 9], cutflow: [50, 30] },
  { name: "higgs", kind: "signal", sumw: [9, 0, 20, 0, 9], cutflow: [25, 20] },
]);
const second = analysis(
  [
    { name: "zz", kind: "background", sumw: [0, 20, 10, 10, 0], cutflow: [50, 45, 40] },
    { name: "data", kind: "data", sumw: [0, 6, 1, 1, 0], cutflow: [20, 8, 8] },
  ],
  { stages: ["all", "pt", "charge"] },
);

describe("a histogram of several analyses", () => {
  it("is added up from all simulation, without what lies outside the axis, with errors in squares", () => {
    const { lines, edges: drawn } = compareHistograms([first, second], "m", "simulation", false)!;
    expect(drawn).toEqual(edges);
    expect([...lines[0]!.values]).toEqual([10, 40, 0]);
    expect(lines[0]!.errors[1]).toBeCloseTo(2, 12);
    expect([lines[0]!.sumw, lines[1]!.sumw]).toEqual([50, 40]);
    expect(lines[0]!.error).toBeCloseTo(Math.sqrt(5), 12);
  });

  it("has a ratio to the first, with the error of the later one alone, and none where the first has nothing", () => {
    const { lines } = compareHistograms([first, second], "m", "simulation", false)!;
    expect([...lines[0]!.ratio]).toEqual([1, 1, NaN]);
    expect([...lines[1]!.ratio]).toEqual([2, 0.25, NaN]);
    expect(lines[1]!.ratioErrors[0]).toBeCloseTo(Math.sqrt(2) / 10, 12);
  });

  it("normalised, has the sum 1 within its axis, and keeps its own sum beside it", () => {
    const { lines } = compareHistograms([first, second], "m", "simulation", true)!;
    expect([...lines[1]!.values]).toEqual([0.5, 0.25, 0.25]);
    expect(lines[1]!.errors[0]).toBeCloseTo(Math.sqrt(2) / 40, 12);
    expect([lines[1]!.sumw, lines[1]!.ratio[0]]).toEqual([40, 0.5 / 0.2]);
  });

  it("has no data of any analysis where one of them blinds them, nor in its sums", () => {
    const blinding = (from: number, to: number) => {
      const [mass] = second.head.histograms;
      return { ...second, head: { ...second.head, histograms: [{ ...mass!, blind: [{ from, to }] }] } };
    };
    const blinded = blinding(0.5, 1);
    for (const order of [
      [first, blinded],
      [blinded, first],
    ]) {
      const { lines, blind } = compareHistograms(order, "m", "data", true)!;
      expect(blind).toEqual([{ from: 0.5, to: 1 }]);
      const [open, other] = order[0] === first ? lines : lines.toReversed();
      expect([...open!.values]).toEqual([NaN, 0, 1]);
      expect([...other!.values]).toEqual([NaN, 0.5, 0.5]);
      expect([open!.sumw, other!.sumw]).toEqual([1, 2]);
      expect([...lines[1]!.ratio].slice(0, 1)).toEqual([NaN]);
    }
    const { blind } = compareHistograms([blinding(0, 1), blinding(2, 3)], "m", { group: "data" }, false)!;
    expect(blind).toEqual([
      { from: 0, to: 1 },
      { from: 2, to: 3 },
    ]);
    const simulation = compareHistograms([first, blinded], "m", "simulation", false)!;
    expect([simulation.blind, [...simulation.lines[1]!.values]]).toEqual([[], [20, 10, 10]]);
  });

  it("is of data, or of one group", () => {
    expect([...compareHistograms([first, second], "m", "data", false)!.lines[1]!.values]).toEqual([6, 1, 1]);
    expect([...compareHistograms([first, second], "m", { group: "zz" }, false)!.lines[0]!.values]).toEqual([10, 20, 0]);
    expect(compareHistograms([first, second], "n", "data", false)).toBeUndefined();
  });
});

describe("what several analyses have in common", () => {
  it("is named: simulation, data, and groups that all have", () => {
    expect(commonParts([first, second])).toEqual(["simulation", "data", { group: "data" }, { group: "zz" }]);
    expect(commonParts([first, analysis([])])).toEqual([]);
    expect(commonParts([])).toEqual([]);
  });

  it("is histograms of one axis and of the same bins; those of other bins are told apart", () => {
    const names = (heads: readonly { readonly name: string }[]) => heads.map(({ name }) => name);
    const axis = { type: "regular", edges, label: "", unit: "" };
    const withMap = analysis([], { more: [{ name: "map", title: "", axis, axes: [axis, axis] }] });
    expect(names(commonHistograms([withMap, withMap]).equal)).toEqual(["m"]);
    const { equal, unequal } = commonHistograms([first, analysis([], { axis: [0, 2, 4] })]);
    expect([names(equal), names(unequal)]).toEqual([[], ["m"]]);
  });
});

it("cutflows are compared cut by cut, by names; what the first does not have stands at the end, without a difference", () => {
  const stages = compareCutflows([first, second], "simulation");
  expect(stages.map(({ name }) => name)).toEqual(["all", "pt", "charge"]);
  expect(stages[0]!.cells.map((cell) => [cell?.entries, cell?.sumw, cell?.difference])).toEqual([
    [750, 75, 0],
    [500, 50, -25],
  ]);
  expect(stages[1]!.cells[1]!.error).toBeCloseTo(Math.sqrt(4.5), 12);
  expect(stages[2]!.cells).toEqual([undefined, { entries: 400, sumw: 40, error: 2, difference: undefined }]);
});
