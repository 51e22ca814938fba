import { histogramKey } from "../../../histogram/histogram.ts";
import type { AnalysisHead } from "../../../protocol/documents/analysis-document.ts";
import { readHistogramHead } from "../../../protocol/documents/histogram-codec.ts";
import type { Shown } from "./view-state.ts";

/** What an address can name of an analysis. */
export function shownOf({ histograms, groups, variations = [] }: AnalysisHead): Shown {
  return {
    histograms: histograms
      .filter(({ variation }) => variation === undefined)
      .map((head) => ({ key: histogramKey(head), bins: readHistogramHead(head).axes.map(({ bins }) => bins) })),
    groups: groups.flatMap(({ name, samples }) => [name, ...samples.map((sample) => `${name}/${sample.name}`)]),
    variations: variations.map(({ name }) => name),
  };
}
