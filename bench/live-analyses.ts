import { basename, dirname } from "node:path";
import { parseAnalysisRequest } from "../src/analysis/analysis-request.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { toySpec } from "../src/toy/toy-spec.ts";
import type { BenchData } from "./bench-data.ts";

export type LiveName = "2020" | "large";

/** An analysis to wait for, on files that are at hand. */
export interface LiveAnalysis {
  readonly label: string;
  /** Where its files are. */
  readonly mirror: string;
  /** Body of a POST. Another title is another analysis, or the server would know it already. */
  readonly request: (title: string) => object;
}

/** What a task is told of the files, as one argument in JSON. */
export interface LivePlaces {
  readonly kind: BenchData["kind"];
  readonly release: BenchData["release"];
  readonly large: BenchData["large"];
}

export function livePlaces({ kind, release, large }: BenchData): LivePlaces {
  return { kind, release, large };
}

/** Samples of the release whose files are at hand. */
const samplesAtHand = ["data_*", "Zee", "Zmumu", "ttbar_lep"];
/** How often the large file stands in each group. */
const copiesPerGroup = 3;

export function liveAnalyses({ kind, release, large }: LivePlaces): Readonly<Record<LiveName, LiveAnalysis>> {
  const { groups, ...preset } = kind === "real" ? presetInput("hzz-2020") : toySpec();
  const crowded = groups.map((group) => {
    const [first] = group.samples;
    const copy = (_: unknown, i: number) => ({ ...first!, name: `${group.name}-${i}`, files: [basename(large.path)] });
    return { ...group, samples: Array.from({ length: copiesPerGroup }, copy) };
  });
  return {
    "2020": {
      label: release.label,
      mirror: release.folder,
      request: (title) =>
        kind === "real"
          ? { preset: "hzz-2020", samples: samplesAtHand, title }
          : { ...selectSamples(toySpec(), samplesAtHand), title }, // with the toy's own label
    },
    large: {
      label: `${copiesPerGroup * groups.length} × ${large.label}`,
      mirror: dirname(large.path),
      request: (title) => ({ ...preset, title, groups: crowded }),
    },
  };
}

/** The specification that a POST of the analysis stands for. */
export function specOf(analysis: LiveAnalysis, title: string): AnalysisSpec {
  return parseAnalysisRequest(JSON.stringify(analysis.request(title))).spec;
}
