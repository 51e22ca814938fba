import { unitsPerGeV } from "../../physics/units.ts";
import type { Where } from "../../errors/app-error.ts";
import type { CheckedRecipe } from "../expression/checked-recipe.ts";
import type { Layout } from "../layout.ts";
import { type BuildCode, buildFromText, type Runtime } from "./build-code.ts";
import { ColumnInputs } from "./column-inputs.ts";
import { correctionRuntime } from "./correction-runtime.ts";
import { FailureSites } from "./failure-sites.ts";
import { binTables, countEdges } from "./fill-code.ts";
import { functionsInMemory } from "./functions-in-memory.ts";
import { type Batch, batchOf, type NamedPass, passesOf } from "./passes.ts";
import { Program } from "./program.ts";
import { runtimeFunctions } from "./runtime-functions.ts";
import type { BatchScratch, KernelChunk, KernelScratch } from "./chunk.ts";
import { writeStage } from "./stage-code.ts";
import type { Stage } from "./stage-plan.ts";

/** V8 leaves functions uncompiled whose bytecode is longer than 60 kB, and they are some ten times as slow; so much text makes less. */
export const longestCode = 40000;

/** A batch with its function of each stage. */
export interface CompiledBatch extends Batch {
  readonly run: readonly RunStage[];
}

type RunStage = (chunk: KernelChunk, count: number, sums: Float64Array, scratch: BatchScratch) => number;

export interface CompileOptions {
  /** False for collision data: what weighs simulation is neither computed nor read, and without `weights.data` every event has weight 1. */
  readonly weighted: boolean;
  /** First factor of every weight. */
  readonly normalisation: number;
  /** File or sample, for messages. */
  readonly where: Where;
  /** Default: from text. */
  readonly build?: BuildCode;
  /** Characters of the code of a stage above which alternatives are computed in several batches. Default: {@link longestCode}. */
  readonly longest?: number;
}

interface BatchContext extends CompileOptions {
  readonly layout: Layout;
  readonly stages: readonly Stage[];
}

/**
 * Compiles all passes: in one batch, or, where the code of a stage gets too long for the engine to compile well, in several, which
 * compute anew what they share.
 *
 * @throws as `compileKernel`.
 */
export function compileBatches(recipe: CheckedRecipe, context: BatchContext): CompiledBatch[] {
  const { layout, stages, weighted, longest = longestCode } = context;
  const { sign } = recipe;
  const compile = (passes: readonly [NamedPass, ...NamedPass[]]): CompiledBatch[] => {
    const batch = batchOf(passes);
    const written = stages.map((stage, n) => {
      const program = new Program({
        inputs: new ColumnInputs(),
        failures: new FailureSites(),
        unitsPerGeV: unitsPerGeV(recipe.energyUnit),
      });
      const position = { stage, isFirst: n === 0, isLast: n === stages.length - 1 };
      return { program, body: writeStage(program, { batch, sign, layout, weighted, ...position }) };
    });
    const half = Math.ceil(passes.length / 2);
    const [next, ...others] = passes.slice(half);
    if (next !== undefined && written.some(({ body }) => body.length > longest))
      return [...compile([passes[0], ...passes.slice(1, half)]), ...compile([next, ...others])];
    return [{ ...batch, run: written.map(({ program, body }) => buildStage(program, body, context)) }];
  };
  return compile(passesOf(recipe));
}

function buildStage(
  program: Program,
  body: string,
  { layout, where, normalisation, build = buildFromText }: BatchContext,
): RunStage {
  let place = where;
  const runtime: Runtime = {
    fail: program.failures.failer(() => place),
    countEdges,
    ...functionsInMemory,
    edges: binTables(layout),
    normalisation,
    texts: program.texts,
    tables: program.tables.map((values) => Float64Array.from(values)),
    corrections: program.corrections.map(correctionRuntime),
    ...runtimeFunctions,
  };
  const run = build(body)(runtime);
  return (chunk, count, sums, { survivors, weights, varied, alive }) => {
    place = { ...where, ...chunk.where };
    const columns = program.inputs.take(chunk.columns, chunk.length);
    return run(chunk.entryStart, count, sums, survivors, weights, varied, alive, ...columns);
  };
}

/** Runs a stage of all batches. @returns how many entries have passed in any of them; `scratch.survivors` holds them */
export function runBatches(
  batches: readonly CompiledBatch[],
  stage: number,
  chunk: KernelChunk,
  sums: Float64Array,
  scratch: KernelScratch,
): number {
  for (const [b, batch] of batches.entries()) {
    const own = (scratch.batches[b] ??= createBatchScratch(batch, scratch, batches.length === 1));
    const count = stage === 0 ? chunk.length : own.survivorCount;
    own.survivorCount = batch.run[stage]!(chunk, count, sums, own);
  }
  return batches.length === 1 ? scratch.batches[0]!.survivorCount : unite(scratch, chunk.length);
}

function createBatchScratch({ tracks, weights }: Batch, { survivors }: KernelScratch, isOnly: boolean): BatchScratch {
  const { length } = survivors;
  return {
    survivors: isOnly ? survivors : new Int32Array(length),
    survivorCount: 0,
    weights: new Float64Array(length),
    varied: new Float64Array((weights.length - 1) * length),
    alive: new Uint8Array(tracks.length > 1 ? tracks.length * length : 0),
  };
}

function unite({ survivors, batches }: KernelScratch, length: number): number {
  const passed = new Uint8Array(length);
  for (const batch of batches) for (let k = 0; k < batch.survivorCount; k++) passed[batch.survivors[k]!] = 1;
  let count = 0;
  for (let i = 0; i < length; i++) if (passed[i] === 1) survivors[count++] = i;
  return count;
}
