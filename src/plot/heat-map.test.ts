import { describe, expect, it } from "vitest";
import { cellOf } from "../histogram/axes.ts";
import { createCategoryAxis, createRegularAxis, createVariableAxis, type Axis } from "../histogram/axis.ts";
import { createHistogram, type Histogram } from "../histogram/histogram.ts";
import { projectionOf } from "../histogram/projection.ts";
import { describeCell, heatColor, shadeOf, toHeatMap } from "./heat-map.ts";
import { projected } from "./projected.ts";
import type { PlotSource } from "./plot-model.ts";

const x = createRegularAxis({ bins: 4, lower: 0, upper: 40, label: "pT", unit: "GeV" });
const y = createVariableAxis({ edges: [-3, 0, 1, 3], label: "eta" });

function filled(
  fills: readonly (readonly [x: number | string, y: number, w: number])[],
  axes: Axis[] = [x, y],
): Histogram {
  const size = axes.reduce((product, { extent }) => product * extent, 1);
  const cells = (): Float64Array => new Float64Array(size);
  const [entries, sumw, sumw2] = [cells(), cells(), cells()];
  for (const [vx, vy, w] of fills) {
    const cell = cellOf(axes, [vx, vy]);
    entries[cell]! += 1;
    sumw[cell]! += w;
    sumw2[cell]! += w * w;
  }
  return createHistogram({ name: "xy", title: "pT and eta", axes, entries, sumw, sumw2 });
}

function source(name: string, kind: PlotSource["kind"], histogram: Histogram): PlotSource {
  return { name, label: name.toUpperCase(), color: "#ff0000", kind, incomplete: name === "b", histogram };
}

const sources = [
  source(
    "data",
    "data",
    filled([
      [5, -1, 1],
      [5, -1, 1],
      [35, 2, 1],
      [99, 2, 1],
    ]),
  ),
  source(
    "a",
    "background",
    filled([
      [5, -1, 0.5],
      [15, 0.5, 4],
    ]),
  ),
  source(
    "b",
    "signal",
    filled([
      [5, -1, 0.25],
      [15, 0.5, -5],
      [-7, -1, 8],
    ]),
  ),
];

describe("a heat map", () => {
  it("shows data, all simulation together, or one group", () => {
    const map = toHeatMap(sources)!;
    expect(map.choices).toEqual([
      { name: "data", label: "DATA" },
      { name: "simulation", label: "All simulation" },
      { name: "a", label: "A" },
      { name: "b", label: "B" },
    ]);
    expect([map.shown.name, map.incomplete, map.inRange]).toEqual([
      "data",
      false,
      { sumw: 3, error: Math.sqrt(3), entries: 3 },
    ]);
    expect([...map.values]).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const all = toHeatMap(sources, { wanted: "simulation" })!;
    expect([...all.values.subarray(0, 6)]).toEqual([0.75, 0, 0, 0, -1, 0]);
    expect([...all.errors.subarray(0, 6)]).toEqual([Math.sqrt(0.3125), 0, 0, 0, Math.sqrt(41), 0]);
    expect([all.range, all.incomplete]).toEqual([{ lower: -1, upper: 0.75 }, true]);
    expect(toHeatMap(sources, { wanted: "nothing" })!.shown.name).toBe("data");
  });

  it("has a shade only where something was filled, and a logarithm only above 0", () => {
    const data = toHeatMap(sources)!;
    expect([0, 1, 11].map((bin) => shadeOf(data, bin))).toEqual([1, undefined, 0.5]);
    const all = toHeatMap(sources, { wanted: "simulation", log: true })!;
    expect([0, 4].map((bin) => shadeOf(all, bin))).toEqual([1, undefined]);
    const none = toHeatMap([source("a", "signal", filled([]))], { log: true })!;
    expect(none.range.lower).toBeLessThan(none.range.upper);
    expect(shadeOf(none, 0)).toBeUndefined();
  });

  it("goes from dark to bright, always brighter", () => {
    expect([heatColor(0), heatColor(1)]).toEqual(["#440154", "#fde725"]);
    const brightness = Array.from({ length: 21 }, (_, i) => {
      const color = parseInt(heatColor(i / 20).slice(1), 16);
      return 0.2126 * (color >> 16) + 0.7152 * ((color >> 8) & 255) + 0.0722 * (color & 255);
    });
    expect(brightness).toEqual(brightness.toSorted((a, b) => a - b));
  });

  it("adds neighbours up where they do not fit, and loses nothing", () => {
    const map = toHeatMap(sources, { maxBins: [3, 2] })!;
    expect([map.x.edges, map.y.edges]).toEqual([
      [0, 20, 40],
      [-3, 1, 3],
    ]);
    expect([...map.values]).toEqual([2, 0, 0, 1]);
  });

  it("says what a bin holds, and where", () => {
    expect(describeCell(toHeatMap(sources)!, 11)).toEqual({ x: "30–40 GeV", y: "1–3", content: "1" });
    expect(describeCell(toHeatMap(sources, { wanted: "a" })!, 0).content).toBe("0.50 ± 0.50");
  });

  it("is none of one axis", () => {
    expect(toHeatMap([])).toBeUndefined();
    expect(toHeatMap(projected(sources, 0))).toBeUndefined();
  });

  it("has the names of categories for ranges", () => {
    const categories = [createCategoryAxis({ categories: ["e", "mu"] }), y];
    const map = toHeatMap([source("a", "data", filled([["e", 1, 1]], categories))])!;
    expect([...map.values]).toEqual([0, 0, 1, 0, 0, 0]);
    expect([describeCell(map, 2).x, describeCell(map, 3).x]).toEqual(["e", "mu"]);
  });
});

describe("a projection", () => {
  it("adds up along the other axis, with its flow", () => {
    const onto = (which: number) => projectionOf(sources[2]!.histogram, which);
    expect([...onto(0).sumw]).toEqual([8, 0.25, -5, 0, 0, 0]);
    expect([...onto(0).sumw2]).toEqual([64, 0.0625, 25, 0, 0, 0]);
    expect([...onto(1).sumw]).toEqual([0, 8.25, -5, 0, 0]);
    expect([...onto(1).entries]).toEqual([0, 2, 1, 0, 0]);
    expect([onto(1).axes, onto(1).title]).toEqual([[y], "pT and eta"]);
  });
});
