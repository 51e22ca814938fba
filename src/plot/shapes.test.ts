import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { flowOf } from "./flow.ts";
import { binContents } from "./legend.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";
import { shapeLegend, shapeTitle, toShapes } from "./shapes.ts";
import { linearRange, logRange } from "./y-range.ts";

const paper = "#ffffff";
const whole = plotOf(analysisOf(), "m")!;
const shapes = toShapes(whole, paper)!;

const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((all, each) => all + each, 0);

describe("shapes", () => {
  it("are 1 together within the axis, each group by itself, data too", () => {
    expect(shapes.lines!.map(({ label, values }) => [label, ...values])).toEqual([
      ["ZZ", 1 / 6, 2 / 6, 3 / 6],
      ["SIGNAL", 0.5 / 1.5, 0, 1 / 1.5],
    ]);
    expect([...shapes.data[0]!.values]).toEqual([4 / 13, 0, 9 / 13]);
    for (const { values } of [...shapes.lines!, ...shapes.data]) expect(sum(values)).toBeCloseTo(1, 12);
    const [lower, upper] = [
      shapes.data[0]!.down[0]! / whole.data[0]!.down[0]!,
      shapes.data[0]!.up[0]! / whole.data[0]!.up[0]!,
    ];
    expect([lower, upper]).toEqual([expect.closeTo(1 / 13, 12), expect.closeTo(1 / 13, 12)]);
  });

  it("are 1 together where contents are per unit of the axis, times the widths of the bins", () => {
    const sources = sourcesOfDocument(analysisOf(), "m");
    const perUnit = toShapes(toPlotModel(sources, { perUnit: true })!, paper)!;
    expect(sum(perUnit.data[0]!.values) * 5).toBeCloseTo(1, 12);
    expect([shapeTitle(shapes), shapeTitle(perUnit)]).toEqual([
      "Fraction of events / 5 GeV",
      "Fraction of events / GeV",
    ]);
  });

  it("have neither stack nor total, and no marks of events beside the axis", () => {
    expect([shapes.stack, shapes.total]).toEqual([[], undefined]);
    expect([flowOf(shapes, "overflow"), flowOf(whole, "overflow")?.mark]).toEqual([undefined, "100"]);
  });

  it("are told of a bin with their errors", () => {
    expect(binContents(shapes, 0).map(({ label, text }) => `${label} ${text}`)).toEqual([
      "DATA 0.307692 +0.24 −0.15",
      "ZZ 0.167 ± 0.050",
      "SIGNAL 0.33 ± 0.27",
    ]);
  });

  it("have axes of their own height, linear and logarithmic", () => {
    const all = { start: 0, stop: 3 };
    const highest = shapes.data[0]!.values[2]! + shapes.data[0]!.up[2]!;
    expect(linearRange(shapes, all).upper).toBeCloseTo(1.6 * highest, 12);
    expect(logRange(shapes, all).lower).toBe(0.1);
  });

  it("are lines in the legend, of which every second is dashed, with the yields of their groups", () => {
    const rows = shapeLegend(whole, paper, true);
    expect(rows.map(({ group, symbol, yield: events }) => [group, symbol, events])).toEqual([
      ["data", "point", "13"],
      ["signal", "line", "1.50 ± 0.64"],
      ["zz", "dashed", "6.00 ± 0.50"],
    ]);
  });

  it("leave out what is switched off, and what holds nothing", () => {
    const labels = (hidden: readonly string[]) =>
      toShapes(plotOf(analysisOf(), "m", hidden)!, paper)!.lines!.map(({ label }) => label);
    expect(labels(["zz"])).toEqual(["SIGNAL"]);
    const empty = analysisOf({
      data: { kind: "data", sumw: [0, 0, 0] },
      zz: { kind: "background", sumw: [1, -2, 0], sumw2: [1, 1, 0] },
    });
    const none = toShapes(plotOf(empty, "m")!, paper)!;
    expect([none.lines, none.data]).toEqual([[], []]);
  });

  it("show data in no blinded bin, and are 1 together in the others", () => {
    const open = analysisOf();
    const histograms = [{ ...open.head.histograms[0]!, blind: [{ from: 121, to: 123 }] }];
    const blinded = toShapes(plotOf({ ...open, head: { ...open.head, histograms } }, "m")!, paper)!;
    expect([...blinded.data[0]!.values]).toEqual([1, 0, 0]);
    expect(binContents(blinded, 2)[0]!.text).toBe("blinded");
    expect([...blinded.lines![1]!.values]).toEqual([...shapes.lines![1]!.values]);
  });

  it("are nothing of a profile", () => {
    const open = analysisOf();
    const profile = { label: "y", unit: "" };
    const groups = open.groups.map((group) => {
      const sums = group.histograms["m"]!;
      return { ...group, histograms: { m: { ...sums, sumwy: sums.sumw, sumwy2: sums.sumw } } };
    });
    const histograms = [{ ...open.head.histograms[0]!, profile }];
    expect(toShapes(plotOf({ head: { ...open.head, histograms }, groups }, "m")!, paper)).toBeUndefined();
  });
});
