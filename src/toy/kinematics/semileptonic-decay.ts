import type { RandomStream } from "../random/random-stream.ts";
import { kallen } from "./decay.ts";

/** A hadron whose b quark becomes a c quark, a lepton and a neutrino. GeV. */
export interface SemileptonicDecay {
  readonly mass: number;
  /** Of the hadrons that are left. */
  readonly remainder: number;
  /** Above `semileptonicDensity`. */
  readonly largest: number;
}

/** B⁺ and B⁰, of which about half D and about half D* are left. PDG 2024. */
export const bottomToLepton: SemileptonicDecay = { mass: 5.28, remainder: 1.98, largest: 82 };

/**
 * |M|² times phase space, p (b·ν)(ℓ·c), for the squared mass of lepton and neutrino together, and the cosine of the lepton's direction in their rest frame to
 * their flight: V−A of free quarks, with the masses of the hadrons and without that of the lepton.
 *
 * @see Particle Data Group, Review of Particle Physics, section on kinematics, three-body decays.
 */
export function semileptonicDensity(decay: SemileptonicDecay, squared: number, cosine: number): number {
  const momentum = pairMomentum(decay, squared);
  const energy = Math.sqrt(momentum * momentum + squared);
  const neutrino = (energy - momentum * cosine) / 2;
  const lepton = (energy + momentum * cosine) / 2;
  return momentum * decay.mass * neutrino * (decay.mass * lepton - squared / 2);
}

function pairMomentum({ mass, remainder }: SemileptonicDecay, squared: number): number {
  return Math.sqrt(Math.max(0, kallen(mass * mass, remainder * remainder, squared))) / (2 * mass);
}

/** Energies of lepton and neutrino in the rest frame of the hadron, which has no spin, and the cosine of the angle between both: writes them to `out`. */
export function semileptonicEnergies(decay: SemileptonicDecay, random: RandomStream, out: Float64Array): void {
  const range = (decay.mass - decay.remainder) * (decay.mass - decay.remainder);
  let squared: number;
  let cosine: number;
  do {
    squared = range * random.uniform();
    cosine = random.cosine();
  } while (!random.accepts(semileptonicDensity(decay, squared, cosine), decay.largest));
  const momentum = pairMomentum(decay, squared);
  const energy = Math.sqrt(momentum * momentum + squared);
  const lepton = (energy + momentum * cosine) / 2;
  const neutrino = (energy - momentum * cosine) / 2;
  out[0] = lepton;
  out[1] = neutrino;
  // The squared mass of both is 2 Eℓ Eν (1 − cos).
  out[2] = Math.max(-1, 1 - squared / (2 * lepton * neutrino));
}
