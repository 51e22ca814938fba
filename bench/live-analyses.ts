import { basename, join } from "node:path";
import { parseAnalysisRequest } from "../src/analysis/analysis-request.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";

export type LiveName = "2020" | "large";

/** An analysis to wait for, on files that are at hand. */
export interface LiveAnalysis {
  readonly label: string;
  /** Where its files are. */
  readonly mirror: string;
  /** Body of a POST. Another title is another analysis, or the server would know it already. */
  readonly request: (title: string) => object;
}

/** Samples of the release whose files are in the shared folder. */
const samplesAtHand = ["data_*", "Zee", "Zmumu", "ttbar_lep"];
/** How often the large file stands in each group. */
const copiesPerGroup = 3;

/** @param shared folder of the real files */
export function liveAnalyses(shared: string): Readonly<Record<LiveName, LiveAnalysis>> {
  const large = join(shared, "benchmark/mini-small-baskets.root");
  const { groups, ...preset } = presetInput("hzz-2020");
  const crowded = groups.map((group) => {
    const [first] = group.samples;
    const copy = (_: unknown, i: number) => ({ ...first!, name: `${group.name}-${i}`, files: [basename(large)] });
    return { ...group, samples: Array.from({ length: copiesPerGroup }, copy) };
  });
  return {
    "2020": {
      label: "2020 release, 7 files, 1.2 MB",
      mirror: join(shared, "atlas-open-data/2020"),
      request: (title) => ({ preset: "hzz-2020", samples: samplesAtHand, title }),
    },
    large: {
      label: `${copiesPerGroup * groups.length} × 20 MB, 32 kB baskets`,
      mirror: join(shared, "benchmark"),
      request: (title) => ({ ...preset, title, groups: crowded }),
    },
  };
}

/** The specification that a POST of the analysis stands for. */
export function specOf(analysis: LiveAnalysis, title: string): AnalysisSpec {
  return parseAnalysisRequest(JSON.stringify(analysis.request(title))).spec;
}
