import { parseSpec } from "../../src/analysis/parse-spec.ts";
import { presetInput } from "../../src/analysis/presets/presets.ts";
import type { PinnedSpec } from "../../src/analysis/pin-corrections.ts";
import type { AnalysisSpecInput } from "../../src/analysis/spec.ts";

/** The analysis of the toy with changes, as it is before its files are looked at. */
export function toyToCheck(changes: Partial<AnalysisSpecInput> = {}): PinnedSpec {
  return { spec: parseSpec({ ...presetInput("hzz-toy"), ...changes }), corrections: new Map() };
}

/** Has a branch that no file has. */
export const misspelt = { cuts: [{ name: "c", expression: "lep_pts[0] > 0" }] };
