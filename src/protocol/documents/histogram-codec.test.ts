import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shapeOf } from "../../histogram/axes.ts";
import { createCategoryAxis, createRegularAxis, createVariableAxis } from "../../histogram/axis.ts";
import { createHistogram } from "../../histogram/histogram.ts";
import { readHistogramHead, readHistogramSums, toHistogramHead, toHistogramSums } from "./histogram-codec.ts";
import { histogramHeadSchema, histogramSumsSchema } from "./histogram-document.ts";
import { MalformedDocumentError } from "./document-schema.ts";

const mass = createRegularAxis({ bins: 3, lower: 0.1, upper: 0.7, label: "mass", unit: "GeV" });
const pt = createVariableAxis({ edges: [0, 1, 10], label: "pt", unit: "GeV" });
const channel = createCategoryAxis({ categories: ["ee", "mm"], label: "channel" });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);

describe("a histogram in a document", () => {
  it.each([
    ["one axis of numbers", {}, [mass]],
    ["categories", {}, [channel]],
    ["two axes", {}, [pt, mass]],
    ["a region and a variation", { region: "control", variation: "scale_up" }, [mass, channel]],
  ])("of %s keeps its axes, its names and all bits", (_, names, axes) => {
    const { size } = shapeOf(axes);
    const cells = fc.array(finite, { minLength: size, maxLength: size }).map((numbers) => Float64Array.from(numbers));
    fc.assert(
      fc.property(cells, cells, cells, (entries, sumw, sumw2) => {
        const histogram = createHistogram({ name: "m", ...names, title: "Mass", axes, entries, sumw, sumw2 });
        const text = JSON.stringify([toHistogramHead(histogram), toHistogramSums(histogram)]);
        const [head, sums] = JSON.parse(text) as [unknown, unknown];
        const back = readHistogramSums(
          readHistogramHead(histogramHeadSchema.parse(head)),
          histogramSumsSchema.parse(sums),
          "sums",
        );
        expect(JSON.stringify(back)).toBe(JSON.stringify(histogram));
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  it("of one axis is written as it has always been", () => {
    const cells = Float64Array.of(0, 1, 2, 3);
    const histogram = createHistogram({
      ...{ name: "m", title: "Mass", axes: [pt] },
      ...{ entries: cells, sumw: cells, sumw2: cells },
    });
    expect(JSON.stringify(toHistogramHead(histogram))).toBe(
      '{"name":"m","title":"Mass","axis":{"type":"variable","edges":[0,1,10],"label":"pt","unit":"GeV"}}',
    );
    expect(JSON.stringify(toHistogramSums(histogram))).toBe('{"entries":[0,1,2,3],"sumw":[0,1,2,3],"sumw2":[0,1,2,3]}');
  });

  it("is refused by name without its numbers, or with others than its axes have", () => {
    const head = { name: "m", title: "", axes: [mass, channel] };
    expect(() => readHistogramSums(head, undefined, "groups.zz.histograms.m")).toThrow(MalformedDocumentError);
    const five = [1, 2, 3, 4, 5];
    expect(() => readHistogramSums(head, { entries: five, sumw: five, sumw2: five }, "groups.zz.histograms.m")).toThrow(
      /Expected 15 numbers, found 5.*groups\.zz\.histograms\.m\.entries/,
    );
  });
});
