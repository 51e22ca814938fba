import { cosSin, sinh } from "./trigonometry.ts";
import { fullTurn } from "./units.ts";

/**
 * Energy and momentum of a particle or of a system of particles.
 *
 * Units: GeV (any one energy unit does, since no function here mixes in a constant with a unit).
 *
 * @see Particle Data Group, Review of Particle Physics, section on kinematics.
 */
export interface FourVector {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
}

/** Transverse momentum, pseudorapidity and azimuth: how detectors measure a momentum. `phi` in radians. */
export interface Direction {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

/** The four-vector of a particle whose energy was measured: px = pt cos φ, py = pt sin φ, pz = pt sinh η. */
export function fromPtEtaPhiEnergy({ pt, eta, phi, energy }: Direction & { readonly energy: number }): FourVector {
  const azimuth = new Float64Array(2);
  cosSin(phi, azimuth);
  return { px: pt * azimuth[0]!, py: pt * azimuth[1]!, pz: pt * sinh(eta), energy };
}

/** The four-vector of a particle whose mass is known: E² = m·|m| + p². */
export function fromPtEtaPhiMass({ pt, eta, phi, mass }: Direction & { readonly mass: number }): FourVector {
  return fromPtEtaPhiEnergy({ pt, eta, phi, energy: energyOf(pt, eta, mass) });
}

/** Energy from mass and momentum. A negative mass, as some files have by rounding, counts as a negative square. */
export function energyOf(pt: number, eta: number, mass: number): number {
  const pz = pt * sinh(eta);
  return Math.sqrt(Math.max(0, mass * Math.abs(mass) + (pt * pt + pz * pz)));
}

/** Mass from energy and momentum; negative where rounding or resolution makes E² < p², see {@link mass}. */
export function massOf(pt: number, eta: number, energy: number): number {
  const pz = pt * sinh(eta);
  return signedRoot(energy * energy - (pt * pt + pz * pz));
}

/** √x, and −√−x of a negative x: what {@link energyOf} takes back. */
function signedRoot(x: number): number {
  return x < 0 ? -Math.sqrt(-x) : Math.sqrt(x);
}

/** The system of two. */
export function add(a: FourVector, b: FourVector): FourVector {
  return { px: a.px + b.px, py: a.py + b.py, pz: a.pz + b.pz, energy: a.energy + b.energy };
}

/** The system of all given particles; the zero vector for none. Summed from left to right. */
export function sumOf(vectors: Iterable<FourVector>): FourVector {
  let px = 0;
  let py = 0;
  let pz = 0;
  let energy = 0;
  for (const v of vectors) {
    px += v.px;
    py += v.py;
    pz += v.pz;
    energy += v.energy;
  }
  return { px, py, pz, energy };
}

/**
 * Invariant mass √(E² − p²).
 *
 * Edge: where E² < p², by rounding or in a difference, it is −√(p² − E²), as in ROOT and in scikit-hep's vector.
 */
export function mass(v: FourVector): number {
  return signedRoot(v.energy * v.energy - (v.px * v.px + v.py * v.py + v.pz * v.pz));
}

/** Transverse momentum √(px² + py²). */
export function pt(v: FourVector): number {
  return Math.sqrt(v.px * v.px + v.py * v.py);
}

/**
 * Pseudorapidity asinh(pz / pt).
 *
 * Edge: 0 when pz is 0, also for the zero vector; ±Infinity along the beam.
 */
export function eta(v: FourVector): number {
  return v.pz === 0 ? 0 : Math.asinh(v.pz / pt(v));
}

/** Azimuth in [−π, π]. */
export function phi(v: FourVector): number {
  return Math.atan2(v.py, v.px);
}

/** Rapidity ½ ln((E + pz) / (E − pz)); not finite or NaN where E ≤ |pz|. */
export function rapidity(v: FourVector): number {
  return 0.5 * Math.log((v.energy + v.pz) / (v.energy - v.pz));
}

/** Difference of two azimuths, phi1 − phi2, brought into [−π, π). */
export function deltaPhi(phi1: number, phi2: number): number {
  const difference = phi1 - phi2;
  return difference - fullTurn * Math.round(difference / fullTurn);
}

/** Distance √(Δη² + Δφ²). */
export function deltaR(a: Omit<Direction, "pt">, b: Omit<Direction, "pt">): number {
  const dEta = a.eta - b.eta;
  const dPhi = deltaPhi(a.phi, b.phi);
  return Math.sqrt(dEta * dEta + dPhi * dPhi);
}

/**
 * The four-vector `v` as seen from where `frame` is at rest.
 *
 * Edge: NaN if `frame` is at rest nowhere, E² ≤ p².
 */
export function boost(v: FourVector, frame: FourVector): FourVector {
  const frameMass = restMass(frame);
  const along = v.px * frame.px + v.py * frame.py + v.pz * frame.pz;
  const energy = (v.energy * frame.energy - along) / frameMass;
  const factor = (v.energy + energy) / (frame.energy + frameMass);
  return {
    px: v.px - factor * frame.px,
    py: v.py - factor * frame.py,
    pz: v.pz - factor * frame.pz,
    energy,
  };
}

/** Mass of what can be at rest; NaN of what cannot. */
export function restMass(v: FourVector): number {
  const square = v.energy * v.energy - (v.px * v.px + v.py * v.py + v.pz * v.pz);
  return square > 0 ? Math.sqrt(square) : NaN;
}

/**
 * Cosine of the helicity angle of `a`: between its momentum in the rest frame of a + b and the momentum of a + b.
 *
 * Edge: NaN if a + b is at rest, or cannot be.
 */
export function cosThetaStar(a: FourVector, b: FourVector): number {
  const pair = add(a, b);
  const inside = boost(a, pair);
  const along = inside.px * pair.px + inside.py * pair.py + inside.pz * pair.pz;
  const square = (v: FourVector): number => v.px * v.px + v.py * v.py + v.pz * v.pz;
  return cosine(along / Math.sqrt(square(inside) * square(pair)));
}

/**
 * Cosine of the angle of `a` in the frame of Collins and Soper: 2 (pz₁ E₂ − E₁ pz₂) / (m √(m² + pT²)), with the sign of the
 * pair's pz. Particles are taken as massless, as is usual for leptons and photons.
 *
 * @see Collins and Soper, Phys. Rev. D 16 (1977) 2219.
 */
export function cosThetaStarCS(a: FourVector, b: FourVector): number {
  const pair = add(a, b);
  const pairMass = restMass(pair);
  const along = 2 * (a.pz * b.energy - a.energy * b.pz);
  const scale = pairMass * Math.sqrt(pairMass * pairMass + (pair.px * pair.px + pair.py * pair.py));
  return cosine((pair.pz < 0 ? -along : along) / scale);
}

/** What rounding brought beyond ±1 is ±1. */
function cosine(x: number): number {
  return Math.min(1, Math.max(-1, x));
}
