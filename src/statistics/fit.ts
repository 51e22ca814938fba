import { keyedUniform } from "../physics/keyed-random.ts";
import { Likelihood } from "./likelihood.ts";
import { type KnownMinimum, type Minimum, minimise } from "./minimise.ts";
import type { Model, ModelData } from "./model.ts";

/**
 * What came of a fit. `converged`: the best values. `edge`: the best are where a bin that has no events expects none, which is the least that
 * it can; there are no errors from curvature. `impossible`: some bin cannot be what it is. `not-converged`: it gave up. `reason` says it.
 */
export interface FitResult {
  readonly status: "converged" | "edge" | "impossible" | "not-converged";
  readonly reason: string | undefined;
  /** Values of all parameters, in their order. */
  readonly parameters: Float64Array;
  /** −2 ln L there, with all constants; Infinity if impossible. */
  readonly twiceNll: number;
  /** The same less that of a model which expects just what was seen. */
  readonly distance: number;
  /** Indices of the parameters that ended at one of their bounds. */
  readonly atBound: readonly number[];
  readonly steps: number;
}

export interface FitOptions {
  /** Where to start; the inits of the model by default. */
  readonly start?: ArrayLike<number>;
  /** Values of parameters that are not fitted, by index. */
  readonly fixed?: ReadonlyMap<number, number>;
  /** A minimum: the fit ends where a step leads to it, and has its values. */
  readonly known?: KnownMinimum | undefined;
}

/** Fits a model to some data as often as is asked. */
export class Fitter {
  readonly model: Model;
  readonly data: ModelData;
  readonly likelihood: Likelihood;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  readonly #init: Float64Array;

  constructor(model: Model, data: ModelData = model.observed) {
    this.model = model;
    this.data = data;
    this.likelihood = new Likelihood(model, data);
    this.#lower = Float64Array.from(model.parameters, ({ lower }) => lower);
    this.#upper = Float64Array.from(model.parameters, ({ upper }) => upper);
    this.#init = Float64Array.from(model.parameters, ({ init }) => init);
  }

  fit({ start = this.#init, fixed = new Map(), known }: FitOptions = {}): FitResult {
    const isFixed = this.model.parameters.map((each, i) => each.fixed || fixed.has(i));
    const box = { lower: this.#lower, upper: this.#upper, fixed: isFixed };
    const from = Float64Array.from(start, (each, i) => fixed.get(i) ?? each);
    let best = minimise(this.likelihood, from, box, known);
    if (best.status === "impossible") {
      // Perhaps only the start is: look for a better one where the likelihood is finite everywhere.
      const found = this.#softened(0.1, 0.1, () => minimise(this.likelihood, from, box));
      best = minimise(this.likelihood, found.x, box);
      if (best.status === "impossible") {
        const slid = this.#slide(found.x, (x) => minimise(this.likelihood, x, box));
        best = minimise(this.likelihood, slid.x, box);
      }
    }
    let edge = false;
    if (best.status === "wall") {
      const slid = this.#slide(best.x, (x) => minimise(this.likelihood, x, box));
      edge = slid.status === "converged" && slid.value <= best.value + 1e-8;
      if (edge) best = slid;
    }
    return this.#resultOf(best, edge, isFixed);
  }

  /**
   * The lowest of a fit from the inits and others from random starts, always the same: interpolation of unlike variations can have several
   * minima.
   */
  search(starts = 3): FitResult {
    let best = this.fit();
    for (let k = 0; k < starts; k++) {
      const start = this.model.parameters.map(({ init, lower, upper, fixed, constraint }, i) => {
        const uniform = 2 * keyedUniform(1, k, 0, i) - 1;
        const width = constraint?.kind === "normal" ? 2 * constraint.sigma : 0.3 * Math.min(upper - lower, 10);
        return fixed ? init : init + uniform * width;
      });
      const known = best.status === "converged" ? { x: best.parameters, value: best.distance } : undefined;
      const other = this.fit({ start, known });
      const found = other.status === "converged" || other.status === "edge";
      if (found && (best.status === "not-converged" || other.distance < best.distance - 1e-6)) best = other;
    }
    return best;
  }

  /** Along the wall where bins without events expect none: with ever less counted in them, the best values come ever closer to it. */
  #slide(x: Float64Array, again: (x: Float64Array) => Minimum): Minimum {
    let found: Minimum | undefined;
    for (const events of [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10])
      found = this.#softened(events, events * 1e-6, () => again(found?.x ?? x));
    return { ...found!, value: this.likelihood.distance(found!.x) };
  }

  #softened(events: number, from: number, work: () => Minimum): Minimum {
    this.likelihood.soften(events, from);
    try {
      return work();
    } finally {
      this.likelihood.soften(0);
    }
  }

  #resultOf({ status, x, value, steps }: Minimum, edge: boolean, fixed: readonly boolean[]): FitResult {
    const atBound = Array.from(x.keys()).filter(
      (i) => !fixed[i]! && (x[i]! <= this.#lower[i]! || x[i]! >= this.#upper[i]!),
    );
    return {
      status: edge ? "edge" : status === "converged" || status === "impossible" ? status : "not-converged",
      reason: edge ? this.#emptiest(x) : status === "converged" ? undefined : this.#reason(status, x),
      parameters: x,
      twiceNll: value + this.likelihood.saturated,
      distance: value,
      atBound,
      steps,
    };
  }

  #reason(status: Minimum["status"], x: Float64Array): string {
    if (status === "impossible" || status === "wall") return this.#emptiest(x);
    return status === "slow"
      ? "the steps did not come to an end"
      : "no step leads lower, though the slope says so: the numbers are too far apart for float64";
  }

  /** Names the bin that keeps the likelihood from being finite, or nearly does. */
  #emptiest(x: Float64Array): string {
    this.likelihood.distance(x);
    const { expected } = this.likelihood;
    const bin = expected.reduce((least, each, b) => (each < expected[least]! ? b : least), 0);
    const channel = this.model.channels.find(({ start, bins }) => bin >= start && bin < start + bins)!;
    const seen = this.data.bins[bin]!;
    return `bin ${bin - channel.start} of channel ${channel.name} expects ${Number(expected[bin]!.toPrecision(3))} events and has ${seen}`;
  }
}
