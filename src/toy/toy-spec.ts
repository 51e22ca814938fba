import { parseSpec } from "../analysis/parse-spec.ts";
import { toyAnalysis } from "../analysis/presets/hzz-toy.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { type ToyOptions, toyOptions } from "../analysis/toy/toy-options.ts";

/**
 * The toy's analysis of files that stand in the folder that they were generated into; they are nowhere else, so that it has no addresses.
 *
 * @throws {ToyOptionError} if an option cannot be.
 */
export function toySpec(options: Partial<ToyOptions> = {}): AnalysisSpec {
  return parseSpec(toyAnalysis(toyOptions(options), (path) => path));
}
