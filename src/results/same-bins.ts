import { IncompatibleAxisError } from "../histogram/errors.ts";
import { type HistogramName, histogramKey, nameOf } from "../histogram/histogram.ts";

/**
 * Returns a function that gives back a histogram if it has as many bins as its nominal one and those of other groups have: what is compared
 * bin by bin has to.
 *
 * @throws {IncompatibleAxisError} by that function, naming the histogram
 */
export function createBinsCheck(
  file: string,
): <T extends HistogramName & { values(): Float64Array }>(histogram: T, object: string) => T {
  const bins = new Map<string, number>();
  return (histogram, object) => {
    const key = histogramKey({ ...nameOf(histogram), variation: undefined });
    const { length } = histogram.values();
    const expected = bins.get(key) ?? length;
    bins.set(key, expected);
    if (length !== expected)
      throw new IncompatibleAxisError(`${object} has ${length} bins, and others of ${key} have ${expected}`, {
        file,
        object,
      });
    return histogram;
  };
}
