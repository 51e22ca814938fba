import { sampleYields } from "./expected-data.ts";
import type { Model } from "./model.ts";
import { correlationOf, type Uncertainties, widthBefore } from "./uncertainties.ts";

/** Uncertainty of what is expected, in each bin and of the sum of all bins of a channel. */
export interface ExpectedErrors {
  readonly bins: readonly number[];
  readonly total: number;
}

export interface ChannelErrors extends ExpectedErrors {
  /** Of each sample alone, in the order of the model. */
  readonly samples: readonly ExpectedErrors[];
}

/**
 * Uncertainty after the fit, for each channel: √(Σ dᵢ dⱼ ρᵢⱼ) over all parameters with an error, where dᵢ is half the difference between what is
 * expected one error above and one below the best value, and ρ their correlation, as cabinetry has it. Parameters without an error (fixed, at a
 * bound, not determined) move nothing.
 *
 * @param x best values of all parameters, in their order
 */
export function errorsAfter(model: Model, x: ArrayLike<number>, uncertainties: Uncertainties): ChannelErrors[] {
  return propagated(model, x, uncertainties.errors, (i, j) => correlationOf(uncertainties, i, j));
}

/**
 * The same before the fit, at the inits: each parameter with the width that others have measured, independent of each other. Those without a
 * constraint, such as the strength of the signal, move nothing: nothing is known of them.
 */
export function errorsBefore(model: Model): ChannelErrors[] {
  const { parameters } = model;
  const inits = parameters.map(({ init }) => init);
  const widths = parameters.map((each) => (each.fixed ? undefined : widthBefore(each)));
  return propagated(model, inits, widths, (i, j) => (i === j ? 1 : 0));
}

/** How far one parameter moves the bins of each sample. */
interface Move {
  readonly parameter: number;
  /** Absent for samples that it does not move, which are most: so memory follows what moves. */
  readonly samples: readonly (Float64Array | undefined)[];
}

function propagated(
  model: Model,
  x: ArrayLike<number>,
  errors: readonly (number | undefined)[],
  correlation: (i: number, j: number) => number,
): ChannelErrors[] {
  const moves = errors.flatMap((error, i) => (error === undefined ? [] : [moveOf(model, x, i, error)]));
  let next = 0;
  return model.channels.map(({ bins, samples }) => {
    const own = moves.map(({ parameter, samples: all }) => ({
      parameter,
      samples: all.slice(next, next + samples.length),
    }));
    next += samples.length;
    const errorOf = (shift: (move: Move) => number) => combined(own, shift, correlation);
    const errorsOf = (part: (move: Move) => Move["samples"]): ExpectedErrors => ({
      bins: Array.from({ length: bins }, (_, b) =>
        errorOf((move) => part(move).reduce((sum, each) => sum + (each?.[b] ?? 0), 0)),
      ),
      total: errorOf((move) =>
        part(move).reduce((sum, each) => sum + (each?.reduce((all, one) => all + one, 0) ?? 0), 0),
      ),
    });
    return {
      ...errorsOf((move) => move.samples),
      samples: samples.map((_, s) => errorsOf((move) => [move.samples[s]])),
    };
  });
}

function moveOf(model: Model, x: ArrayLike<number>, parameter: number, error: number): Move {
  const at = (value: number) => {
    const point = Float64Array.from(x);
    point[parameter] = value;
    return sampleYields(model, point);
  };
  const [up, down] = [at(x[parameter]! + error), at(x[parameter]! - error)];
  return {
    parameter,
    samples: up.map(({ yields }, s) => {
      const shifts = yields.map((value, b) => (value - down[s]!.yields[b]!) / 2);
      return shifts.every((each) => each === 0) ? undefined : shifts;
    }),
  };
}

function combined(
  moves: readonly Move[],
  shiftOf: (move: Move) => number,
  correlation: (i: number, j: number) => number,
): number {
  // Most parameters of single bins move one bin alone.
  const shifts = moves
    .map((move) => ({ parameter: move.parameter, shift: shiftOf(move) }))
    .filter(({ shift }) => shift !== 0);
  let square = 0;
  for (const [k, one] of shifts.entries()) {
    square += one.shift ** 2;
    for (let l = 0; l < k; l++) {
      const other = shifts[l]!;
      square += 2 * one.shift * other.shift * correlation(one.parameter, other.parameter);
    }
  }
  // Rounding may leave less than nothing where moves cancel.
  return Math.sqrt(Math.max(0, square));
}
