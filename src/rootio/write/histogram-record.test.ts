import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NumericAxis, createRegularAxis, createVariableAxis } from "../../histogram/axis.ts";
import { cellOf } from "../../histogram/axes.ts";
import { createHistogram, type Histogram } from "../../histogram/histogram.ts";
import { NonFiniteSumError } from "../../histogram/errors.ts";
import { InvalidOutputError } from "./errors.ts";
import { type JsrootObject, openWithJsroot, utf8 } from "../../../test/support/root-writer/jsroot-file.ts";
import { soundStructure, writeFile } from "../../../test/support/root-writer/written-file.ts";
import type { HistogramOptions } from "./root-file-writer.ts";

function histogram(axis: NumericAxis, fills: readonly { x: number; w: number }[]): Histogram {
  const empty = (): Float64Array => new Float64Array(axis.bins + 2);
  const [entries, sumw, sumw2] = [empty(), empty(), empty()];
  for (const { x, w } of fills) {
    const i = axis.index(x);
    entries[i]! += 1;
    sumw[i]! += w;
    sumw2[i]! += w * w;
  }
  return createHistogram({ name: "m4l", title: "four leptons", axes: [axis], entries, sumw, sumw2 });
}

/** What jsroot finds in the file under the histogram's name, or another. */
async function written(h: Histogram, options?: HistogramOptions, level: 0 | 6 = 6): Promise<JsrootObject> {
  const bytes = await writeFile(({ root }) => root.writeHistogram(h, options), { compression: { level } });
  soundStructure(bytes);
  return (await openWithJsroot(bytes)).readObject(options?.name ?? h.name);
}

const numbers = (object: JsrootObject, member: string): number[] => Array.from(object[member] as ArrayLike<number>);
const axisOf = (object: JsrootObject, member = "fXaxis"): JsrootObject => object[member] as JsrootObject;

const regular = createRegularAxis({ bins: 4, lower: 80, upper: 120, label: "m_{4l}", unit: "GeV" });
const some = histogram(regular, [
  { x: 70, w: 2 },
  { x: 85, w: 0.5 },
  { x: 85, w: -0.25 },
  { x: 111, w: 3 },
  { x: 200, w: 7 },
]);

describe("a written histogram", () => {
  it("has contents, variances and flow bins of the original, exactly", async () => {
    const found = await written(some);
    expect(found["_typename"]).toBe("TH1D");
    expect([found["fName"], found["fTitle"]]).toEqual(["m4l", "four leptons"]);
    expect(numbers(found, "fArray")).toEqual([...some.sumw]);
    expect(numbers(found, "fSumw2")).toEqual([...some.sumw2]);
    expect(found["fNcells"]).toBe(6);
    expect((found["fFunctions"] as JsrootObject)["arr"]).toEqual([]);
  });

  it("counts all entries, and takes sums over the bins, without flow, at their centres", async () => {
    const found = await written(some);
    expect(found["fEntries"]).toBe(5);
    expect(found["fTsumw"]).toBe(3.25);
    expect(found["fTsumw2"]).toBe(0.3125 + 9);
    expect(found["fTsumwx"]).toBe(0.25 * 85 + 3 * 115);
    expect(found["fTsumwx2"]).toBe(0.25 * 85 * 85 + 3 * 115 * 115);
    expect([found["fMaximum"], found["fMinimum"], found["fStatOverflows"]]).toEqual([-1111, -1111, 2]);
  });

  it("is a TH2D where there are two axes, in ROOT's order, with sums along both", async () => {
    const y = createVariableAxis({ edges: [0, 1, 10], label: "n" });
    const axes = [regular, y];
    const cells = (): Float64Array => new Float64Array(6 * 4);
    const [entries, sumw, sumw2] = [cells(), cells(), cells()];
    const fills = [
      [85, 0.5, 2],
      [111, 5, -0.25],
      [111, 5, 3],
      [70, 0.5, 9],
      [95, 99, 4],
    ] as const;
    for (const [vx, vy, w] of fills) {
      const cell = cellOf(axes, [vx, vy]);
      entries[cell]! += 1;
      sumw[cell]! += w;
      sumw2[cell]! += w * w;
    }
    const found = await written(createHistogram({ name: "xy", title: "", axes, entries, sumw, sumw2 }), {
      contentTitle: "Events",
    });
    expect([found["_typename"], found["fNcells"], found["fScalefactor"], found["fEntries"]]).toEqual([
      "TH2D",
      24,
      1,
      5,
    ]);
    const titles = ["fXaxis", "fYaxis", "fZaxis"].map((member) => axisOf(found, member)["fTitle"]);
    expect(titles).toEqual(["m_{4l} [GeV]", "n", "Events"]);
    expect(numbers(axisOf(found, "fYaxis"), "fXbins")).toEqual([0, 1, 10]);
    const [content, variances] = [numbers(found, "fArray"), numbers(found, "fSumw2")];
    // Bin x and bin y of ROOT, flow included.
    const at = (x: number, y: number) => [content[x + 6 * y], variances[x + 6 * y]];
    expect([at(1, 1), at(4, 2), at(0, 1), at(2, 3)]).toEqual([
      [2, 4],
      [2.75, 9.0625],
      [9, 81],
      [4, 16],
    ]);
    expect([found["fTsumw"], found["fTsumwx"], found["fTsumwx2"]]).toEqual([
      4.75,
      2 * 85 + 2.75 * 115,
      2 * 85 * 85 + 2.75 * 115 * 115,
    ]);
    expect([found["fTsumwy"], found["fTsumwy2"], found["fTsumwxy"]]).toEqual([
      2 * 0.5 + 2.75 * 5.5,
      2 * 0.25 + 2.75 * 5.5 * 5.5,
      2 * 85 * 0.5 + 2.75 * 115 * 5.5,
    ]);
  });

  it("has an axis with label and unit as title, and edges only where bins differ", async () => {
    const x = axisOf(await written(some, { contentTitle: "Events / 10 GeV" }));
    expect([x["fName"], x["fTitle"], x["fNbins"], x["fXmin"], x["fXmax"]]).toEqual([
      "xaxis",
      "m_{4l} [GeV]",
      4,
      80,
      120,
    ]);
    expect(numbers(x, "fXbins")).toEqual([]);
    expect(x["fLabels"]).toBeNull();
    const y = axisOf(await written(some, { contentTitle: "Events / 10 GeV" }), "fYaxis");
    expect([y["fTitle"], y["fNbins"], y["fXmin"], y["fXmax"]]).toEqual(["Events / 10 GeV", 1, 0, 1]);
    const edges = [0, 0.1, 1, 50];
    const variable = histogram(createVariableAxis({ edges, label: "n" }), [{ x: 0.5, w: 1 }]);
    expect(numbers(axisOf(await written(variable)), "fXbins")).toEqual(edges);
    expect(axisOf(await written(variable))["fTitle"]).toBe("n");
  });

  it("has labelled bins, each with the number of its bin, and text of any alphabet", async () => {
    const binLabels = ["all", "4 leptons", "Σq = 0", "m₄ℓ > 80 GeV"];
    const found = await written(some, { name: "cutflow", title: "Cutflow – ünïcode", binLabels });
    expect([found["fName"], utf8(found["fTitle"])]).toEqual(["cutflow", "Cutflow – ünïcode"]);
    const labels = axisOf(found)["fLabels"] as { _typename: string; arr: JsrootObject[] };
    expect(labels._typename).toBe("THashList");
    expect(labels.arr.map((label) => [label["_typename"], utf8(label["fString"]), label["fUniqueID"]])).toEqual(
      binLabels.map((text, i) => ["TObjString", text, i + 1]),
    );
  });

  it("can have texts longer than a byte can count", async () => {
    const long = "long ".repeat(100);
    const axis = createRegularAxis({ bins: 1, lower: 0, upper: 1, label: long, unit: long });
    const found = await written(histogram(axis, []), { title: long, contentTitle: long, binLabels: [long] });
    expect(found["fTitle"]).toBe(long);
    expect(axisOf(found)["fTitle"]).toBe(`${long} [${long}]`);
  });

  it("is the same for any bins and numbers", async () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });
    const cell = fc.record({ entries: fc.nat(), sumw: finite, sumw2: finite });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 3, maxLength: 60 }), fc.constantFrom(0, 6), async (cells, level) => {
        const axis = createRegularAxis({ bins: cells.length - 2, lower: -1, upper: 1 });
        const column = (key: "entries" | "sumw" | "sumw2"): Float64Array => Float64Array.from(cells, (c) => c[key]);
        const [entries, sumw, sumw2] = [column("entries"), column("sumw"), column("sumw2")];
        const found = await written(
          createHistogram({ name: "h", title: "", axes: [axis], entries, sumw, sumw2 }),
          {},
          level,
        );
        expect(numbers(found, "fArray")).toEqual([...sumw]);
        expect(numbers(found, "fSumw2")).toEqual([...sumw2]);
        expect(found["fEntries"]).toBe(entries.reduce((a, b) => a + b, 0));
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it("is refused with another number of labels, or titles that cannot be", async () => {
    await writeFile(async ({ root }) => {
      await expect(root.writeHistogram(some, { binLabels: ["one"] })).rejects.toThrow(/4 bins, but 1 labels/);
      await expect(root.writeHistogram(some, { title: "a\u0000b" })).rejects.toThrow(InvalidOutputError);
      await expect(root.writeHistogram(some, { title: "x".repeat(20_000) })).rejects.toThrow(/at most 10000/);
      await expect(root.writeHistogram(some, { name: "a/b" })).rejects.toThrow(/cannot hold/);
      await root.writeHistogram(some);
    });
  });

  it("is refused with a number that is none, before anything is written", async () => {
    const sumw = Float64Array.of(0, Number.NaN, 0);
    const axis = createRegularAxis({ bins: 1, lower: 0, upper: 1 });
    const broken = createHistogram({ name: "h", title: "", axes: [axis], entries: sumw, sumw, sumw2: sumw });
    const bytes = await writeFile(async ({ root }) => {
      await expect(root.writeHistogram(broken)).rejects.toThrow(NonFiniteSumError);
      await root.writeText("after", "it goes on");
    });
    expect(soundStructure(bytes).records.map(({ className }) => className)).not.toContain("TH1D");
  });
});
