import { keyedGauss, keyedUniform } from "../physics/keyed-random.ts";
import { expectedData } from "./expected-data.ts";
import type { Model, ModelData } from "./model.ts";

/** A mean of which e^−mean is a number above 0; a larger one is a sum of parts. */
const largestMean = 500;

/**
 * Simulated data of a model: counts of all bins, and what the auxiliary measurements would have seen. The same for the same seed and toy, on
 * any machine.
 *
 * @param x values of all parameters, of which every bin expects at least 0 events @param seed @param toy whole numbers
 */
export function toyData(model: Model, x: ArrayLike<number>, seed: number, toy: number): ModelData {
  const expected = expectedData(model, x);
  const constrained = model.parameters.filter(({ constraint }) => constraint !== undefined);
  return {
    bins: expected.bins.map((mean, b) => poisson(mean, (part) => keyedUniform(seed, toy, 2 * part, b))),
    auxiliary: expected.auxiliary.map((mean, k) => {
      const { constraint } = constrained[k]!;
      if (constraint?.kind === "normal") return mean + constraint.sigma * keyedGauss(seed, toy, 1, k);
      return poisson(mean, (part) => keyedUniform(seed, toy, 2 * part + 1, k));
    }),
  };
}

/** A Poisson number: the smallest with a probability of at most that of at least `uniform`, of each part of the mean. */
function poisson(mean: number, uniform: (part: number) => number): number {
  const parts = Math.ceil(mean / largestMean);
  let count = 0;
  for (let part = 0; part < parts; part++) {
    const own = mean / parts;
    const wanted = uniform(part);
    let term = Math.exp(-own);
    let sum = term;
    // Rounding may leave the sum below the largest numbers there are.
    for (let n = 1; sum < wanted && (n < own || term > 0); n++) {
      term *= own / n;
      sum += term;
      count++;
    }
  }
  return count;
}
