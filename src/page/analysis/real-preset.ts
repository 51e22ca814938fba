import type { AnalysisHead } from "../../protocol/documents/analysis-document.ts";

/** A preset on files of an experiment, and whose these are. */
export interface RealPreset {
  readonly preset: string;
  readonly release: string;
}

const atlas = "ATLAS Open Data";
const cms = "CMS Open Data";

/** By the folder of a toy's files. */
const byFolder = new Map<string, RealPreset>([
  ["3lep", { preset: "wz-2020", release: atlas }],
  ["GamGam", { preset: "gamma-gamma", release: atlas }],
  ["dimuon", { preset: "dimuon", release: cms }],
  ["agc", { preset: "agc-ttbar", release: cms }],
]);

/** What a toy stands for; that of the four leptons lies in folders of its release, or of its reader. */
export function realPresetOf({ groups }: Pick<AnalysisHead, "groups">): RealPreset {
  const folder = /^toy:\/\/[^/]+\/([^/]+)\//.exec(groups[0]?.samples[0]?.files[0] ?? "")?.[1];
  return byFolder.get(folder ?? "") ?? { preset: "hzz-2020", release: atlas };
}
