import { describe, expect, it } from "vitest";
import { parseSpec } from "../analysis/parse-spec.ts";
import type { AnalysisSpecInput, AnalysisSpec } from "../analysis/spec.ts";
import type { GroupView } from "../protocol/documents/analysis-view.ts";
import { bridgeLane } from "../protocol/bridge-messages.ts";
import { physicsWarnings } from "./physics-warnings.ts";

type Sample = AnalysisSpecInput["groups"][number]["samples"][number];

const sound: Partial<Sample> = { crossSectionPb: 2, sumOfWeights: 1000 };

function specOf(sample: Partial<Sample>, more: Partial<AnalysisSpecInput> = {}, dataFb = 10) {
  return parseSpec({
    title: "t",
    release: { label: "Toy data" },
    luminosityInvFb: 10,
    tree: "t",
    energyUnit: "GeV",
    histograms: [{ name: "m", expression: "x", axis: { type: "regular", bins: 2, lower: 0, upper: 1 } }],
    groups: [
      {
        name: "data",
        label: "Data",
        color: "#000000",
        kind: "data",
        samples: [{ name: "d", files: ["d.root"], luminosityInvFb: dataFb }],
      },
      {
        name: "s",
        label: "S",
        color: "#ff0000",
        kind: "signal",
        samples: [{ name: "ggH", files: ["g.root"], ...sample }],
      },
    ],
    ...more,
  });
}

/** With these numbers before any cut. */
function warningsOf(spec: AnalysisSpec, entries = 100, sumw = 100): string[] {
  const groups = spec.groups.map(({ samples }) => ({
    cutflow: [],
    samples: samples.map(() => ({ cutflow: [{ name: "all", entries, sumw, sumw2: 0 }] })),
  }));
  return physicsWarnings(spec, groups as unknown as GroupView[], "complete").map(
    ({ name, message }) => `${name}: ${message}`,
  );
}

describe("what a physicist would doubt", () => {
  it("is nothing in a sound analysis, with the cross section in the specification or in factors", () => {
    expect(warningsOf(specOf(sound))).toEqual([]);
    expect(warningsOf(specOf({}, { weights: { factors: ["xsec", "1 / sum_of_weights"] } }))).toEqual([]);
    expect(warningsOf(specOf(sound), 0, 0)).toEqual([]);
  });

  it("is simulation that is scaled to another luminosity than the data have", () => {
    expect(warningsOf(specOf(sound, {}, 0.5))).toEqual([
      "LuminosityWarning: The data have 0.5 fb⁻¹, and simulation is scaled to 10 fb⁻¹: they cannot be compared. Set luminosityInvFb to that of the data",
    ]);
  });

  it("is a simulated sample without anything that normalises it", () => {
    expect(warningsOf(specOf({}))).toEqual([
      "NormalisationWarning: The simulated sample ggH is not normalised: it has no crossSectionPb and sumOfWeights, and weights.factors is empty, so that each of its events counts as 10000",
    ]);
  });

  it("is nothing in parts that other programs publish, whose weights are theirs", () => {
    const spec = specOf({});
    const groups = spec.groups.map((group) => ({ ...group, lane: bridgeLane }));
    expect(warningsOf({ ...spec, groups }, 100, 2e9)).toEqual([]);
  });

  it("is a yield beyond what luminosity and entries allow", () => {
    const [warning] = warningsOf(specOf({}, { weights: { factors: ["mcWeight"] } }), 100, 2e9);
    expect(warning).toContain("ggH gives 2000000000 events before any cut, from 100 that were read: 20000000 for each");
    // Weights that are mostly negative are as doubtful.
    expect(warningsOf(specOf({}, { weights: { factors: ["mcWeight"] } }), 100, -2e9)).toHaveLength(1);
  });

  it("is a yield beyond the cross section: 2 pb and 10 fb⁻¹ are 20,000 events", () => {
    expect(warningsOf(specOf(sound), 1000, 21_000)).toEqual([]);
    const [warning] = warningsOf(specOf(sound), 1000, 23_000);
    expect(warning).toContain("ggH gives 23000 events before any cut, but its cross section allows 20000 in 10 fb⁻¹");
    expect(warningsOf(specOf({ ...sound, kFactor: 1.2 }), 1000, 23_000)).toEqual([]);
    const absolute = specOf(sound, { weights: { factors: ["mcWeight"], sign: "absolute" } });
    expect(warningsOf(absolute, 1000, 23_000)).toEqual([]);
  });

  it("is a cut that removes nothing or everything, once all that can come is in", () => {
    const cuts = [
      { name: "pt", expression: "lep_pt[0] > 50" },
      { name: "charge", expression: "q == p" },
      { name: "all-gone", expression: "lep_pt[0] > 1e9" },
      { name: "after", expression: "lep_n > 2" },
    ];
    const of = (energyUnit: "MeV" | "GeV", status: "complete" | "running") => {
      const spec = specOf(sound, { cuts, energyUnit });
      const flow = (...entries: number[]) => entries.map((n) => ({ name: "", entries: n, sumw: n, sumw2: n }));
      const groups = [flow(10, 10, 6, 0, 0), flow(20, 20, 20, 0, 0)].map((cutflow, g) => ({
        cutflow,
        samples: spec.groups[g]!.samples.map(() => ({ cutflow })),
      }));
      return physicsWarnings(spec, groups as unknown as GroupView[], status).map(({ message }) => message);
    };
    expect(of("MeV", "complete")).toEqual([
      "The cut pt removes nothing: all of 30 events pass lep_pt[0] > 50; energies are in MeV here, as in the files",
      "The cut all-gone removes everything: no event passes lep_pt[0] > 1e9; energies are in MeV here, as in the files",
    ]);
    expect(of("GeV", "complete").every((message) => !message.includes("MeV"))).toBe(true);
    expect(of("MeV", "running")).toEqual([]);
    // A position in a list is no threshold.
    const charge = specOf(sound, { cuts: [{ name: "q", expression: "sum(q[0:4]) == 0" }], energyUnit: "MeV" });
    const view = {
      cutflow: [10, 10].map((entries) => ({ name: "", entries, sumw: 10, sumw2: 10 })),
      samples: [{ cutflow: [] }],
    };
    const [told] = physicsWarnings(charge, [view, view] as unknown as GroupView[], "complete");
    expect(told?.message).toBe("The cut q removes nothing: all of 20 events pass sum(q[0:4]) == 0");
  });

  it("is a factor that somebody put on a sample, with the reason", () => {
    const scaled = specOf({ ...sound, scale: { factor: 1.3, reason: "gg → ZZ is missing" } });
    expect(warningsOf(scaled, 1000, 23_000)).toEqual(["ScaledSampleWarning: ggH is scaled by 1.3: gg → ZZ is missing"]);
  });

  it("is a weight that counts twice, however it is spaced", () => {
    expect(warningsOf(specOf(sound, { weights: { factors: ["mcWeight * 2", "sf", "mcWeight*2"] } }))).toEqual([
      "WeightWarning: weights.factors has mcWeight*2 more than once: every event is weighted with it as often",
    ]);
  });
});
