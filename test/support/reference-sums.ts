import { expect } from "vitest";
import { unvariedFor } from "../../src/analysis/alternatives.ts";
import { compileKernel } from "../../src/analysis/kernel/kernel.ts";
import type { Layout } from "../../src/analysis/layout.ts";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import { fillPartition } from "../../src/processor/fill-partition.ts";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { openFileSource } from "../../src/rootio/source/file-source.ts";
import { sharedPath } from "./shared-data.ts";

/** Sums that others made with uproot and awkward from the files of 2020, and ours of the same files. */

export type Triple = readonly [count: number, sumw: number, sumw2: number];

export interface ReferenceHistogram {
  readonly counts: readonly number[];
  readonly sumw: readonly number[];
  readonly sumw2: readonly number[];
  readonly underflow: Triple;
  readonly overflow: Triple;
}

/** By sample of simulation. */
export type Normalisations = Readonly<Record<string, { readonly xsec_pb: number; readonly sumw: number }>>;

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

/** All sums of one sample, and how to look into them. @param luminosity in pb⁻¹ */
export async function sumsOfSample(
  name: string,
  recipe: Recipe,
  luminosity: number,
  normalisations: Normalisations,
): Promise<{ layout: Layout; at: (block: { entries: number; sumw: number; sumw2: number }, i: number) => Triple }> {
  await using source = await openFileSource(sharedPath("atlas-open-data/2020", files[name]!));
  const tree = await (await openRootFile(source)).openTree("mini");
  const of = normalisations[name];
  const kernel = compileKernel(recipe, tree.columnTypes(), {
    weighted: of !== undefined,
    normalisation: of === undefined ? 1 : (luminosity * of.xsec_pb) / of.sumw,
    unvaried: unvariedFor(recipe.variations, { name, group: "", data: of === undefined }),
    where: {},
  });
  const { sums } = await fillPartition(tree, kernel, 0, tree.entries);
  const at = (block: { entries: number; sumw: number; sumw2: number }, i: number): Triple => [
    sums[block.entries + i]!,
    sums[block.sumw + i]!,
    sums[block.sumw2 + i]!,
  ];
  return { layout: kernel.layout, at };
}

/** Counts exactly, sums to 1e-12. */
export function expectCells(found: readonly Triple[], expected: readonly Triple[], what: string): void {
  expect(
    found.map(([count]) => count),
    what,
  ).toEqual(expected.map(([count]) => count));
  for (const [i, [count, sumw, sumw2]] of expected.entries()) {
    expect(Math.abs(found[i]![1] - sumw), what).toBeLessThanOrEqual(1e-12 * Math.sqrt(sumw2 * count));
    expect(Math.abs(found[i]![2] - sumw2), what).toBeLessThanOrEqual(1e-12 * sumw2);
  }
}

/** With flow bins at the ends. */
export function cellsOf({ counts, sumw, sumw2, underflow, overflow }: ReferenceHistogram): Triple[] {
  return [underflow, ...counts.map((count, i): Triple => [count, sumw[i]!, sumw2[i]!]), overflow];
}
