import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { recipeIn } from "../src/analysis/spec-recipe.ts";
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

const recipe = recipeIn(presetByName("hzz-pairs"));

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
