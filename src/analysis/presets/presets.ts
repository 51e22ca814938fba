import { AppError } from "../../errors/app-error.ts";
import { nearestNames } from "../../errors/nearest-names.ts";
import { parseSpec } from "../parse-spec.ts";
import type { AnalysisSpec, AnalysisSpecInput } from "../spec.ts";
import { agcTtbar, agcTtbarVariations } from "./agc-ttbar.ts";
import { agcToy, agcVariationsToy, dimuonToy, gammaGammaToy, wzToy } from "./channel-toys.ts";
import { df106 } from "./df106.ts";
import { dimuon } from "./dimuon.ts";
import { gammaGamma } from "./gamma-gamma.ts";
import { hzz2020 } from "./hzz-2020.ts";
import { hzz2025 } from "./hzz-2025.ts";
import { hzzPairs } from "./hzz-pairs.ts";
import { hzzPairsVariations } from "./hzz-pairs-variations.ts";
import { hzzToy } from "./hzz-toy.ts";
import { wz2020 } from "./wz-2020.ts";

/**
 * The analyses that ship with the project, in the order in which they are shown: the page folds away all but the first six, and a toy must be
 * among these. To add one: a file in this folder and a line here.
 */
const presets: ReadonlyMap<string, AnalysisSpecInput> = new Map([
  ["hzz-2020", hzz2020],
  ["hzz-2025", hzz2025],
  ["hzz-pairs", hzzPairs],
  ["df106", df106],
  ["hzz-toy", hzzToy],
  ["hzz-pairs-variations", hzzPairsVariations],
  ["wz-2020", wz2020],
  ["wz-toy", wzToy],
  ["gamma-gamma", gammaGamma],
  ["gamma-gamma-toy", gammaGammaToy],
  ["dimuon", dimuon],
  ["dimuon-toy", dimuonToy],
  ["agc-ttbar", agcTtbar],
  ["agc-toy", agcToy],
  ["agc-ttbar-variations", agcTtbarVariations],
  ["agc-variations-toy", agcVariationsToy],
]);

/** No preset of that name. */
export class UnknownPresetError extends AppError {
  readonly retry = "never";
  constructor(name: string) {
    const near = nearestNames(name, presets.keys());
    const hint = near.length > 0 ? `nearest names: ${near.join(", ")}` : `the presets are: ${presetNames().join(", ")}`;
    super(`There is no preset "${name}"; ${hint}`);
  }
}

/** Names of all presets, in the order in which they are shown. */
export function presetNames(): string[] {
  return [...presets.keys()];
}

/** The preset as it is written, with defaults left out: the thing to copy for an analysis of one's own. */
export function presetInput(name: string): AnalysisSpecInput {
  const input = presets.get(name);
  if (input === undefined) throw new UnknownPresetError(name);
  return input;
}

/**
 * The preset as a complete specification.
 * @throws {UnknownPresetError} with the nearest names
 */
export function presetByName(name: string): AnalysisSpec {
  return parseSpec(presetInput(name), name);
}
