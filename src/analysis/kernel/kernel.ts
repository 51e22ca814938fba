import type { CallableCorrection } from "../../corrections/callable-correction.ts";
import type { AppError } from "../../errors/app-error.ts";
import type { LeafType } from "../../rootio/column.ts";
import { type CheckOptions, checkRecipe } from "../expression/check-recipe.ts";
import { afterCuts, type CheckedRecipe } from "../expression/checked-recipe.ts";
import { histogramKey } from "../../histogram/histogram.ts";
import { blocksOf, type Layout, layoutOf } from "../layout.ts";
import type { Recipe } from "../spec-recipe.ts";
import { type CompileOptions, compileBatches, runBatches } from "./batches.ts";
import type { KernelChunk, KernelScratch } from "./chunk.ts";
import { KernelInputError } from "./column-inputs.ts";
import { NeededBranches } from "./needed-branches.ts";
import { planStages } from "./stage-plan.ts";

/** A recipe compiled for the branches of a tree. Holds no state between chunks other than buffers that are used again. */
export interface Kernel {
  readonly layout: Layout;
  /**
   * Branches newly needed at each stage; stage 0 is needed for every event, a later stage only for events that passed the
   * cuts before it.
   */
  readonly stages: readonly { readonly branches: readonly string[] }[];
  /**
   * Runs one stage over the consecutive entries of a chunk and adds to `sums`.
   *
   * Stage 0 looks at all entries, stage k at the survivors that stage k - 1 left in `scratch`. Additions are made one by
   * one in the order of the entries, so that the sums do not depend on how a range is cut into chunks.
   *
   * @returns the number of survivors after this stage; `scratch.survivors` holds them, ascending.
   * @throws {ExpressionValueError} if an event has no value (index out of range, weight not finite, …). The sums are then
   *   not to be used.
   * @throws {KernelInputError} if columns, sums or scratch do not fit.
   */
  run(stage: number, chunk: KernelChunk, sums: Float64Array, scratch: KernelScratch): number;
  /** When all chunks are through: alternatives that leave this sample as it is get the nominal sums. */
  finish(sums: Float64Array): void;
}

export interface KernelOptions extends CompileOptions {
  /** Alternatives that leave the sample as it is. Left out: all of data, none of simulation. */
  readonly unvaried?: readonly string[] | undefined;
  /** Those of the recipe, by the names under which it calls them. */
  readonly corrections?: ReadonlyMap<string, CallableCorrection>;
}

/**
 * Compiles a recipe: one function a stage, generated from the checked expressions.
 *
 * @throws {UnknownNameError | ExpressionTypeError | …} the first thing that is wrong with the recipe; `checkRecipe` tells all.
 * @throws {ExpressionLimitError} if definitions multiply to too much code.
 * @throws {KernelInputError} if the normalisation is not finite.
 * @throws {CorrectionFileError} if a correction has so many kinds of nodes that its code would be too long.
 */
export function compileKernel(recipe: Recipe, branches: ReadonlyMap<string, LeafType>, options: KernelOptions): Kernel {
  const { normalisation } = options;
  if (!Number.isFinite(normalisation))
    throw new KernelInputError(`The normalisation must be a finite number, but is ${normalisation}`, options.where);
  const layout = layoutOf(recipe);
  const varied = variedIn(layout, options);
  const checked = checkedOrThrow(recipe, branches, { ...options, varied });
  const stages = planStages(checked);
  const batches = compileBatches(checked, { ...options, layout, stages });
  return {
    layout,
    stages: stages.map(({ branches }) => ({ branches })),
    run(stage, chunk, sums, scratch) {
      if (stages[stage] === undefined)
        throw new KernelInputError(`There is no stage ${stage}, only ${stages.length} of them`);
      checkSizes(chunk, sums, scratch, layout);
      return (scratch.survivorCount = runBatches(batches, stage, chunk, sums, scratch));
    },
    finish(sums) {
      for (const { from, to, length } of nominalBlocks(layout, varied)) sums.copyWithin(to, from, from + length);
    },
  };
}

/** Names of the alternatives that are computed. */
function variedIn(
  { alternatives }: Layout,
  { weighted, unvaried }: Pick<KernelOptions, "weighted" | "unvaried">,
): Set<string> {
  const names = alternatives.map(({ name }) => name);
  if (unvaried === undefined) return new Set(weighted ? names : []);
  return new Set(names.filter((name) => !unvaried.includes(name)));
}

/** For each block of an alternative that is not computed, the nominal block that it is a copy of. */
function nominalBlocks(layout: Layout, varied: ReadonlySet<string>): { from: number; to: number; length: number }[] {
  const { cutflow, regions, histograms, alternatives } = layout;
  const copied = alternatives.filter(({ name }) => !varied.has(name));
  const names = new Set(copied.map(({ name }) => name));
  const cutflows = copied.flatMap((one) => [
    { from: cutflow, to: one.cutflow },
    ...one.regions.map((to, r) => ({ from: regions[r]!, to })),
  ]);
  const nominal = new Map(
    histograms.filter(({ variation }) => variation === undefined).map((block) => [histogramKey(block), block]),
  );
  const fills = histograms.flatMap((to) => {
    if (to.variation === undefined || !names.has(to.variation)) return [];
    return [{ from: nominal.get(histogramKey({ ...to, variation: undefined }))!, to }];
  });
  return [
    ...cutflows.map(({ from, to }) => ({ from: from.entries, to: to.entries, length: 3 * to.stages.length })),
    ...fills.map(({ from, to }) => ({ from: from.entries, to: to.entries, length: blocksOf(to.profile) * to.size })),
  ];
}

/** Every branch that the recipe reads from files with these branches, in order of first need. @throws as `compileKernel`. */
export function requiredBranches(recipe: Recipe, branches: ReadonlyMap<string, LeafType>, weighted: boolean): string[] {
  const checked = checkedOrThrow(recipe, branches, { weighted, where: {} });
  const needed = new NeededBranches();
  for (const pass of [checked, ...checked.alternatives])
    needed.add([...pass.factors, ...pass.cuts, ...afterCuts(pass)]);
  return needed.names;
}

function checkedOrThrow(recipe: Recipe, branches: ReadonlyMap<string, LeafType>, options: CheckOptions): CheckedRecipe {
  const check = checkRecipe(recipe, branches, options);
  if (check.ok) return check.recipe;
  const first: AppError = check.errors[0];
  throw first;
}

/** A typed array swallows what is written past its end; so sizes are checked before. */
function checkSizes(chunk: KernelChunk, sums: Float64Array, scratch: KernelScratch, layout: Layout): void {
  if (sums.length !== layout.length)
    throw new KernelInputError(`The sums have ${sums.length} numbers, the layout ${layout.length}`);
  if (scratch.survivors.length < chunk.length)
    throw new KernelInputError(`The chunk has ${chunk.length} entries, the scratch only ${scratch.survivors.length}`);
}
