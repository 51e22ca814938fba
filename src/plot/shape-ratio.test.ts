import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { comparisonOf } from "./figure/comparison.ts";
import type { Mark } from "./figure/scene.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";
import { shapeRatioOf } from "./shape-ratio.ts";
import { toShapes } from "./shapes.ts";

const shapesOf = (document = analysisOf(), hidden: readonly string[] = []) =>
  toShapes(plotOf(document, "m", hidden)!, "#ffffff")!;
const close = (numbers: readonly number[]): unknown =>
  numbers.map((number): unknown => (Number.isNaN(number) ? NaN : expect.closeTo(number, 12)));

const open = analysisOf({
  data: { kind: "data", sumw: [4, 2, 9] },
  zz: { kind: "background", sumw: [1, 2, 3], sumw2: [0.09, 0.16, 0] },
});
const blind = [{ from: 121, to: 123 }];
const blinded = { ...open, head: { ...open.head, histograms: [{ ...open.head.histograms[0]!, blind }] } };

describe("shapes over a reference", () => {
  it("are over the data where they are shown, which are the band alone; none where the data have nothing", () => {
    const { data, lines, band } = shapeRatioOf(shapesOf())!;
    expect(data).toEqual([]);
    expect(lines.map(({ line }) => line.label)).toEqual(["ZZ", "SIGNAL"]);
    // Data 4, 0, 9 of 13; ZZ 1, 2, 3 of 6.
    expect([...lines[0]!.values]).toEqual(close([13 / 24, NaN, 13 / 18]));
    expect([...lines[0]!.errors!]).toEqual(close([(0.3 * 13) / 24, NaN, 0]));
    const { down, up } = plotOf(analysisOf(), "m")!.data[0]!;
    expect([band.down[0], band.up[0]]).toEqual(close([down[0]! / 4, up[0]! / 4]));
  });

  it("are over the sum of the expectation where no data are shown, with its statistical errors", () => {
    const { lines, band } = shapeRatioOf(shapesOf(analysisOf(), ["data"]))!;
    // All 1.5, 2, 4 of 7.5.
    expect([...lines[0]!.values]).toEqual(close([1 / 6 / 0.2, 2 / 6 / (2 / 7.5), 0.5 / (4 / 7.5)]));
    expect([...band.up]).toEqual(close([0.5 / 1.5, 0.4 / 2, 0.5 / 4]));
  });

  it("compares other data with the first, and one shape with nothing", () => {
    const two = analysisOf({ early: { kind: "data", sumw: [4, 4, 2] }, late: { kind: "data", sumw: [5, 10, 5] } });
    const { data } = shapeRatioOf(shapesOf(two))!;
    expect(data.map(({ group, values }) => [group.name, ...values])).toEqual([["late", 0.625, 1.25, 1.25]]);
    for (const kind of ["data", "background"] as const)
      expect(shapeRatioOf(shapesOf(analysisOf({ only: { kind, sumw: [1, 2, 3] } })))).toBeUndefined();
  });

  it.each([false, true])(
    "is none in a blinded bin, and of shapes that are 1 in the others (per unit: %s)",
    (perUnit) => {
      const shapes = toShapes(toPlotModel(sourcesOfDocument(blinded, "m"), { perUnit })!, "#ffffff")!;
      const { lines, band } = shapeRatioOf(shapes)!;
      // Data 4 and 2 of 6, ZZ 1 and 2 of 3.
      expect([...lines[0]!.values]).toEqual(close([0.5, 2, NaN]));
      expect([...lines[0]!.errors!]).toEqual(close([0.15, 0.4, NaN]));
      expect(band.up[2]).toBeNaN();
    },
  );
});

describe("the panel below shapes", () => {
  const panel = { left: 0, right: 300, top: 0, bottom: 100, log: false, yRange: { lower: 0, upper: 2 } };
  const pathsIn = (shapes: ReturnType<typeof shapesOf>) =>
    comparisonOf(shapes, "ratio")!
      .marksIn({ ...panel, x: { ...shapes.axis, edges: shapes.edges } })
      .filter((mark): mark is Mark & { kind: "path" } => mark.kind === "path");

  it("says what is over what, and tells each bin with its errors, or that it is blinded", () => {
    const ofData = comparisonOf(shapesOf(blinded), "ratio")!;
    expect(ofData.title).toBe("Shape / DATA");
    expect([0, 2].map((bin) => ofData.contentsOf(bin).map(({ label, text }) => `${label} ${text}`))).toEqual([
      ["ZZ / DATA 0.50 ± 0.15"],
      ["ZZ / DATA blinded"],
    ]);
    expect(comparisonOf(shapesOf(analysisOf(), ["data"]), "ratio")!.title).toBe("Shape / Expected");
    expect(comparisonOf(shapesOf(), "pulls")).toBeUndefined();
  });

  it("has a line that is broken where there is no ratio, and error bars of the lines beside each other", () => {
    const paths = pathsIn(shapesOf());
    const lines = paths.filter(({ width }) => width === 1.6);
    expect(lines.map(({ lines }) => lines.map((line) => line.map(({ x }) => x)))).toEqual([
      [
        [0, 100],
        [200, 300],
      ],
      [
        [0, 100],
        [200, 300],
      ],
    ]);
    const bars = paths.filter(({ width }) => width === 1.4).map(({ lines }) => lines.map(([from]) => from!.x));
    expect(bars).toEqual([[48.5], [51.5, 251.5]]);
  });

  it("has an arrow at its edge for a shape that leaves it", () => {
    const shapes = shapesOf(
      analysisOf({ data: { kind: "data", sumw: [1, 1, 8] }, zz: { kind: "background", sumw: [9, -4, 5] } }),
    );
    const arrows = pathsIn(shapes).filter(({ fill }) => fill !== undefined);
    // 9 and −4 in place of 1.
    expect(arrows.map(({ fill, lines }) => [fill, lines[0]![0]])).toEqual([
      [shapes.lines![0]!.color, { x: 50, y: 3 }],
      [shapes.lines![0]!.color, { x: 150, y: 97 }],
    ]);
  });
});
