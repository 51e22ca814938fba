import { type BuildCode, buildFromText } from "../analysis/kernel/build-code.ts";
import { compileKernel, type Kernel } from "../analysis/kernel/kernel.ts";
import { UnknownNameError } from "../analysis/expression/errors.ts";
import type { CallableCorrection } from "../corrections/callable-correction.ts";
import { unvariedFor } from "../analysis/alternatives.ts";
import { RecentValues } from "../collections/recent-values.ts";
import { agreesWith, type AskedTypes, noteAsked } from "./asked-types.ts";
import type { Corrections } from "./corrections.ts";
import type { WorkItem } from "../protocol/work-item.ts";
import { UnsupportedFormatError } from "../rootio/errors.ts";
import type { LeafType } from "../rootio/column.ts";
import type { Tree } from "../rootio/tree.ts";

const mostKept = 16;
/** Kinds of files that one recipe is met with. */
const mostOfRecipe = 4;

/** Kernels of one recipe, with what each was compiled from: the types that were asked for. */
type KeptKernels = { readonly asked: AskedTypes; readonly kernel: Kernel }[];

/**
 * Compiled kernels, kept by what they were compiled from: recipe, normalisation, and the types of the branches that the recipe
 * names. The second partition finds its kernel compiled and already optimised by the engine.
 */
export class Kernels {
  readonly #kept: RecentValues<KeptKernels>;

  readonly #build: BuildCode;
  readonly #corrections: Pick<Corrections, "of">;

  /** @param build makes code; by default from text */
  constructor(corrections: Pick<Corrections, "of">, build: BuildCode = buildFromText) {
    this.#corrections = corrections;
    this.#kept = new RecentValues(mostKept);
    this.#build = build;
  }

  /**
   * @throws {AppError} of `analysis` if an expression does not fit the branches.
   * @throws {UnsupportedFormatError} if it names a branch that is there but cannot be read.
   * @throws {AppError} of `corrections` if they are not what they should be.
   */
  async kernelFor(item: WorkItem, tree: Tree): Promise<Kernel> {
    const types = tree.columnTypes();
    const { weighted, normalisation } = item.sample;
    const kept = this.#kept.get(JSON.stringify([item.recipe, weighted, normalisation, unvariedOf(item)]), () => []);
    const found = kept.findIndex(({ asked }) => agreesWith(asked, types));
    const place = found === -1 ? undefined : kept.splice(found, 1)[0]!;
    const one = place ?? this.#compile(item, tree, types, await this.#corrections.of(item));
    kept.push(one); // the newest stands last
    if (kept.length > mostOfRecipe) kept.shift();
    return one.kernel;
  }

  #compile(
    item: WorkItem,
    tree: Tree,
    types: ReadonlyMap<string, LeafType>,
    corrections: ReadonlyMap<string, CallableCorrection>,
  ): KeptKernels[number] {
    const where = { sample: item.sample.name, file: tree.file.source.name, tree: tree.path };
    const { weighted, normalisation } = item.sample;
    const { asked, noted } = noteAsked(types);
    try {
      const options = { weighted, normalisation, unvaried: unvariedOf(item), where, build: this.#build, corrections };
      const kernel = compileKernel(item.recipe, noted, options);
      return { asked, kernel };
    } catch (error) {
      throw explainUnreadable(error, tree);
    }
  }
}

function unvariedOf({ recipe, sample }: WorkItem): string[] {
  return unvariedFor(recipe.variations, { ...sample, data: !sample.weighted });
}

/** A branch that is there, but of a kind that is not read, is no typing error. */
export function explainUnreadable(error: unknown, tree: Tree): unknown {
  if (!(error instanceof UnknownNameError)) return error;
  const name = error.expression.slice(error.span.start, error.span.stop);
  const reason = tree.unreadable().get(name);
  if (reason === undefined) return error;
  const where = { ...error.where, branch: name };
  return new UnsupportedFormatError(`Branch "${name}" cannot be read: ${reason}`, where, { cause: error });
}
