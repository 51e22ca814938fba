import { factorise, solve } from "./cholesky.ts";

/** What is minimised: a function that may be Infinity, and its first and second derivatives where it is not. */
export interface Objective {
  distance(x: ArrayLike<number>): number;
  /** The value; leaves `gradient` and `hessian`, row by row, on and below the diagonal. */
  derivatives(x: ArrayLike<number>): number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** Where each parameter may be. */
export interface Box {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** These stay where they start, which may be outside. */
  readonly fixed: ArrayLike<boolean>;
}

/**
 * `converged`: no step within the box leads lower. `impossible`: the start has no finite value. `wall`: steps lead to where it is not finite,
 * again and again. `stuck`: no shorter step was better either. `slow`: too many steps.
 */
export interface Minimum {
  readonly status: "converged" | "impossible" | "wall" | "stuck" | "slow";
  readonly x: Float64Array;
  readonly value: number;
  readonly steps: number;
}

export type KnownMinimum = Pick<Minimum, "x" | "value">;

const mostSteps = 300;
/** So many steps in a row that were cut short by a wall are enough. */
const mostWalls = 8;
/** A step whose slope is less is the last: the square of it is left. In units of the function, of which 1 is one σ. */
const lastSlope = 1e-17;
/** From here on steps are taken as they are: differences of values would be rounding. */
const nearSlope = 1e-7;
/** How near to a known minimum, in σ of each parameter alone, one is in its basin; and in units of the function. */
const sameMinimum = 0.01;

/**
 * Newton's method in a box. Each step minimises the parabola that value, gradient and matrix say, within the bounds; where the matrix is not
 * positive definite its diagonal grows until it is. A step that does not lead lower is shortened.
 *
 * @param start is moved into the box @param known a minimum; if the next step leads to it, and the parabola as low, it is the result
 * @see J. Nocedal, S. Wright, Numerical Optimization (2006), sections 3.4 and 16.7
 */
export function minimise(objective: Objective, start: ArrayLike<number>, box: Box, known?: KnownMinimum): Minimum {
  let x: Float64Array = Float64Array.from(start, (each, i) =>
    box.fixed[i]! ? each : Math.min(Math.max(each, box.lower[i]!), box.upper[i]!),
  );
  let value = objective.derivatives(x);
  if (!Number.isFinite(value)) return { status: "impossible", x, value: Infinity, steps: 0 };
  if (!isFinite(objective)) return { status: "stuck", x, value, steps: 0 };
  let walls = 0;
  let near = 0;
  for (let steps = 0; steps < mostSteps; steps++) {
    const step = boxStep(objective, x, box);
    const slope = slopeAlong(objective.gradient, step);
    if (slope >= -lastSlope) return { status: "converged", x, value, steps };
    if (known !== undefined && leadsTo(known, objective, x, step, value + slope / 2))
      return { status: "converged", x: known.x, value: known.value, steps };
    let length = 1;
    let hitWall = false;
    let next = stepped(x, step, length, box);
    for (let trial = objective.distance(next); !isBetter(trial, value, length * slope);) {
      hitWall ||= !Number.isFinite(trial);
      length /= 2;
      if (length < 1e-12)
        return { status: hitWall ? "wall" : slope > -nearSlope ? "converged" : "stuck", x, value, steps };
      next = stepped(x, step, length, box);
      trial = objective.distance(next);
    }
    walls = hitWall ? walls + 1 : 0;
    if (walls > mostWalls) return { status: "wall", x: next, value: objective.distance(next), steps };
    x = next;
    value = objective.derivatives(x);
    if (!isFinite(objective)) return { status: "stuck", x, value, steps };
    // Rounding may keep the slope from the last digits.
    if (slope > -nearSlope && ++near > 6) return { status: "converged", x, value, steps };
  }
  return { status: "slow", x, value, steps: mostSteps };
}

function leadsTo(
  known: KnownMinimum,
  { hessian }: Objective,
  x: Float64Array,
  step: Float64Array,
  value: number,
): boolean {
  if (!(Math.abs(value - known.value) < sameMinimum ** 2)) return false;
  for (let i = 0; i < x.length; i++) {
    const far = x[i]! + step[i]! - known.x[i]!;
    if (far !== 0 && !(far * far * hessian[i * x.length + i]! < 2 * sameMinimum ** 2)) return false;
    if (step[i]! * step[i]! * hessian[i * x.length + i]! > 2 * (10 * sameMinimum) ** 2) return false;
    // Along this one nothing says how far a σ is.
    if (far !== 0 && !(hessian[i * x.length + i]! > 0)) return false;
  }
  return true;
}

/** Numbers of a model may be so far apart that derivatives overflow where the value does not. */
function isFinite({ gradient, hessian }: Objective): boolean {
  return areFinite(gradient) && areFinite(hessian);
}

function areFinite(values: Float64Array): boolean {
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += 0 * values[i]!;
  return zero === 0;
}

function isBetter(trial: number, value: number, slope: number): boolean {
  if (slope > -nearSlope) return trial <= value + 1e-12 * Math.max(1, value);
  return trial <= value + 1e-4 * slope;
}

function stepped(x: Float64Array, step: Float64Array, length: number, { lower, upper, fixed }: Box): Float64Array {
  const next = Float64Array.from(x);
  for (let i = 0; i < x.length; i++)
    if (!fixed[i]! && step[i] !== 0) next[i] = Math.min(Math.max(x[i]! + length * step[i]!, lower[i]!), upper[i]!);
  return next;
}

function slopeAlong(gradient: Float64Array, step: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < step.length; i++) sum += step[i]! * gradient[i]!;
  return sum;
}

/** The Newton step that stays in the box. What stands at a bound and would leave stays; what would cross one goes there, and no further. */
function boxStep({ gradient, hessian }: Objective, x: Float64Array, { lower, upper, fixed }: Box): Float64Array {
  const step = new Float64Array(x.length);
  let free = Array.from(x.keys()).filter(
    (i) => !fixed[i]! && !(x[i]! <= lower[i]! && gradient[i]! >= 0) && !(x[i]! >= upper[i]! && gradient[i]! <= 0),
  );
  const clipped: number[] = [];
  while (free.length > 0) {
    const wanted = newtonStep(gradient, hessian, free, clipped, step);
    const beyond = free.filter((i, k) => x[i]! + wanted[k]! < lower[i]! || x[i]! + wanted[k]! > upper[i]!);
    for (let k = 0; k < free.length; k++) {
      const i = free[k]!;
      step[i] = Math.min(Math.max(x[i]! + wanted[k]!, lower[i]!), upper[i]!) - x[i]!;
    }
    if (beyond.length === 0) break;
    clipped.push(...beyond);
    free = free.filter((i) => !beyond.includes(i));
  }
  if (slopeAlong(gradient, step) <= 0) return step;
  // Clipping may have turned it upward; each by itself leads down.
  return step.map((_, i) => {
    if (fixed[i]! || gradient[i] === 0) return 0;
    const own = -gradient[i]! / (Math.abs(hessian[i * x.length + i]!) || 1);
    return Math.min(Math.max(x[i]! + own, lower[i]!), upper[i]!) - x[i]!;
  });
}

/** Solves for the free ones, given the steps of the clipped ones. Scaled to a diagonal of ones, so that units do not matter. */
function newtonStep(
  gradient: Float64Array,
  hessian: Float64Array,
  free: readonly number[],
  clipped: readonly number[],
  step: Float64Array,
): Float64Array {
  const [size, count] = [free.length, gradient.length];
  const scale = new Float64Array(size);
  const solution = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const i = free[k]!;
    let pull = gradient[i]!;
    for (const j of clipped) pull += hessian[i >= j ? i * count + j : j * count + i]! * step[j]!;
    scale[k] = 1 / Math.sqrt(Math.abs(hessian[i * count + i]!) || 1);
    solution[k] = -pull * scale[k]!;
  }
  const matrix = new Float64Array(size * size);
  for (let shift = 0; ; shift = Math.max(1e-9, shift * 10)) {
    // The free ones are in rising order.
    for (let k = 0; k < size; k++) {
      const row = free[k]! * count;
      for (let l = 0; l <= k; l++) matrix[k * size + l] = hessian[row + free[l]!]! * scale[k]! * scale[l]!;
      matrix[k * size + k]! += shift;
    }
    if (factorise(matrix, size, 1e-12) < 0) break;
  }
  solve(matrix, solution);
  for (let k = 0; k < size; k++) solution[k]! *= scale[k]!;
  return solution;
}
