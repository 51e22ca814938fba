/** The parameter of a Poisson distribution, as one observed count leaves it. */
export interface CountInterval {
  readonly lower: number;
  readonly upper: number;
}

/** Whether a sum of weights is a number of events that count as one each, and so has a Poisson interval. */
export function isCount(sumw: number, sumw2: number): boolean {
  return Number.isSafeInteger(sumw) && sumw >= 0 && sumw2 === sumw;
}

/** Half of what a Gaussian has outside of ±1σ. */
const tail = 0.15865525393145707;
/** From here on, sums over the distribution cost more than they tell; the root of the count is as good to four digits. */
const largestCount = 100_000;

const known = new Map<number, CountInterval>();

/**
 * The central 68.27 % interval of the mean of a Poisson distribution (Garwood): below `lower` a count of at least n, above `upper` one
 * of at most n would have a probability of less than 15.87 %. For 0 it is [0, 1.84], for 1 [0.17, 3.30], for 10 [6.89, 14.27].
 *
 * Relative accuracy 1e-10 up to 100,000; above, n ± √n (+ 1 at the upper end), which differs by less than 1e-4 of the errors.
 *
 * @param n a whole number of at least 0
 * @throws {RangeError} for any other number
 * @see F. Garwood, Biometrika 28 (1936) 437; PDG, Review of Particle Physics 2024, Statistics, section 40.4.2.3
 */
export function poissonInterval(n: number): CountInterval {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`A count is a whole number of at least 0, not ${n}`);
  if (n > largestCount) return { lower: n - Math.sqrt(n), upper: n + Math.sqrt(n) + 1 };
  let interval = known.get(n);
  if (interval === undefined) {
    interval = {
      lower: n === 0 ? 0 : meanWhere(n - 1, 1 - tail, nearly(n, -1)),
      upper: meanWhere(n, tail, nearly(n + 1, 1)),
    };
    known.set(n, interval);
  }
  return interval;
}

/**
 * The mean for which a count of at most n has this probability; it falls as the mean grows, by the probability of n itself.
 *
 * @param start near enough for Newton's method
 */
function meanWhere(n: number, probability: number, start: number): number {
  let mean = start;
  for (let turn = 0; turn < 20; turn++) {
    const own = Math.exp(n * Math.log(mean) - mean - logFactorial(n));
    const step = (atMost(n, mean) - probability) / own;
    mean += step;
    if (Math.abs(step) <= 1e-12 * mean) break;
  }
  return mean;
}

/** A χ² of 2n degrees of freedom, halved, z σ from its middle. @see E. B. Wilson, M. M. Hilferty, PNAS 17 (1931) 684 */
function nearly(n: number, z: number): number {
  return n * (1 - 1 / (9 * n) + z / (3 * Math.sqrt(n))) ** 3;
}

/** Probability of a count of at most n: its largest term, and the others by their ratio to it until they add nothing. */
function atMost(n: number, mean: number): number {
  const mode = Math.min(n, Math.floor(mean));
  let sum = 1;
  for (let k = mode, term = 1; k > 0 && term > 1e-17 * sum; k--) sum += term *= k / mean;
  for (let k = mode + 1, term = 1; k <= n && term > 1e-17 * sum; k++) sum += term *= mean / k;
  return sum * Math.exp(mode * Math.log(mean) - mean - logFactorial(mode));
}

/** ln n!, by Stirling's series from 20 on. */
function logFactorial(n: number): number {
  if (n < 20) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product);
  }
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5) - 1 / (1680 * n ** 7);
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
