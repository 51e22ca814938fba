import { type BuildCode, buildFromText } from "../analysis/kernel/build-code.ts";
import { compileKernel, type Kernel } from "../analysis/kernel/kernel.ts";
import { UnknownNameError } from "../analysis/expression/errors.ts";
import { RecentValues } from "../collections/recent-values.ts";
import type { WorkItem } from "../protocol/work-item.ts";
import { UnsupportedFormatError } from "../rootio/errors.ts";
import type { Tree } from "../rootio/tree.ts";

const mostKept = 16;

/**
 * Compiled kernels, kept by what they were compiled from: recipe, normalisation, and the types of the tree's branches. The
 * second partition finds its kernel compiled and already optimised by the engine.
 */
export class Kernels {
  readonly #kept: RecentValues<Kernel>;

  readonly #build: BuildCode;

  /** @param build makes code; by default from text */
  constructor(build: BuildCode = buildFromText) {
    this.#kept = new RecentValues(mostKept);
    this.#build = build;
  }

  /**
   * @throws {AppError} of `analysis` if an expression does not fit the branches.
   * @throws {UnsupportedFormatError} if it names a branch that is there but cannot be read.
   */
  kernelFor(item: WorkItem, tree: Tree): Kernel {
    const types = tree.columnTypes();
    const key = JSON.stringify([item.recipe, item.sample.weighted, item.sample.normalisation, [...types]]);
    return this.#kept.get(key, () => {
      const where = { sample: item.sample.name, file: tree.file.source.name, tree: tree.path };
      const { weighted, normalisation } = item.sample;
      try {
        return compileKernel(item.recipe, types, { weighted, normalisation, where, build: this.#build });
      } catch (error) {
        throw explainUnreadable(error, tree);
      }
    });
  }
}

/** A branch that is there, but of a kind that is not read, is no typing error. */
function explainUnreadable(error: unknown, tree: Tree): unknown {
  if (!(error instanceof UnknownNameError)) return error;
  const name = error.expression.slice(error.span.start, error.span.stop);
  const reason = tree.unreadable().get(name);
  if (reason === undefined) return error;
  const where = { ...error.where, branch: name };
  return new UnsupportedFormatError(`Branch "${name}" cannot be read: ${reason}`, where, { cause: error });
}
