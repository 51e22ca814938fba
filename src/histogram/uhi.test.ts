import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCategoryAxis, createRegularAxis, createVariableAxis } from "./axis.ts";
import { InvalidUhiError } from "./errors.ts";
import { createHistogram } from "./histogram.ts";
import { fromUhi, toUhi } from "./uhi.ts";

const regular = createRegularAxis({ bins: 2, lower: 80, upper: 250, label: "mass", unit: "GeV" });

function histogramOf(axis = regular) {
  const numbers = (scale: number) => Float64Array.from({ length: axis.bins + 2 }, (_, i) => i * scale);
  return createHistogram({
    name: "m",
    title: "Mass",
    axes: [axis],
    entries: numbers(1),
    sumw: numbers(0.1),
    sumw2: numbers(0.01),
  });
}

describe("the UHI form of a histogram", () => {
  it("has a regular axis with flow bins and weighted storage that includes them", () => {
    expect(toUhi(histogramOf(), { group: "zz" })).toEqual({
      uhi_schema: 1,
      metadata: { name: "m", title: "Mass", entries: 6, group: "zz" },
      axes: [
        {
          type: "regular",
          lower: 80,
          upper: 250,
          bins: 2,
          underflow: true,
          overflow: true,
          circular: false,
          metadata: { label: "mass", unit: "GeV" },
        },
      ],
      storage: { type: "weighted", values: [0, 0.1, 0.2, 0.1 * 3], variances: [0, 0.01, 0.02, 0.03] },
    });
  });

  it("has the edges of a variable axis", () => {
    const uhi = toUhi(histogramOf(createVariableAxis({ edges: [0, 1, 10] })));
    expect(uhi.axes[0]).toMatchObject({ type: "variable", edges: [0, 1, 10], underflow: true, overflow: true });
  });

  it("says that an axis is logarithmic, beside its edges", () => {
    const uhi = toUhi(histogramOf(createVariableAxis({ edges: [1, 10, 100], scale: "log" })));
    expect(uhi.axes[0]).toMatchObject({ type: "variable", edges: [1, 10, 100], metadata: { scale: "log" } });
    expect(fromUhi(JSON.parse(JSON.stringify(uhi))).axes[0]).toMatchObject({ kind: "variable", scale: "log" });
  });

  it("comes back from JSON with every bit", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    fc.assert(
      fc.property(fc.array(finite, { minLength: 4, maxLength: 4 }), (values) => {
        const sumw = Float64Array.from(values);
        const histogram = createHistogram({ ...histogramOf(), name: "m", title: "", axes: [regular], sumw });
        const back = fromUhi(JSON.parse(JSON.stringify(toUhi(histogram))));
        expect(JSON.stringify(back.axes)).toBe(JSON.stringify([regular]));
        expect(back.sumw).toEqual(sumw);
        expect(back.sumw2).toEqual(histogram.sumw2);
      }),
      { seed: 6 },
    );
  });

  it("of two axes has nested lists, the first axis outermost, and names of region and variation", () => {
    const channel = createCategoryAxis({ categories: ["ee", "mm"], label: "channel" });
    const cells = Float64Array.from({ length: 12 }, (_, i) => i);
    const names = { name: "m", region: "control", variation: "scale_up" };
    const axes = [regular, channel];
    const histogram = createHistogram({ ...names, title: "", axes, entries: cells, sumw: cells, sumw2: cells });
    const uhi = toUhi(histogram);
    expect(uhi.axes[1]).toEqual({
      type: "category_str",
      categories: ["ee", "mm"],
      flow: true,
      metadata: { label: "channel" },
    });
    expect(uhi.storage.values).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
      [9, 10, 11],
    ]);
    expect(uhi.metadata).toEqual({ ...names, title: "", entries: 66 });
    const back = fromUhi(JSON.parse(JSON.stringify(uhi)));
    expect(back.sumw).toEqual(cells);
    expect(JSON.stringify(back.axes)).toBe(JSON.stringify(axes));
  });

  it.each([
    ["another version", { uhi_schema: 2 }],
    ["an unknown field", { surprise: true }],
    ["another storage", { storage: { type: "double", values: [0, 0, 0, 0] } }],
    ["values that do not fit the axis", { storage: { type: "weighted", values: [0, 0], variances: [0, 0] } }],
    ["an axis that its numbers do not have", { axes: [...toUhi(histogramOf()).axes, ...toUhi(histogramOf()).axes] }],
    ["nested metadata", { metadata: { a: { b: 1 } } }],
  ])("is refused with %s", (_, change) => {
    expect(() => fromUhi({ ...toUhi(histogramOf()), ...change })).toThrow(InvalidUhiError);
  });
});
