import { layoutOf } from "../../src/analysis/layout.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";

/**
 * What each sample of the page's fixture holds: a hundred events of weight 1 in the third bin of its main histogram, data 200 in all and
 * simulation 400.
 *
 * @param weightOf each event of a sample in an alternative, such as `sf_up`; undefined: 1, as those of data are always
 */
export function variedSums(
  of: AnalysisSpec,
  weightOf: (alternative: string, sample: string) => number | undefined,
): (sample: string) => Float64Array<ArrayBuffer> {
  const layout = layoutOf(of);
  return (sample) => {
    const sums = new Float64Array(layout.length);
    for (const { name, variation = "", entries, sumw, sumw2 } of layout.histograms) {
      if (name !== "m4l") continue;
      const weight = sample.startsWith("period") ? 1 : (weightOf(variation, sample) ?? 1);
      sums[entries + 3] = 100;
      sums[sumw + 3] = 100 * weight;
      sums[sumw2 + 3] = 100 * weight * weight;
    }
    return sums;
  };
}
