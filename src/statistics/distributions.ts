import { erfc } from "../corrections/erf.ts";
import { logGamma } from "./poisson.ts";

/** Probability of a normal number above z. */
export function normalTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/**
 * Probability of a χ² above `value`.
 *
 * @param freedom number of degrees of freedom, above 0
 * @see DLMF 8.11.4 (series), 8.9.2 (continued fraction, evaluated as by Lentz)
 */
export function chiSquareTail(value: number, freedom: number): number {
  const [a, x] = [freedom / 2, value / 2];
  if (!(x > 0)) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; term > 1e-17 * sum; n++) sum += term *= x / (a + n);
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let [c, d] = [Infinity, 1 / b];
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}
