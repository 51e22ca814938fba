import type { FourVector } from "../../physics/four-vector.ts";
import { particles } from "../kinematics/particles.ts";
import type { RandomStream } from "../random/random-stream.ts";

/** As in `lep_type`. */
export type Flavour = 11 | 13;

/**
 * Where a lepton comes from: `prompt` from a W, Z or γ*; `tau` from a τ lepton of a W; `decay` from a hadron with a b or c quark; `misidentified`, something
 * that only looks like a lepton: a jet, a photon conversion, a decay in flight, a track of another collision.
 */
export type Origin = "prompt" | "tau" | "decay" | "misidentified";

/** What is around a lepton in a jet, GeV. */
export interface Surroundings {
  /** Sum of the pT of tracks within ΔR = 0.3. */
  readonly tracks: number;
  /** Energy in the calorimeter within ΔR = 0.2, beside the noise. */
  readonly calorimeter: number;
}

export interface TruthLepton {
  readonly flavour: Flavour;
  readonly charge: 1 | -1;
  readonly origin: Origin;
  /** GeV */
  readonly vector: FourVector;
  /** If it follows from the process; else it is drawn for its origin. */
  readonly around?: Surroundings;
}

/** A collision before the detector has seen it. */
export interface TruthEvent {
  readonly leptons: readonly TruthLepton[];
  /** Sum of all transverse momenta of neutrinos, GeV. */
  readonly neutrinos: readonly [px: number, py: number];
  /** Quarks that become jets, not counting what recoils against the whole system. */
  readonly quarks: readonly FourVector[];
  /** Transverse momentum of the whole system; jets recoil against it. */
  readonly system: readonly [px: number, py: number];
}

/** Makes one event after the other; each with the same statistical weight. */
export type Process = (random: RandomStream) => TruthEvent;

export const noNeutrinos: readonly [number, number] = [0, 0];

/** e or μ, each as often: the couplings do not tell them apart. */
export function anyFlavour(random: RandomStream): Flavour {
  return random.chance(0.5) ? 11 : 13;
}

export function leptonMass(flavour: Flavour): number {
  return flavour === 11 ? particles.electron.mass : particles.muon.mass;
}

/** The vectors of a pair ℓ⁻ ℓ⁺, the negative one first. */
export type PairVectors = readonly [minus: FourVector, plus: FourVector];

/** A prompt lepton. */
export function prompt(flavour: Flavour, charge: 1 | -1, vector: FourVector): TruthLepton {
  return { flavour, charge, origin: "prompt", vector };
}

/** Two pairs of prompt leptons. */
export function fourLeptons(
  flavour1: Flavour,
  pair1: PairVectors,
  flavour2: Flavour,
  pair2: PairVectors,
): TruthLepton[] {
  return [
    prompt(flavour1, -1, pair1[0]),
    prompt(flavour1, 1, pair1[1]),
    prompt(flavour2, -1, pair2[0]),
    prompt(flavour2, 1, pair2[1]),
  ];
}
