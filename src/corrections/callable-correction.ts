import { RecentValues } from "../collections/recent-values.ts";
import { compileCorrection, type CompiledCorrection } from "./compile-correction.ts";
import type { Correction } from "./correction-tree.ts";

/** Sets of texts that one correction is called with at once. */
const mostKept = 64;

/** A correction with what was compiled of it: once for each set of texts, however many kernels call it. */
export class CallableCorrection {
  readonly correction: Correction;
  readonly #compiled = new RecentValues<CompiledCorrection>(mostKept);

  constructor(correction: Correction) {
    this.correction = correction;
  }

  /** As `compileCorrection`. */
  compile(texts: Readonly<Record<string, string>>): CompiledCorrection {
    return this.#compiled.get(JSON.stringify(texts), () => compileCorrection(this.correction, texts));
  }
}
