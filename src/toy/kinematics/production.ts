import type { FourVector } from "../../physics/four-vector.ts";
import { sinh } from "../../physics/trigonometry.ts";
import { power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";

/** √s of the collisions, GeV. */
const centreOfMassEnergy = 13_000;

/** No system beyond has four leptons within the detector: the rapidity of a system lies between those of its parts. */
const largestRapidity = 2.7;

/** Beyond this the toy has no events, GeV. */
const largestTransverseMomentum = 1500;

/**
 * What the partons do that make a system: the exponents b of (1 − x)^b in their momentum distributions x f(x) ∝ x^a (1 − x)^b, as
 * the counting rules give them (Brodsky and Farrar 1973): 3 for valence quarks, 5 for gluons, 7 for sea quarks. At a fixed mass
 * the powers x^a of two gluons, or of the sum over both directions, change the rapidity little, and are left out.
 */
export type Partons = readonly [number, number];

export const gluons: Partons = [5, 5];
export const quarkAntiquark: Partons = [3, 7];

/** Spectrum pt / (1 + pt²/s²)^k: linear at low pt, a power law at high pt. Mode s/√(2k−1). */
export interface PtSpectrum {
  /** s, GeV */
  readonly scale: number;
  /** k > 1 */
  readonly exponent: number;
}

export interface Production {
  readonly partons: Partons;
  readonly pt: PtSpectrum;
}

/** A transverse momentum, by inversion of the spectrum's integral. */
export function transverseMomentum({ scale, exponent }: PtSpectrum, random: RandomStream): number {
  for (;;) {
    const pt = scale * Math.sqrt(power(1 - random.uniform(), -1 / (exponent - 1)) - 1);
    if (pt < largestTransverseMomentum) return pt;
  }
}

/**
 * Rapidity of a system of that mass: density ∝ (1−x1)^b1 (1−x2)^b2 + (1−x1)^b2 (1−x2)^b1 with x1, x2 = m/√s · exp(±y), within ±2.7.
 */
export function rapidity(mass: number, partons: Partons, random: RandomStream): number {
  const x = mass / centreOfMassEnergy;
  const atZero = shape(x, x, partons);
  for (;;) {
    const y = largestRapidity * random.cosine();
    const sinhY = sinh(y);
    const coshY = Math.sqrt(1 + sinhY * sinhY);
    if (random.accepts(shape(x * (coshY + sinhY), x * (coshY - sinhY), partons), atZero)) return y;
  }
}

function shape(x1: number, x2: number, [b1, b2]: Partons): number {
  if (x1 >= 1 || x2 >= 1) return 0;
  const first = wholePower(1 - x1, b1) * wholePower(1 - x2, b2);
  return b1 === b2 ? 2 * first : first + wholePower(1 - x1, b2) * wholePower(1 - x2, b1);
}

function wholePower(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result *= base;
  return result;
}

const turn = new Float64Array(2);

/** The four-vector of a system of that mass, at any azimuth. */
export function produce(mass: number, production: Production, random: RandomStream): FourVector {
  const pt = transverseMomentum(production.pt, random);
  const y = rapidity(mass, production.partons, random);
  random.azimuth(turn);
  return fromRapidity(mass, pt * turn[0]!, pt * turn[1]!, y);
}

/** E = mT cosh y, pz = mT sinh y. @see Particle Data Group, Review of Particle Physics, section on kinematics. */
export function fromRapidity(mass: number, px: number, py: number, y: number): FourVector {
  const transverseMass = Math.sqrt(mass * mass + px * px + py * py);
  const sinhY = sinh(y);
  return { px, py, pz: transverseMass * sinhY, energy: transverseMass * Math.sqrt(1 + sinhY * sinhY) };
}
