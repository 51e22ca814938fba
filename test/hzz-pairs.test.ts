import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { type Recipe, recipeIn } from "../src/analysis/spec-recipe.ts";
import { fillPartition } from "../src/processor/fill-partition.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { describeWithSharedData, hasSharedData, sharedPath } from "./support/shared-data.ts";

/** The best Z pair and the other two leptons, in three regions, beside the numbers of uproot and awkward. */

type Triple = readonly [count: number, sumw: number, sumw2: number];

interface Histogram {
  readonly axis: readonly [number, number, number];
  readonly counts: readonly number[];
  readonly sumw: readonly number[];
  readonly sumw2: readonly number[];
  readonly underflow: Triple;
  readonly overflow: Triple;
}

interface Sample {
  readonly cutflow: Readonly<Record<"charge" | "charge_and_type", Triple>>;
  readonly regions: Readonly<
    Record<
      string,
      { readonly yield: Triple; readonly m4l: Histogram; readonly mZ1: Histogram; readonly mZ2: Histogram }
    >
  >;
  readonly mZ1_mZ2: { readonly cells: readonly (readonly [number, number, number, number, number])[] };
}

interface Reference {
  readonly _about: { readonly normalisation: Readonly<Record<string, { xsec_pb: number; sumw: number }>> };
  readonly samples: Readonly<Record<string, Sample>>;
}

const axis = (bins: number, lower: number, upper: number) =>
  ({ type: "regular", bins, lower, upper, label: "", unit: "GeV" }) as const;

const flavours = { "4e": 44, "2e2mu": 48, "4mu": 52 };

const recipe: Recipe = {
  ...recipeIn(presetByName("hzz-2020")),
  define: Object.entries({
    flavour: "sum(lep_type[0:4])",
    z: "[p for p in pairs(range(4)) if lep_type[p.a] == lep_type[p.b] && lep_charge[p.a] * lep_charge[p.b] < 0]",
    z1: "z[argmin([abs(mass(lep[p.a] + lep[p.b]) - 91.1876) for p in z])]",
    mZ1: "mass(lep[z1.a] + lep[z1.b])",
    mZ2: "mass(sum([lep[k] for k in range(4) if k != z1.a && k != z1.b]))",
  }).map(([name, expression]) => ({ name, expression })),
  weights: {
    factors: ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"],
    sign: "signed",
  },
  cuts: [
    { name: "charge", expression: "sum(lep_charge[0:4]) == 0" },
    { name: "type", expression: "flavour in [44, 48, 52]" },
  ],
  regions: Object.entries(flavours).map(([name, sum]) => ({
    name,
    kind: "signal",
    where: `flavour == ${sum}`,
    cuts: [],
  })),
  histograms: [
    { name: "m4l", title: "", expression: "mass(sum(lep[0:4]))", axis: axis(34, 80, 250) },
    { name: "mZ1", title: "", expression: "mZ1", where: "count(z) > 0", axis: axis(40, 0, 120) },
    { name: "mZ2", title: "", expression: "mZ2", where: "count(z) > 0", axis: axis(40, 0, 120) },
    {
      name: "both",
      title: "",
      expression: "mZ1",
      y: { expression: "mZ2", axis: axis(24, 0, 120) },
      where: "count(z) > 0",
      regions: ["inclusive"],
      axis: axis(24, 0, 120),
    },
  ],
};

const reference = hasSharedData
  ? (JSON.parse(readFileSync(sharedPath("reference/hzz-pairs.json"), "utf8")) as Reference)
  : undefined;

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

describeWithSharedData("the best Z pair of four leptons", () => {
  it.each(Object.entries(reference?.samples ?? {}))("is what uproot and awkward find in %s", async (name, sample) => {
    await using source = await openFileSource(sharedPath("atlas-open-data/2020", files[name]!));
    const tree = await (await openRootFile(source)).openTree("mini");
    const of = reference!._about.normalisation[name];
    const options = {
      weighted: of !== undefined,
      normalisation: of === undefined ? 1 : (10_000 * of.xsec_pb) / of.sumw,
    };
    const kernel = compileKernel(recipe, tree.columnTypes(), { ...options, where: {} });
    const { sums } = await fillPartition(tree, kernel, 0, tree.entries);
    const at = (block: { entries: number; sumw: number; sumw2: number }, i: number): Triple =>
      [sums[block.entries + i]!, sums[block.sumw + i]!, sums[block.sumw2 + i]!] as const;

    const { cutflow, regions, histograms } = kernel.layout;
    expectCells([at(cutflow, 1), at(cutflow, 2)], [sample.cutflow.charge, sample.cutflow.charge_and_type], "cutflow");
    for (const region of regions) expectCells([at(region, 0)], [sample.regions[region.name]!.yield], region.name);
    for (const block of histograms) {
      const expected =
        block.name === "both"
          ? mapCells(sample)
          : block.region === undefined
            ? undefined
            : cellsOf(sample.regions[block.region]![block.name as "m4l"]);
      if (expected === undefined) continue;
      const found = expected.map((_, i) => at(block, i));
      expectCells(found, expected, `${block.name} in ${block.region ?? "all"}`);
    }
  });
});

function mapCells({ mZ1_mZ2 }: Sample): Triple[] {
  const cells = Array.from({ length: 26 * 26 }, (): Triple => [0, 0, 0]);
  for (const [x, y, ...triple] of mZ1_mZ2.cells) cells[x * 26 + y] = triple;
  return cells;
}
