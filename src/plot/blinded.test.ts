import { describe, expect, it } from "vitest";
import { fixtureSpec, fixtureView } from "../../test/support/fixture-view.ts";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { blindRangesOf } from "../analysis/blinding.ts";
import { model } from "../analysis/spec-model.ts";
import { blindText, isBlinded } from "./blinded.ts";
import { comparisonOf } from "./figure/comparison.ts";
import { noticeOn } from "./labels.ts";
import { binContents, legendRows } from "./legend.ts";
import { sourcesOfDocument, sourcesOfView, toPlotModel } from "./plot-model.ts";
import { pullsOf } from "./pulls.ts";
import { ratioOf } from "./ratio.ts";
import { windowYields } from "./window-yields.ts";

/** `m` has three bins from 110 to 125 with 4, 0 and 9 data; the last one is blinded. */
const document = (() => {
  const open = analysisOf();
  const [mass] = open.head.histograms;
  return { ...open, head: { ...open.head, histograms: [{ ...mass!, blind: [{ from: 121, to: 123 }] }] } };
})();

describe("blinded data", () => {
  const plot = plotOf(document, "m")!;

  it("are in no number of the plot, in any bin that the range reaches into", () => {
    const [data] = plot.data;
    expect([[...data!.values], [...data!.histogram.counts()]]).toEqual([
      [4, 0, 0],
      [4, 0, 0],
    ]);
    expect(data!.inRange).toEqual({ entries: 4, sumw: 4, error: 2 });
    expect([0, 1, 2].map((bin) => isBlinded(plot, bin))).toEqual([false, false, true]);
    expect(data!.histogram.overflow.sumw).toBe(100);
  });

  it("leave the simulation as it is", () => {
    expect([...plot.total!.values]).toEqual([...plotOf(analysisOf(), "m")!.total!.values]);
  });

  it("have neither ratio nor pull, and widen no range", () => {
    const sums = { data: [4, 3, 0], zz: [4, 3, 40] };
    const calm = analysisOf({
      data: { kind: "data", sumw: sums.data },
      zz: { kind: "background", sumw: sums.zz, sumw2: [1, 1, 1] },
    });
    const blinded = plotOf({ ...calm, head: { ...calm.head, histograms: document.head.histograms } }, "m")!;
    const [ratio, pulls] = [ratioOf(blinded)!, pullsOf(blinded)!];
    const [{ values, down, up }] = ratio.data as [(typeof ratio.data)[number]];
    expect([values[2], down[2], up[2], pulls.data[0]!.values[2]]).toEqual([NaN, NaN, NaN, NaN]);
    expect([values[1], pulls.data[0]!.values[1]]).toEqual([1, 0]);
    expect([ratio.range.lower, pulls.range.lower]).toEqual([0.5, -3]);
    for (const kind of ["ratio", "pulls"] as const) {
      const texts = [0, 2].map((bin) => comparisonOf(blinded, kind)!.contentsOf(bin)[0]!.text);
      expect([texts[0] === "blinded", texts[1]]).toEqual([false, "blinded"]);
    }
  });

  it("have no mean in a profile, as analyses of before may have blinded one", () => {
    const profile = { label: "y", unit: "" };
    const head = { ...document.head, histograms: [{ ...document.head.histograms[0]!, profile }] };
    const groups = document.groups.map((group) => {
      const { m } = group.histograms;
      return { ...group, histograms: { m: { ...m!, sumwy: m!.sumw, sumwy2: m!.sumw } } };
    });
    const means = plotOf({ head, groups }, "m")!;
    const [data] = means.data;
    expect([[...data!.values], [...data!.histogram.profile!.sumwy2]]).toEqual([
      [1, 0, 0],
      [100, 4, 0, 0, 100],
    ]);
    expect([...means.total!.values]).toEqual([1, 1, 1]);
    expect([blindText(means), binContents(means, 2)[0]!.text]).toEqual(["121 to 123 GeV", "blinded"]);
  });

  it("are called so by legend, bin, window and notice", () => {
    expect(legendRows(plot, true).map(({ label, yield: text }) => [label, text])[0]).toEqual(["DATA (blinded)", "4"]);
    expect(binContents(plot, 2)[0]).toMatchObject({ label: "DATA", text: "blinded" });
    expect(windowYields(plot, { start: 1, stop: 3 })).toMatchObject({ blinded: true, data: undefined });
    expect(windowYields(plot, { start: 0, stop: 2 })).toMatchObject({ blinded: false, data: { sumw: 4 } });
    expect(blindText(plot)).toBe("121 to 123 GeV");
    expect(noticeOn(document, plot)).toBe("data blinded: 121 to 123 GeV");
  });

  it("are shown when asked, and where nothing is said of them", () => {
    const asked = toPlotModel(sourcesOfDocument(document, "m", { unblind: true }))!;
    for (const shown of [asked, plotOf(analysisOf(), "m")!]) {
      expect([...shown.data[0]!.values]).toEqual([4, 0, 9]);
      expect([shown.blind, noticeOn(document, shown)]).toEqual([[], undefined]);
    }
  });

  it("of a view follow from its specification", () => {
    const spec = { ...fixtureSpec(), model: model.parse({ blind: { m: [86, 92] } }) };
    const valuesOf = (unblind: boolean) =>
      toPlotModel(sourcesOfView(fixtureView({ spec }), "m", new Set(), { unblind }))!.data.map(({ values }) => [
        ...values,
      ]);
    expect([valuesOf(false), valuesOf(true)]).toEqual([[[2, 0, 0, 1]], [[2, 9, 4, 1]]]);
  });
});

describe("a blinded range", () => {
  const spec = { model: model.parse({ blind: { m4l: [120, 130], "m4l@sr": [110, 140], m4l2: [1, 2] } }) };

  it.each([
    ["all events, which hold those of regions", "m4l", undefined, [120, 110]],
    ["its region", "m4l", "sr", [120, 110]],
    ["another region, of which only all events speak", "m4l", "cr", [120]],
    ["another histogram never", "m4", undefined, []],
  ])("holds for %s", (_, name, region, lower) => {
    expect(blindRangesOf(spec, { name, region }).map(({ from }) => from)).toEqual(lower);
  });
});
