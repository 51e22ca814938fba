import { exp, log } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { kallen } from "./decay.ts";

/**
 * Two vector bosons of masses m1, m2 on one fermion line: q q̄ → V1 V2, where the fermion is exchanged, and, with sides swapped,
 * V1 → ℓ⁺ ℓ⁻ V2, where the lepton radiates.
 *
 * |M|² ∝ t/u + u/t + 2 (m1² + m2²) s / (t u) − m1² m2² (1/t² + 1/u²), with |t| + |u| = |s − m1² − m2²| and t u ≥ m1² m2².
 *
 * @see R. W. Brown and K. O. Mikaelian, "W⁺W⁻ and Z⁰Z⁰ pair production in e⁺e⁻, pp, p̄p colliding beams", Phys. Rev. D 19 (1979) 922.
 */
export interface Exchange {
  /** s, GeV² */
  readonly s: number;
  /** m1 and m2, GeV */
  readonly mass1: number;
  readonly mass2: number;
}

/** |M|² integrated over t; 0 where the masses do not fit. */
export function exchangeIntegral({ s, mass1, mass2 }: Exchange): number {
  const [a, b] = [mass1 * mass1, mass2 * mass2];
  const lambda = kallen(s, a, b);
  if (lambda <= 0) return 0;
  const root = Math.sqrt(lambda);
  const sum = Math.abs(s - a - b);
  // t₊ / t₋, where t₊ t₋ = m1² m2².
  const logarithm = 2 * log((sum + root) / (2 * mass1 * mass2));
  return 2 * ((sum + (2 * (a + b) * s) / sum) * logarithm - 2 * root);
}

/**
 * Draws |t| with the density |M|²: ln(t/u) uniformly, then by rejection. Gives (t − u) / √λ, the cosine of the angle between the
 * fermion and the second boson in the rest frame of both bosons, or of both fermions.
 */
export function exchangeCosine({ s, mass1, mass2 }: Exchange, random: RandomStream): number {
  const [a, b] = [mass1 * mass1, mass2 * mass2];
  const root = Math.sqrt(Math.max(0, kallen(s, a, b)));
  const sum = Math.abs(s - a - b);
  if (root < 1e-9 * sum) return random.cosine();
  const range = (sum + root) / (sum - root);
  const logRange = log(range);
  const constant = 2 * (a + b) * s;
  const largest = sum * sum + constant;
  for (;;) {
    const ratio = exp(logRange * random.cosine());
    const t = (sum * ratio) / (1 + ratio);
    const u = sum - t;
    const density = (t * t + u * u) * (1 - (a * b) / (t * u)) + constant;
    if (random.accepts(density, largest)) return (t - u) / root;
  }
}
