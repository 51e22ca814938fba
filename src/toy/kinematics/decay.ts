import type { FourVector } from "../../physics/four-vector.ts";
import type { RandomStream } from "../random/random-stream.ts";

/** A vector of length 1 in space. */
export interface UnitVector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * The Källén function λ(a, b, c): the momentum of a decay M → m1 m2 is √λ(M², m1², m2²) / 2M. Written so that it keeps its digits near threshold.
 *
 * @see Particle Data Group, Review of Particle Physics, section on kinematics, two-body decays.
 */
export function kallen(a: number, b: number, c: number): number {
  const difference = a - b - c;
  return difference * difference - 4 * b * c;
}

/** Three directions at right angles, the third one given by its polar angle and azimuth; a right-handed system. */
export class Frame {
  readonly #cosTheta: number;
  readonly #sinTheta: number;
  readonly #cosPhi: number;
  readonly #sinPhi: number;

  private constructor(cosTheta: number, sinTheta: number, cosPhi: number, sinPhi: number) {
    this.#cosTheta = cosTheta;
    this.#sinTheta = sinTheta;
    this.#cosPhi = cosPhi;
    this.#sinPhi = sinPhi;
  }

  /** The third direction is any, all equally likely. */
  static isotropic(random: RandomStream): Frame {
    const cosTheta = random.cosine();
    random.azimuth(turn);
    return new Frame(cosTheta, Math.sqrt(1 - cosTheta * cosTheta), turn[0]!, turn[1]!);
  }

  /** The third direction is that of the momentum; the beam's if there is none across the beam. */
  static along({ px, py, pz }: FourVector): Frame {
    const pt = Math.sqrt(px * px + py * py);
    if (pt === 0) return new Frame(pz < 0 ? -1 : 1, 0, 1, 0);
    const momentum = Math.sqrt(pt * pt + pz * pz);
    return new Frame(pz / momentum, pt / momentum, px / pt, py / pt);
  }

  /** The four-vector that has these components in this system. */
  vector(x: number, y: number, z: number, energy: number): FourVector {
    const radial = x * this.#cosTheta + z * this.#sinTheta;
    return {
      px: radial * this.#cosPhi - y * this.#sinPhi,
      py: radial * this.#sinPhi + y * this.#cosPhi,
      pz: z * this.#cosTheta - x * this.#sinTheta,
      energy,
    };
  }
}

const turn = new Float64Array(2);

/** A direction with that cosine to the beam (the z axis), at any azimuth. */
export function aroundBeam(cosine: number, random: RandomStream): UnitVector {
  random.azimuth(turn);
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  return { x: sine * turn[0]!, y: sine * turn[1]!, z: cosine };
}

/** Any direction, all equally likely. */
export function isotropic(random: RandomStream): UnitVector {
  return aroundBeam(random.cosine(), random);
}

/** A direction with that cosine to the momentum of `axis`, at any azimuth around it. */
export function aroundAxis(axis: FourVector, cosine: number, random: RandomStream): UnitVector {
  const { x, y, z } = aroundBeam(cosine, random);
  const { px, py, pz } = Frame.along(axis).vector(x, y, z, 0);
  return { x: px, y: py, z: pz };
}

/** The four-vector that is `v` in the rest frame of `frame`, as seen where `frame` is what it says. `mass` is that of `frame`. */
export function boost(v: FourVector, frame: FourVector, mass: number): FourVector {
  const energy = (frame.energy * v.energy + frame.px * v.px + frame.py * v.py + frame.pz * v.pz) / mass;
  const factor = (v.energy + energy) / (frame.energy + mass);
  return {
    px: v.px + factor * frame.px,
    py: v.py + factor * frame.py,
    pz: v.pz + factor * frame.pz,
    energy,
  };
}

/** The four-vector `v` as seen in the rest frame of `frame`. */
export function boostToRest(v: FourVector, frame: FourVector, mass: number): FourVector {
  return boost(v, { px: -frame.px, py: -frame.py, pz: -frame.pz, energy: frame.energy }, mass);
}

export interface TwoBodyDecay {
  readonly parent: FourVector;
  readonly mass: number;
  readonly mass1: number;
  readonly mass2: number;
  /** Direction of the first product in the rest frame of the parent. */
  readonly direction: UnitVector;
}

/** The two products of a decay. They add up to the parent, up to rounding. Edge: below threshold they are at rest in the parent's frame. */
export function decay(parts: TwoBodyDecay): readonly [FourVector, FourVector] {
  const { parent, mass, mass1, mass2, direction } = parts;
  const p = Math.sqrt(Math.max(0, kallen(mass * mass, mass1 * mass1, mass2 * mass2))) / (2 * mass);
  const px = p * direction.x;
  const py = p * direction.y;
  const pz = p * direction.z;
  const energy1 = Math.sqrt(p * p + mass1 * mass1);
  const energy2 = Math.sqrt(p * p + mass2 * mass2);
  return [
    boost({ px, py, pz, energy: energy1 }, parent, mass),
    boost({ px: -px, py: -py, pz: -pz, energy: energy2 }, parent, mass),
  ];
}
