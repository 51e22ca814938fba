import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { type Recipe, recipeIn } from "../src/analysis/spec-recipe.ts";
import {
  cellsOf,
  expectCells,
  type Normalisations,
  type ReferenceHistogram,
  sumsOfSample,
  type Triple,
} from "./support/reference-sums.ts";
import { describeWithSharedData, hasSharedData, sharedPath } from "./support/shared-data.ts";

/** Variations of weights and of leptons in one pass, beside the numbers of uproot and awkward. */

interface Passed {
  readonly cutflow: Readonly<Record<string, Triple>>;
  readonly m4l: ReferenceHistogram;
}

interface Reference {
  readonly _about: { readonly normalisation: Normalisations };
  readonly samples: Readonly<Record<string, Readonly<Record<string, Passed>>>>;
  readonly df106: {
    readonly samples: Readonly<
      Record<
        string,
        {
          readonly cutflow: Readonly<Record<string, Triple>>;
          readonly hist: Readonly<Record<"nominal" | "up" | "down", ReferenceHistogram>>;
        }
      >
    >;
  };
}

const reference = hasSharedData
  ? (JSON.parse(readFileSync(sharedPath("reference/variations.json"), "utf8")) as Reference)
  : undefined;

const base = recipeIn(presetByName("hzz-2020"));
const factors = ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"];
const axis = (bins: number, lower: number, upper: number) =>
  ({ type: "regular", bins, lower, upper, label: "", unit: "GeV" }) as const;
const scaled = (kind: number, factor: number) => ({
  lep_pt: `lep_pt * where(lep_type == ${kind}, ${factor}, 1)`,
  lep_E: `lep_E * where(lep_type == ${kind}, ${factor}, 1)`,
});

const recipe: Recipe = {
  ...base,
  define: [
    { name: "electrons", expression: "count(lep_type[0:4] == 11)" },
    { name: "muons", expression: "count(lep_type[0:4] == 13)" },
  ],
  weights: { factors, sign: "signed" },
  cuts: [
    { name: "charge", expression: "sum(lep_charge[0:4]) == 0" },
    { name: "type", expression: "sum(lep_type[0:4]) in [44, 48, 52]" },
    { name: "pt", expression: "lep_pt[0] > 25000 && lep_pt[1] > 15000 && lep_pt[2] > 10000" },
  ],
  histograms: [{ name: "m4l", title: "", expression: "mass(sum(lep[0:4]))", axis: axis(34, 80, 250) }],
  variations: [
    { name: "eleSF", weight: { up: "pow(1.02, electrons)", down: "pow(0.98, electrons)" } },
    { name: "muSF", weight: { up: "pow(1.01, muons)", down: "pow(0.99, muons)" } },
    {
      name: "pileup",
      weight: { up: "scaleFactor_PILEUP * scaleFactor_PILEUP", down: "1" },
      replaces: "scaleFactor_PILEUP",
    },
    { name: "leptonScale", columns: { up: scaled(11, 1.01), down: scaled(11, 0.99) }, data: true },
    { name: "muonScale", columns: { up: scaled(13, 1.005), down: scaled(13, 0.995) }, data: true },
  ],
};

async function run(name: string, of: Recipe, luminosityInvPb: number) {
  const { layout, at } = await sumsOfSample(name, of, luminosityInvPb, reference!._about.normalisation);
  const { cutflow, alternatives, histograms } = layout;
  return (variation: string | undefined) => {
    const lines = variation === undefined ? cutflow : alternatives.find((one) => one.name === variation)!.cutflow;
    const block = histograms.find((one) => one.variation === variation && one.region === undefined)!;
    return {
      cutflow: lines.stages.map((_, i) => at(lines, i)),
      cells: Array.from({ length: block.size }, (_, i) => at(block, i)),
    };
  };
}

describeWithSharedData("all variations in one pass", () => {
  it.each(Object.entries(reference?.samples ?? {}))(
    "are what uproot and awkward find in %s",
    async (name, expected) => {
      const found = await run(name, recipe, 10_000);
      expect(Object.keys(expected).length).toBeGreaterThan(4);
      for (const [variation, { cutflow, m4l }] of Object.entries(expected)) {
        const passed = found(variation === "nominal" ? undefined : variation);
        expectCells(passed.cutflow, Object.values(cutflow), `cutflow of ${variation}`);
        expectCells(passed.cells, cellsOf(m4l), `m4l of ${variation}`);
      }
    },
  );

  it("leave data as they are where weights are varied", async () => {
    const found = await run("data_D", recipe, 10_000);
    expect(found("eleSF_up")).toEqual(found(undefined));
    expect(found("leptonScale_up")).not.toEqual(found(undefined));
  });
});

describeWithSharedData("the preset hzz-pairs-variations", () => {
  const preset = recipeIn(presetByName("hzz-pairs-variations"));
  // The numbers are of events that pass a cut on pT too.
  const withPt: Recipe = { ...preset, cuts: [...preset.cuts, recipe.cuts[2]!] };
  const ours: Readonly<Record<string, string>> = { leptonScale: "eleScale", muonScale: "muScale" };

  it.each(Object.entries(reference?.samples ?? {}))("is what uproot and awkward find in %s", async (name, expected) => {
    const found = await run(name, withPt, 10_000);
    for (const [variation, passed] of Object.entries(expected)) {
      const alternative = variation.replace(/^(lepton|muon)Scale/, (scale) => ours[scale]!);
      const { cutflow, cells } = found(variation === "nominal" ? undefined : alternative);
      // Data are not varied.
      const { cutflow: lines, m4l } = name.startsWith("data") ? expected["nominal"]! : passed;
      expectCells(cutflow, Object.values(lines), `cutflow of ${variation}`);
      expectCells(cells, cellsOf(m4l), `m4l of ${variation}`);
    }
  });
});

describeWithSharedData("ROOT's tutorial df106", () => {
  it.each(Object.entries(reference?.df106.samples ?? {}))(
    "is what uproot and awkward find in %s",
    async (name, expected) => {
      const found = await run(name, recipeIn(presetByName("df106")), 10_064);
      expectCells(found(undefined).cutflow, Object.values(expected.cutflow), "cutflow");
      for (const [alternative, histogram] of Object.entries(expected.hist))
        expectCells(
          found(alternative === "nominal" ? undefined : `eleSF_${alternative}`).cells,
          cellsOf(histogram),
          alternative,
        );
    },
  );
});

interface Smeared {
  readonly samples: Readonly<Record<string, Readonly<Record<"two_cuts" | "with_pt_cuts", ReferenceHistogram>>>>;
}

describeWithSharedData("smearing by random numbers that follow from seed, run, event and lepton", () => {
  const { samples } = hasSharedData
    ? (JSON.parse(readFileSync(sharedPath("reference/random.json"), "utf8")) as Smeared)
    : { samples: {} };
  const width = "(1 + 0.01 * gauss(123456789012345, eventNumber, runNumber, range(length(lep_pt))))";
  const [charge, type, pt] = recipe.cuts;
  const smeared = (cuts: readonly Recipe["cuts"][number][]): Recipe => ({
    ...recipe,
    cuts: [...cuts],
    variations: [
      {
        name: "resolution",
        columns: { smeared: { lep_pt: `lep_pt * ${width}`, lep_E: `lep_E * ${width}` } },
        data: true,
      },
    ],
  });

  it.each(Object.entries(samples))("gives what numpy gives in %s", async (name, expected) => {
    for (const [key, cuts] of [
      ["two_cuts", [charge!, type!]],
      ["with_pt_cuts", [charge!, type!, pt!]],
    ] as const) {
      const found = await run(name, smeared(cuts), 10_000);
      expectCells(found("resolution_smeared").cells, cellsOf(expected[key]), key);
    }
  });
});
