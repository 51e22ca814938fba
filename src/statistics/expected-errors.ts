import { EvaluatedSample } from "./evaluated-sample.ts";
import type { Model, ModelChannel } from "./model.ts";
import { type Uncertainties, widthBefore } from "./uncertainties.ts";

/** Uncertainty of what is expected, in each bin and of the sum of all bins of a channel. */
export interface ExpectedErrors {
  readonly bins: readonly number[];
  readonly total: number;
}

export interface ChannelErrors extends ExpectedErrors {
  /** Of each sample alone, in the order of the model. */
  readonly samples: readonly ExpectedErrors[];
}

/** What the errors are made of: of each parameter one, and what two of them have in common; of independent ones nothing. */
interface Spread {
  readonly errors: readonly (number | undefined)[];
  readonly covariance: Float64Array | undefined;
}

/**
 * Uncertainty after the fit, for each channel: √(Σ dᵢ dⱼ ρᵢⱼ) over all parameters with an error, where dᵢ is half the difference between what is
 * expected one error above and one below the best value, and ρ their correlation, as cabinetry has it. Parameters without an error (fixed, at a
 * bound, not determined) move nothing.
 *
 * @param x best values of all parameters, in their order
 */
export function errorsAfter(model: Model, x: ArrayLike<number>, spread: Uncertainties): ChannelErrors[] {
  return model.channels.map((channel) => channelErrors(model, channel, x, spread));
}

/**
 * The same before the fit, at the inits: each parameter with the width that others have measured, independent of each other. Those without a
 * constraint, such as the strength of the signal, move nothing: nothing is known of them.
 */
export function errorsBefore(model: Model): ChannelErrors[] {
  const { parameters } = model;
  const inits = parameters.map(({ init }) => init);
  const errors = parameters.map((each) => (each.fixed ? undefined : widthBefore(each)));
  return model.channels.map((channel) => channelErrors(model, channel, inits, { errors, covariance: undefined }));
}

/** How far the parameters of one column move the bins of a channel; of single bins, each its own. */
interface Move {
  readonly first: number;
  readonly perBin: 0 | 1;
  /** Of each sample; absent for those that it does not move, which are most: so memory follows what moves. */
  readonly samples: readonly (Float64Array | undefined)[];
}

function channelErrors(model: Model, channel: ModelChannel, x: ArrayLike<number>, spread: Spread): ChannelErrors {
  const evaluated = channel.samples.map((sample) => new EvaluatedSample(model, channel, sample));
  const moves = channel.columns
    .map((_, column) => moveOf(channel, evaluated, column, x, spread.errors))
    .sort((a, b) => a.first - b.first);
  const all = moves.map((move) => ({ ...move, samples: [sumOf(move.samples, channel.bins)] }));
  return {
    ...errorsOf(all, 0, channel.bins, spread),
    samples: channel.samples.map((_, s) => errorsOf(moves, s, channel.bins, spread)),
  };
}

/** Those of single bins are moved together: none changes what another bin expects. */
function moveOf(
  { columns, bins }: ModelChannel,
  evaluated: readonly EvaluatedSample[],
  column: number,
  x: ArrayLike<number>,
  errors: Spread["errors"],
): Move {
  const { first, perBin } = columns[column]!;
  const last = first + perBin * (bins - 1);
  const point = Float64Array.from(x);
  const moved = (sign: 1 | -1): void => {
    for (let i = first; i <= last; i++) point[i] = x[i]! + sign * (errors[i] ?? 0);
  };
  const known = errors.slice(first, last + 1).some((error) => error !== undefined);
  const samples = evaluated.map((at) => {
    if (!known || !isIn(at, column)) return undefined;
    const shifts = new Float64Array(bins);
    moved(1);
    at.evaluate(point);
    for (let b = 0; b < bins; b++) shifts[b] = at.product * at.base[b]!;
    moved(-1);
    at.evaluate(point);
    for (let b = 0; b < bins; b++)
      shifts[b] = errors[first + perBin * b] === undefined ? 0 : (shifts[b]! - at.product * at.base[b]!) / 2;
    return shifts;
  });
  return { first, perBin, samples };
}

function isIn({ sample: { shapes, factors, perBin } }: EvaluatedSample, column: number): boolean {
  return (
    perBin.includes(column) ||
    shapes.some((each) => each.column === column) ||
    factors.some((each) => each.column === column)
  );
}

function sumOf(samples: Move["samples"], bins: number): Float64Array {
  const sum = new Float64Array(bins);
  for (const each of samples) if (each !== undefined) for (let b = 0; b < bins; b++) sum[b]! += each[b]!;
  return sum;
}

/** Of one sample of all moves. */
function errorsOf(moves: readonly Move[], sample: number, bins: number, spread: Spread): ExpectedErrors {
  const own = moves.filter((move) => move.samples[sample] !== undefined);
  const shifts = own.map((move) => move.samples[sample]!);
  const indices: number[] = [];
  const sizes: number[] = [];
  const add = (parameter: number, size: number): void => {
    // Most parameters of single bins move one bin alone.
    if (size === 0) return;
    indices.push(parameter);
    sizes.push(size);
  };
  const errors: number[] = [];
  for (let b = 0; b < bins; b++) {
    indices.length = 0;
    sizes.length = 0;
    for (let k = 0; k < own.length; k++) add(own[k]!.first + own[k]!.perBin * b, shifts[k]![b]!);
    errors.push(combined(indices, sizes, spread));
  }
  indices.length = 0;
  sizes.length = 0;
  for (let k = 0; k < own.length; k++) {
    let sum = 0;
    for (let b = 0; b < bins; b++)
      if (own[k]!.perBin === 1) add(own[k]!.first + b, shifts[k]![b]!);
      else sum += shifts[k]![b]!;
    add(own[k]!.first, sum);
  }
  return { bins: errors, total: combined(indices, sizes, spread) };
}

function combined(indices: readonly number[], sizes: readonly number[], { errors, covariance }: Spread): number {
  const count = errors.length;
  let square = 0;
  for (let k = 0; k < sizes.length; k++) {
    square += sizes[k]! * sizes[k]!;
    if (covariance === undefined) continue;
    const row = indices[k]! * count;
    const relative = (2 * sizes[k]!) / errors[indices[k]!]!;
    for (let l = 0; l < k; l++)
      square += relative * sizes[l]! * (covariance[row + indices[l]!]! / errors[indices[l]!]!);
  }
  // Rounding may leave less than nothing where moves cancel.
  return Math.sqrt(Math.max(0, square));
}
