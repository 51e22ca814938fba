import type { CallableCorrection } from "../../corrections/callable-correction.ts";
import type { AppError, Where } from "../../errors/app-error.ts";
import { cosSin, sinh } from "../../physics/trigonometry.ts";
import { unitsPerGeV } from "../../physics/units.ts";
import type { LeafColumn, LeafType } from "../../rootio/column.ts";
import { type CheckOptions, checkRecipe } from "../expression/check-recipe.ts";
import { afterCuts, type CheckedRecipe } from "../expression/checked-recipe.ts";
import { histogramKey } from "../../histogram/histogram.ts";
import { type Layout, layoutOf } from "../layout.ts";
import type { Recipe } from "../spec-recipe.ts";
import { type BuildCode, buildFromText, type Runtime } from "./build-code.ts";
import { correctionRuntime } from "./correction-runtime.ts";
import { ColumnInputs, KernelInputError } from "./column-inputs.ts";
import { FailureSites } from "./failure-sites.ts";
import { countEdges, filledAxes } from "./fill-code.ts";
import { NeededBranches } from "./needed-branches.ts";
import { passesOf } from "./passes.ts";
import { Program } from "./program.ts";
import { runtimeFunctions } from "./runtime-functions.ts";
import { planStages } from "./stage-plan.ts";
import { writeStage } from "./stage-code.ts";

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

export interface KernelChunk {
  /** Entry of the tree at which the chunk starts, for messages. */
  readonly entryStart: number;
  readonly length: number;
  /** At least every branch of the stages up to this one; each column starts at `entryStart`. */
  readonly columns: ReadonlyMap<string, LeafColumn>;
  /** File that is being read, for messages, where a kernel serves several. */
  readonly where?: Where;
}

/** Memory that one reader keeps between the stages of a chunk. */
export interface KernelScratch {
  /** Entries that passed so far, relative to the chunk, ascending; the first `survivorCount` are valid. */
  readonly survivors: Int32Array;
  survivorCount: number;
  /** Weight of each entry of the chunk that passed stage 0. */
  readonly weights: Float64Array;
  /** Weights of alternatives, and which tracks an entry has passed; made by the kernel, as long as it needs. */
  varied: Float64Array;
  alive: Uint8Array;
}

export interface KernelOptions {
  /** False for collision data: what weighs simulation is neither computed nor read, and without `weights.data` every event has weight 1. */
  readonly weighted: boolean;
  /** First factor of every weight. */
  readonly normalisation: number;
  /** Alternatives that leave the sample as it is. Left out: all of data, none of simulation. */
  readonly unvaried?: readonly string[] | undefined;
  /** File or sample, for messages. */
  readonly where: Where;
  /** Default: from text. */
  readonly build?: BuildCode;
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
  const { weighted, normalisation } = options;
  if (!Number.isFinite(normalisation))
    throw new KernelInputError(`The normalisation must be a finite number, but is ${normalisation}`, options.where);
  const layout = layoutOf(recipe);
  const varied = variedIn(layout, options);
  const checked = checkedOrThrow(recipe, branches, { ...options, varied });
  const plan = planStages(checked);
  const { tracks, weights } = passesOf(checked);
  const units = unitsPerGeV(checked.energyUnit);
  const stages = plan.map((stage, n) => {
    const program = new Program({ inputs: new ColumnInputs(), failures: new FailureSites(), unitsPerGeV: units });
    const position = { stage, isFirst: n === 0, isLast: n === plan.length - 1 };
    const body = writeStage(program, { recipe: checked, layout, weighted, ...position });
    return buildStage(program, body, layout, options);
  });
  return {
    layout,
    stages: plan.map(({ branches }) => ({ branches })),
    run(stage, chunk, sums, scratch) {
      const run = stages[stage];
      if (run === undefined) throw new KernelInputError(`There is no stage ${stage}, only ${stages.length} of them`);
      checkSizes(chunk, sums, scratch, layout);
      if (scratch.varied.length < (weights.length - 1) * chunk.length)
        scratch.varied = new Float64Array((weights.length - 1) * scratch.weights.length);
      if (tracks.length > 1 && scratch.alive.length < tracks.length * chunk.length)
        scratch.alive = new Uint8Array(tracks.length * scratch.survivors.length);
      const count = stage === 0 ? chunk.length : scratch.survivorCount;
      return (scratch.survivorCount = run(chunk, count, sums, scratch));
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
    ...fills.map(({ from, to }) => ({ from: from.entries, to: to.entries, length: 3 * to.size })),
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

/** @param maxChunk length of the longest chunk */
export function createScratch(maxChunk: number): KernelScratch {
  return {
    survivors: new Int32Array(maxChunk),
    survivorCount: 0,
    weights: new Float64Array(maxChunk),
    varied: new Float64Array(0),
    alive: new Uint8Array(0),
  };
}

function checkedOrThrow(recipe: Recipe, branches: ReadonlyMap<string, LeafType>, options: CheckOptions): CheckedRecipe {
  const check = checkRecipe(recipe, branches, options);
  if (check.ok) return check.recipe;
  const first: AppError = check.errors[0];
  throw first;
}

type RunStage = (chunk: KernelChunk, count: number, sums: Float64Array, scratch: KernelScratch) => number;

function buildStage(
  program: Program,
  body: string,
  layout: Layout,
  { where, normalisation, build = buildFromText }: KernelOptions,
): RunStage {
  let place = where;
  const runtime: Runtime = {
    fail: program.failures.failer(() => place),
    countEdges,
    cosSin,
    sinh,
    edges: filledAxes(layout).map(({ edges }) => edges),
    normalisation,
    texts: program.texts,
    tables: program.tables.map((values) => Float64Array.from(values)),
    corrections: program.corrections.map(correctionRuntime),
    ...runtimeFunctions,
  };
  const run = build(body)(runtime);
  return (chunk, count, sums, scratch) => {
    place = { ...where, ...chunk.where };
    const columns = program.inputs.take(chunk.columns, chunk.length);
    return run(
      chunk.entryStart,
      count,
      sums,
      scratch.survivors,
      scratch.weights,
      scratch.varied,
      scratch.alive,
      ...columns,
    );
  };
}

/** A typed array swallows what is written past its end; so sizes are checked before. */
function checkSizes(chunk: KernelChunk, sums: Float64Array, scratch: KernelScratch, layout: Layout): void {
  if (sums.length !== layout.length)
    throw new KernelInputError(`The sums have ${sums.length} numbers, the layout ${layout.length}`);
  if (scratch.survivors.length < chunk.length || scratch.weights.length < chunk.length)
    throw new KernelInputError(`The chunk has ${chunk.length} entries, the scratch only ${scratch.survivors.length}`);
}
