import { readFileSync } from "node:fs";
import { it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { recipeIn } from "../src/analysis/spec-recipe.ts";
import {
  cellsOf,
  expectCells,
  type Normalisations,
  type ReferenceHistogram,
  sumsOfSample,
  type Triple,
} from "./support/reference-sums.ts";
import { describeWithSharedData, hasSharedData, sharedPath } from "./support/shared-data.ts";

/** The best Z pair and the other two leptons, in three regions, beside the numbers of uproot and awkward. */

interface Sample {
  readonly cutflow: Readonly<Record<"charge" | "charge_and_type", Triple>>;
  readonly regions: Readonly<
    Record<
      string,
      {
        readonly yield: Triple;
        readonly m4l: ReferenceHistogram;
        readonly mZ1: ReferenceHistogram;
        readonly mZ2: ReferenceHistogram;
      }
    >
  >;
  readonly mZ1_mZ2: { readonly cells: readonly (readonly [number, number, number, number, number])[] };
}

interface Reference {
  readonly _about: { readonly normalisation: Normalisations };
  readonly samples: Readonly<Record<string, Sample>>;
}

const recipe = recipeIn(presetByName("hzz-pairs"));

const reference = hasSharedData
  ? (JSON.parse(readFileSync(sharedPath("reference/hzz-pairs.json"), "utf8")) as Reference)
  : undefined;

describeWithSharedData("the best Z pair of four leptons", () => {
  it.each(Object.entries(reference?.samples ?? {}))("is what uproot and awkward find in %s", async (name, sample) => {
    const { layout, at } = await sumsOfSample(name, recipe, 10_000, reference!._about.normalisation);
    const { cutflow, regions, histograms } = layout;
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
