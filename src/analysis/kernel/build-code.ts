import { AppError } from "../../errors/app-error.ts";
import type { CorrectionRuntime } from "./correction-runtime.ts";
import type { ColumnArray } from "./column-inputs.ts";
import type { functionsInMemory } from "./functions-in-memory.ts";
import type { runtimeFunctions } from "./runtime-functions.ts";
import type { Fail } from "./failure-sites.ts";
import type { BinTable, countEdges } from "./fill-code.ts";

type RuntimeFunctions = typeof runtimeFunctions;
type FunctionsInMemory = typeof functionsInMemory;

/** What the code of a stage is given besides the events. */
export interface Runtime extends RuntimeFunctions, FunctionsInMemory {
  readonly fail: Fail;
  readonly countEdges: typeof countEdges;
  readonly edges: readonly BinTable[];
  /** First factor of every weight. No part of the code, so that one kernel serves all samples. */
  readonly normalisation: number;
  /** Strings and lists of numbers of the expressions; no part of the code either. */
  readonly texts: readonly string[];
  readonly tables: readonly Float64Array[];
  /** What corrections read; their code is part of the code. */
  readonly corrections: readonly CorrectionRuntime[];
}

export type StageFunction = (
  entryStart: number,
  count: number,
  sums: Float64Array,
  survivors: Int32Array,
  weights: Float64Array,
  varied: Float64Array,
  alive: Uint8Array,
  ...columns: ColumnArray[]
) => number;

/** What the code of one stage is: the body of this function. */
export type StageCode = (runtime: Runtime) => StageFunction;

/** Makes the code of a stage from its text, which was written from a checked tree (see `writeStage`), never by a user. */
export type BuildCode = (body: string) => StageCode;

/** This platform makes no code from text, and the kernel is none of those that came with the program. */
export class CodeForbiddenError extends AppError {
  readonly retry = "never";
}

/** The one place where code is made from text. */
export const buildFromText: BuildCode = (body) => Reflect.construct(Function, ["runtime", body]) as StageCode;

/**
 * For platforms that make no code from text: takes code that was made when the program was built, by its text. What the text does not hold
 * may differ: normalisation, titles, edges of variable bins, categories.
 *
 * What this returns throws {CodeForbiddenError} for other code where the platform refuses it.
 * @param names what the prebuilt kernels are of, for that message
 */
export function buildWith(prebuilt: ReadonlyMap<string, StageCode>, names: readonly string[]): BuildCode {
  return (body) => {
    const known = prebuilt.get(body);
    if (known !== undefined) return known;
    try {
      return buildFromText(body);
    } catch (cause) {
      if (!(cause instanceof EvalError)) throw cause;
      throw new CodeForbiddenError(
        `This platform makes no code from text, and has kernels only of ${names.join(", ")}, built with the program. ` +
          `This recipe needs another one: other expressions, or branches of other types. Give it to a processor on Node, Deno or Bun`,
        { field: "recipe" },
        { cause },
      );
    }
  };
}
