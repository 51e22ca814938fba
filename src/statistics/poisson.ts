/** From here on, Stirling's series has 16 digits. */
const seriesFrom = 15;

/**
 * −ln of the largest probability that a count n can have, that of the mean n: ln Γ(n + 1) − n ln n + n. Not a difference of large numbers.
 *
 * @param n of at least 0, not necessarily whole; 0 gives 0
 */
export function poissonPeak(n: number): number {
  if (n === 0) return 0;
  let shifted = n;
  let product = 1;
  for (; shifted < seriesFrom; product *= shifted) shifted++;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  const peak = 0.5 * Math.log(2 * Math.PI * shifted) + series;
  if (shifted === n) return peak;
  return peak + shifted * Math.log(shifted) - shifted - Math.log(product) - n * Math.log(n) + n;
}

/** ln Γ(x) for x above 0. */
export function logGamma(x: number): number {
  return x === 1 ? 0 : poissonPeak(x) + x * Math.log(x) - x - Math.log(x);
}

/** −ln of the probability of n relative to its largest: ν − n + n ln(n/ν); 0 for ν = n, Infinity where n is impossible. */
export function poissonDistance(n: number, mean: number): number {
  if (n === 0) return mean >= 0 ? mean : Infinity;
  if (!(mean > 0)) return Infinity;
  const x = (mean - n) / n;
  // Near n the terms cancel, and log1p keeps the digits.
  return Math.abs(x) < 0.5 ? n * (x - Math.log1p(x)) : mean - n - n * Math.log(mean / n);
}
