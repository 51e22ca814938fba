import { readFileSync } from "node:fs";
import { compileModel, type Model } from "../../src/statistics/model.ts";
import { checkWorkspace } from "../../src/statistics/parse-workspace.ts";
import type { Workspace } from "../../src/statistics/workspace.ts";
import { hasSharedData, sharedPath } from "./shared-data.ts";

/** What pyhf says of a workspace; see histfactory-rules.md beside the file. */
export interface ReferenceFit {
  readonly parameters: readonly string[];
  readonly init: readonly number[];
  readonly bounds: readonly (readonly [number, number])[];
  readonly fixed: readonly boolean[];
  readonly data: readonly number[];
  readonly auxdata: readonly number[];
  readonly expectedAtInit: readonly number[];
  readonly expectedAuxAtInit: readonly number[];
  readonly otherPoint: readonly number[];
  readonly expectedAtOther: readonly number[];
  readonly expectedAuxAtOther: readonly number[];
  readonly twiceNllAtInit: number;
  readonly twiceNllAtOther: number;
  readonly bestFit: readonly number[];
  readonly twiceNll: number;
  readonly muHat: number;
  readonly expectedAtBestFit: readonly number[];
  readonly muUp: number;
  readonly muDown: number | null;
  readonly q0: number;
  readonly zObserved: number;
  readonly profile: Readonly<Record<string, number>>;
  readonly zExpected: number | null;
  readonly zExpectedNominal: number | null;
  readonly q1Tilde: number;
  readonly q1TildeAsimov: number;
  readonly cls1: number;
  readonly cls1Expected: readonly number[];
  readonly upperLimit: number;
  readonly upperLimitExpected: readonly number[];
}

export interface Tolerances {
  readonly twiceNll: number;
  readonly parameters: number;
  readonly "muUp/muDown": number;
  readonly z: number;
  readonly cls: number;
  readonly limits: number;
  readonly expected: number;
}

interface ReferenceFile {
  readonly suggestedTolerances: Tolerances;
  readonly fits: Readonly<Record<string, { readonly workspace: unknown; readonly pyhf: ReferenceFit }>>;
}

const file: ReferenceFile | undefined = hasSharedData
  ? (JSON.parse(readFileSync(sharedPath("reference/fits.json"), "utf8")) as ReferenceFile)
  : undefined;

/** How far from pyhf's numbers ours may be. */
export const tolerances = file?.suggestedTolerances as Tolerances;

/** Workspaces that pyhf has fitted, by name; none without the shared data. */
export const referenceFits = Object.entries(file?.fits ?? {}).map(([name, { workspace, pyhf }]) => {
  const checked: Workspace = checkWorkspace(workspace, { file: name });
  const model: Model = compileModel(checked);
  return { name, workspace: checked, model, pyhf };
});

/** The largest difference of two lists; Infinity if they differ in length. */
export function farthest(ours: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (ours.length !== wanted.length) return Infinity;
  return Array.from(ours, (each, i) => Math.abs(each - wanted[i]!)).reduce((most, each) => Math.max(most, each), 0);
}
