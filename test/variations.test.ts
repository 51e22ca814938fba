import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { type Recipe, recipeIn } from "../src/analysis/spec-recipe.ts";
import { unvariedFor } from "../src/analysis/alternatives.ts";
import { fillPartition } from "../src/processor/fill-partition.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { describeWithSharedData, hasSharedData, sharedPath } from "./support/shared-data.ts";

/** Variations of weights and of leptons in one pass, beside the numbers of uproot and awkward. */

type Triple = readonly [count: number, sumw: number, sumw2: number];

interface Histogram {
  readonly counts: readonly number[];
  readonly sumw: readonly number[];
  readonly sumw2: readonly number[];
  readonly underflow: Triple;
  readonly overflow: Triple;
}

interface Passed {
  readonly cutflow: Readonly<Record<string, Triple>>;
  readonly m4l: Histogram;
}

interface Reference {
  readonly _about: { readonly normalisation: Readonly<Record<string, { xsec_pb: number; sumw: number }>> };
  readonly samples: Readonly<Record<string, Readonly<Record<string, Passed>>>>;
  readonly df106: {
    readonly samples: Readonly<
      Record<
        string,
        {
          readonly cutflow: Readonly<Record<string, Triple>>;
          readonly hist: Readonly<Record<"nominal" | "up" | "down", Histogram>>;
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

/** Files by sample; those of simulation have the number of their sample in the name. */
const files: Readonly<Record<string, string>> = {
  data_A: "Data/data_A.4lep.root",
  data_B: "Data/data_B.4lep.root",
  data_C: "Data/data_C.4lep.root",
  data_D: "Data/data_D.4lep.root",
  Zee: "MC/mc_361106.Zee.4lep.root",
  Zmumu: "MC/mc_361107.Zmumu.4lep.root",
  ttbar_lep: "MC/mc_410000.ttbar_lep.4lep.root",
};

async function run(name: string, of: Recipe, luminosityInvPb: number) {
  await using source = await openFileSource(sharedPath("atlas-open-data/2020", files[name]!));
  const tree = await (await openRootFile(source)).openTree("mini");
  const normal = reference!._about.normalisation[name];
  const kernel = compileKernel(of, tree.columnTypes(), {
    weighted: normal !== undefined,
    normalisation: normal === undefined ? 1 : (luminosityInvPb * normal.xsec_pb) / normal.sumw,
    unvaried: unvariedFor(of.variations, { name, group: "", data: normal === undefined }),
    where: {},
  });
  const { sums } = await fillPartition(tree, kernel, 0, tree.entries);
  const at = (block: { entries: number; sumw: number; sumw2: number }, i: number): Triple =>
    [sums[block.entries + i]!, sums[block.sumw + i]!, sums[block.sumw2 + i]!] as const;
  const { cutflow, alternatives, histograms } = kernel.layout;
  return (variation: string | undefined) => {
    const lines = variation === undefined ? cutflow : alternatives.find((one) => one.name === variation)!.cutflow;
    const block = histograms.find((one) => one.variation === variation)!;
    return {
      cutflow: lines.stages.map((_, i) => at(lines, i)),
      cells: Array.from({ length: block.size }, (_, i) => at(block, i)),
    };
  };
}

function expectCells(found: readonly Triple[], expected: readonly Triple[], what: string): void {
  expect(
    found.map(([count]) => count),
    what,
  ).toEqual(expected.map(([count]) => count));
  for (const [i, [count, sumw, sumw2]] of expected.entries()) {
    expect(Math.abs(found[i]![1] - sumw), what).toBeLessThanOrEqual(1e-12 * Math.sqrt(sumw2 * count));
    expect(Math.abs(found[i]![2] - sumw2), what).toBeLessThanOrEqual(1e-12 * sumw2);
  }
}

function cellsOf({ counts, sumw, sumw2, underflow, overflow }: Histogram): Triple[] {
  return [underflow, ...counts.map((count, i): Triple => [count, sumw[i]!, sumw2[i]!]), overflow];
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
  readonly samples: Readonly<Record<string, Readonly<Record<"two_cuts" | "with_pt_cuts", Histogram>>>>;
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
