import { cosSin } from "../../physics/trigonometry.ts";
import { arctan2, exp, log } from "../random/elementary-functions.ts";

/** A way from a uniform number to a mass, GeV. */
export type MassOfUniform = (uniform: number) => number;

const turn = new Float64Array(2);

/**
 * Relativistic Breit–Wigner of fixed width, dm² / ((m² − M²)² + M²Γ²), cut off at both sides: m² = M² + MΓ tan θ with θ uniform.
 *
 * @see Particle Data Group, Review of Particle Physics, section on resonances.
 */
export function breitWigner(
  { mass, width }: { readonly mass: number; readonly width: number },
  lower: number,
  upper: number,
): MassOfUniform {
  const angleAt = (m: number): number => arctan2(m * m - mass * mass, mass * width);
  const from = angleAt(lower);
  const span = angleAt(upper) - from;
  return (uniform) => {
    cosSin(from + span * uniform, turn);
    const squared = mass * mass + (mass * width * turn[1]!) / turn[0]!;
    return Math.sqrt(Math.min(upper * upper, Math.max(lower * lower, squared)));
  };
}

/** A stretch of masses of a virtual boson, with the way in which the uniform number goes through it. */
export interface MassPart {
  /** Share of the uniform numbers. */
  readonly share: number;
  readonly mass: MassOfUniform;
  /** Density of the masses that are wanted, divided by that of the masses that `mass` gives for a uniform number. */
  readonly weight: (mass: number) => number;
}

/**
 * Several ways to choose a mass, one beside the other on the interval [0, 1): a part with a small share of the events, such as a boson far
 * from its pole, can so be given room in a grid of cells.
 */
export class MassParts {
  readonly #parts: readonly MassPart[];

  constructor(parts: readonly MassPart[]) {
    this.#parts = parts;
  }

  /** Writes mass and weight of a uniform number to `out[0]` and `out[1]`. */
  at(uniform: number, out: Float64Array): void {
    let rest = uniform;
    for (const part of this.#parts) {
      if (rest < part.share || part === this.#parts.at(-1)) {
        out[0] = part.mass(Math.min(1, rest / part.share));
        out[1] = part.weight(out[0]) / part.share;
        return;
      }
      rest -= part.share;
    }
  }
}

/**
 * A Z of any mass: below `border` evenly in its mass, above along its Breit–Wigner line. Weights are such that all of the line from
 * `lower` to `upper` is `strength`.
 */
export function zParts(
  z: { readonly mass: number; readonly width: number },
  range: { readonly lower: number; readonly border: number; readonly upper: number },
  strength: number,
  shares: { readonly below: number; readonly above: number },
): MassPart[] {
  const { lower, border, upper } = range;
  const angle = (m: number): number => arctan2(m * m - z.mass * z.mass, z.mass * z.width);
  const total = angle(upper) - angle(lower);
  const aboveStrength = (strength * (angle(upper) - angle(border))) / total;
  const peak = z.mass * z.width;
  return [
    {
      share: shares.below,
      mass: (u) => lower + (border - lower) * u,
      weight: (m) => {
        const distance = m * m - z.mass * z.mass;
        // dθ/dm of the line, times the length of the stretch.
        return (strength * (border - lower) * 2 * m * peak) / ((distance * distance + peak * peak) * total);
      },
    },
    { share: shares.above, mass: breitWigner(z, border, upper), weight: () => aboveStrength },
  ];
}

/** A virtual photon that makes a pair of leptons, dm² / m²: the logarithm of its mass is uniform. */
export function virtualPhoton(lower: number, upper: number): MassOfUniform {
  const from = log(lower);
  const span = log(upper) - from;
  return (uniform) => exp(from + span * uniform);
}
