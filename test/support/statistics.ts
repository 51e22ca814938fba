/** Tests of whether numbers follow a distribution. With fixed seeds they give the same answer in every run. */

/**
 * Kolmogorov's distance of a sample to a distribution, times √n: above 1.95 with a chance of 1 in 1000 if the numbers do follow it.
 *
 * @param cdf the distribution function.
 */
export function kolmogorov(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    const expected = cdf(x);
    distance = Math.max(distance, Math.abs(expected - i / n), Math.abs((i + 1) / n - expected));
  });
  return distance * Math.sqrt(n);
}

/** Distribution function of a density between two borders, by adding up `steps` midpoints; linear in between. */
export function cdfOf(
  density: (x: number) => number,
  lower: number,
  upper: number,
  steps = 4000,
): (x: number) => number {
  const sums = new Float64Array(steps + 1);
  const width = (upper - lower) / steps;
  for (let i = 0; i < steps; i++) sums[i + 1] = sums[i]! + density(lower + (i + 0.5) * width);
  return (x) => {
    const place = Math.min(steps, Math.max(0, (x - lower) / width));
    const cell = Math.min(steps - 1, Math.floor(place));
    return (sums[cell]! + (place - cell) * (sums[cell + 1]! - sums[cell]!)) / sums[steps]!;
  };
}

/** Largest distance of the running shares of two histograms. */
export function kolmogorovOfBins(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [totalA, totalB] = [sumOf(a), sumOf(b)];
  let [shareA, shareB, distance] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    shareA += a[i]! / totalA;
    shareB += b[i]! / totalB;
    distance = Math.max(distance, Math.abs(shareA - shareB));
  }
  return distance;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

export function mean(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Standard deviation. */
export function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))));
}

/** How many standard deviations a count is off what a chance in so many trials makes expect. */
export function pull(count: number, trials: number, chance: number): number {
  return Math.abs(count - trials * chance) / Math.sqrt(trials * chance * (1 - chance));
}

/** `count` results of a function. */
export function draw<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}
