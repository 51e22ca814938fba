import { createRegularAxis } from "../histogram/axis.ts";
import { createHistogram, type Histogram } from "../histogram/histogram.ts";
import type { CutflowStage } from "../protocol/documents/analysis-view.ts";

/**
 * A cutflow as a histogram: a bin for each stage, from 0 to their number, with nothing in the flow bins.
 *
 * @param weighted false: events are counted, and the error is that of a count
 */
export function cutflowHistogram(name: string, stages: readonly CutflowStage[], weighted: boolean): Histogram {
  const bins = (of: (stage: CutflowStage) => number) => Float64Array.of(0, ...stages.map(of), 0);
  const entries = bins((stage) => stage.entries);
  return createHistogram({
    name,
    title: "",
    axes: [createRegularAxis({ bins: stages.length, lower: 0, upper: stages.length, label: "Cut" })],
    entries,
    sumw: weighted ? bins((stage) => stage.sumw) : entries,
    sumw2: weighted ? bins((stage) => stage.sumw2) : entries,
  });
}
