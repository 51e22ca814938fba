import { describe, expect, it } from "vitest";
import { createRegularAxis, createVariableAxis } from "../histogram/axis.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import { axisTitle, conditionsText, eventsPerBin, histogramTitles, plotLabels, plotNotice } from "./labels.ts";
import { rangeText } from "./axis-scale.ts";
import { binContents, describeBin, legendRows } from "./legend.ts";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";

const model = plotOf(analysisOf(), "m")!;

describe("titles of the axes", () => {
  const words = { label: "m4ℓ", unit: "GeV" };

  it("name the width of the bins with its unit", () => {
    expect(eventsPerBin(createRegularAxis({ bins: 3, lower: 110, upper: 125, ...words }))).toBe("Events / 5 GeV");
    expect(eventsPerBin(createRegularAxis({ bins: 3, lower: 0, upper: 0.1 + 0.2 }))).toBe("Events / 0.1");
  });

  it("speak of bins where each has its own width", () => {
    expect(eventsPerBin(createVariableAxis({ edges: [110, 115, 120, 125], ...words }))).toBe("Events / bin");
  });

  it("name what is shown and its unit", () => {
    expect(axisTitle(model)).toBe("m4ℓ [GeV]");
    expect(axisTitle({ name: "m", axis: { label: "", unit: "" } })).toBe("m");
    expect(rangeText({ unit: "GeV" }, 120, 125)).toBe("120–125 GeV");
  });

  it("name histograms that have no title, and tell those apart that measure the same", () => {
    const axis = { label: "pT of the third lepton" };
    expect(
      histogramTitles([
        { name: "m4l", title: "Mass", axis: { label: "m4ℓ" } },
        { name: "third_pt", title: "", axis },
        { name: "third_pt", region: "control", title: "", axis },
        { name: "n", title: "", axis: { label: "" } },
        { name: "map", title: "", axis, axes: [axis, axis] },
        { name: "eta", title: "", axis: { label: "η" } },
        { name: "eta_fine", title: "", axis: { label: "η" } },
      ]),
    ).toEqual([
      "Mass",
      "pT of the third lepton",
      "pT of the third lepton, control",
      "n",
      "map",
      "η (eta)",
      "η (eta_fine)",
    ]);
  });
});

describe("the words on the plot", () => {
  const head = (label: string, changes: object = {}) => {
    const analysis = analysisOf();
    return { ...analysis, head: { ...analysis.head, release: { label }, ...changes } };
  };
  const text = (label: string) => plotLabels(head(label)).map((line) => line.map((piece) => piece.text).join(" "));

  it('say "ATLAS Open Data for education" on ATLAS Open Data', () => {
    expect(text("ATLAS Open Data 2020, 4lep")).toEqual([
      "ATLAS Open Data for education",
      "√s = 13 TeV, ∫L dt = 10 fb⁻¹",
    ]);
    expect(plotLabels(head("ATLAS Open Data 2020"))[0]?.map((piece) => piece.style)).toEqual(["bold", "italic"]);
  });

  it("tell the luminosity of the data that are in, and what simulation is scaled to if that is another one", () => {
    const told = (
      luminosityInvFb: number,
      data: object,
      { whole = true, energy = 13 }: { whole?: boolean; energy?: number | null } = {},
    ) => {
      const samples = [{ name: "data1", ...data }];
      return conditionsText(
        {
          luminosityInvFb,
          ...(energy === null ? {} : { centreOfMassEnergyTeV: energy }),
          groups: [
            { kind: "data", samples },
            { kind: "signal", samples: [{ name: "ggH" }] },
          ],
        },
        new Set(whole ? ["data1", "ggH"] : []),
      );
    };
    expect(told(10, { luminosityInvFb: 10 })).toBe("√s = 13 TeV, ∫L dt = 10 fb⁻¹");
    expect(told(10.064, { luminosityInvFb: 10 })).toBe("√s = 13 TeV, ∫L dt = 10 fb⁻¹");
    expect(told(5, { luminosityInvFb: 10 })).toBe("√s = 13 TeV, ∫L dt = 10 fb⁻¹, simulation scaled to 5 fb⁻¹");
    expect(told(10, { luminosityInvFb: 10 }, { whole: false })).toBe("√s = 13 TeV, ∫L dt = 0 of 10 fb⁻¹");
    expect(told(10, {})).toBe("√s = 13 TeV, simulation scaled to 10 fb⁻¹");
    expect(told(10, { luminosityInvFb: 10 }, { energy: null })).toBe("∫L dt = 10 fb⁻¹");
  });

  it.each(["Toy data", "Like ATLAS Open Data", "Simulated ATLAS Open Data", ""])(
    "say of %j what it is, and nothing of education",
    (label) => {
      expect(text(label)[0]).toBe(label);
    },
  );

  it("say as loudly of a toy what it is", () => {
    const label = `${toyLabel}, seed 2`;
    expect(plotLabels(head(label))[0]).toEqual([{ text: label, style: "bold" }]);
    expect(plotLabels(head("Toy data"))[0]).toEqual([{ text: "Toy data", style: "plain" }]);
  });

  const progress = { ...analysisOf().progress, files: 12, filesComplete: 9 };

  it.each([
    ["running", "running: 9 of 12 files in"],
    ["incomplete", "incomplete: 3 of 12 files missing"],
    ["cancelled", "cancelled: 9 of 12 files in"],
    ["complete", undefined],
  ] as const)("tell that it is %s", (status, notice) => {
    expect(plotNotice({ status, progress })).toBe(notice);
  });

  it("tell that it has stalled", () => {
    expect(plotNotice({ status: "running", stalled: true, progress })).toBe("stalled: 9 of 12 files in");
  });
});

describe("the legend", () => {
  it("stands as the plot does: data, the top of the stack, its bottom, the total", () => {
    expect(legendRows(model, true).map((row) => [row.label, row.yield, row.symbol])).toEqual([
      ["DATA", "13", "point"],
      ["SIGNAL", "1.50 ± 0.64", "fill"],
      ["ZZ", "6.00 ± 0.50", "fill"],
      ["Total, stat. uncertainty", "7.50 ± 0.81", "hatch"],
    ]);
  });

  it("marks what is not whole, but not while more may come", () => {
    const partly = plotOf(analysisOf({ zz: { kind: "background", sumw: [1, 1, 1], filesComplete: 1 } }), "m")!;
    expect(legendRows(partly, true).map((row) => row.label)).toEqual(["ZZ †", "Total, stat. uncertainty †"]);
    expect(legendRows(partly, false).map((row) => row.label)).toEqual(["ZZ", "Total, stat. uncertainty"]);
  });
});

describe("a bin in words", () => {
  it("has its edges, every group, and the total", () => {
    expect(describeBin(model, 0)).toBe(
      "110–115 GeV: DATA 4 +3.2 −1.9, SIGNAL 0.50 ± 0.40, ZZ 1.00 ± 0.30, Total simulation 1.50 ± 0.50",
    );
  });

  it("leaves out what is switched off", () => {
    const without = plotOf(analysisOf(), "m", ["zz", "data"])!;
    expect(binContents(without, 0).map(({ label }) => label)).toEqual(["SIGNAL", "Total simulation"]);
  });
});
