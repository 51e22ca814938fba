import { type FourVector, pt as ptOf } from "../../physics/four-vector.ts";
import { aroundAxis } from "../kinematics/decay.ts";
import { particles } from "../kinematics/particles.ts";
import { bottomToLepton, semileptonicEnergies } from "../kinematics/semileptonic-decay.ts";
import { arctan2, arsinh } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { fragmentation } from "./fragmentation.ts";
import type { Flavour, Surroundings } from "./truth-event.ts";

/** Leptons below are not in the files, GeV. */
const smallestPt = 7;

/**
 * No lepton of the release is within ΔR = 0.4 of a jet above 20 GeV: where they overlap, the lepton is taken away. So a lepton of a b hadron is kept only if it
 * has most of the momentum, or is far from the rest. What is left of the quark's momentum is to be below this, GeV, smeared by the given
 * fraction: less than 20 GeV, since the jet also has a part of the lepton and what is not of the quark. Set to the pT of leptons in the release's ttbar_lep.
 */
const overlap = { deltaR: 0.4, largestRest: { 11: 12.5, 13: 11 }, smearing: 0.2 };

/**
 * Tracks and energy around the lepton. Of the rest, tracks within the cone have a fraction that is evenly distributed, none below 1 GeV; the
 * smaller cone in the calorimeter has an exponential with a mean that is this fraction of the rest. Set to ttbar_lep.
 */
const cone = { emptyShare: 0.12, smallest: 1, tracks: { 11: 0.9, 13: 1.15 } } as const;
const calorimeterShare: Readonly<Record<Flavour, number>> = { 11: 0.2, 13: 0.16 };

/** Below this pT, GeV, a muon that is not isolated is kept with that chance: in the release's files it is rare there. */
const softMuon = { pt: 10, relativeCone: 0.3, keptShare: 0.17 };

export interface LeptonInJet {
  readonly vector: FourVector;
  readonly neutrino: FourVector;
  /** The quark without the lepton and its neutrino. */
  readonly rest: FourVector;
  readonly hasSignOfQuark: boolean;
  readonly around: Surroundings;
}

/** If what is beside the hadron exceeds the largest rest by this factor, the try is over. */
const hopeless = 1.5;
/** Chance of a charge that a direct decay of the quark would not give: 0.126 of b hadrons are their antiparticles when they decay (PDG 2024), and 3 % of the leptons that are kept come by a c quark. */
const wrongCharge = 0.145;

/** Energies in the rest frame of the hadron: lepton, neutrino; cosine between them. */
const energies = new Float64Array(3);
const turn = new Float64Array(2);

/**
 * One try of a lepton in the jet of a b quark that flies along x, across the beam; undefined if it is not kept. The hadron decays into it directly: by a c quark
 * there are as many, but hardly any that are kept.
 */
export function tryLepton(pt: number, flavour: Flavour, random: RandomStream): LeptonInJet | undefined {
  const largestRest = overlap.largestRest[flavour];
  const z = fragmentation(random);
  const momentum = z * pt;
  // Most tries end here or at the lepton's pT.
  if (pt - momentum > hopeless * largestRest) return undefined;
  semileptonicEnergies(bottomToLepton, random, energies);
  const leptonEnergy = energies[0]!;
  const gammaBeta = momentum / bottomToLepton.mass;
  const gamma = Math.sqrt(1 + gammaBeta * gammaBeta);
  if (leptonEnergy * (gamma + gammaBeta) < smallestPt) return undefined;
  const cosine = random.cosine();
  random.azimuth(turn);
  const across = leptonEnergy * Math.sqrt(1 - cosine * cosine);
  const lepton = {
    px: leptonEnergy * (gamma * cosine + gammaBeta),
    py: across * turn[0]!,
    pz: across * turn[1]!,
    energy: leptonEnergy * (gamma + gammaBeta * cosine),
  };
  const leptonPt = ptOf(lepton);
  if (leptonPt < smallestPt) return undefined;
  // The neutrino at its angle to the lepton, at any azimuth around it.
  const atRest = { px: leptonEnergy * cosine, py: lepton.py, pz: lepton.pz, energy: leptonEnergy };
  const direction = aroundAxis(atRest, energies[2]!, random);
  const neutrinoEnergy = energies[1]!;
  const neutrino = {
    px: neutrinoEnergy * (gamma * direction.x + gammaBeta),
    py: neutrinoEnergy * direction.y,
    pz: neutrinoEnergy * direction.z,
    energy: neutrinoEnergy * (gamma + gammaBeta * direction.x),
  };
  const { mass } = particles.bottom;
  const rest = {
    px: pt - lepton.px - neutrino.px,
    py: -lepton.py - neutrino.py,
    pz: -lepton.pz - neutrino.pz,
    energy: Math.sqrt(pt * pt + mass * mass) - lepton.energy - neutrino.energy,
  };
  const restPt = ptOf(rest);
  const measuredRest = restPt * (1 + overlap.smearing * random.normal());
  if (measuredRest > largestRest && isNear(lepton, leptonPt, rest, restPt)) return undefined;
  const density = random.chance(cone.emptyShare) ? 0 : random.uniform();
  const tracks = cone.tracks[flavour] * restPt * density;
  const around = {
    tracks: tracks < cone.smallest ? 0 : tracks,
    calorimeter: random.exponential(calorimeterShare[flavour] * restPt * (0.3 + 1.6 * density)),
  };
  if (flavour === 13 && leptonPt < softMuon.pt && around.tracks > softMuon.relativeCone * leptonPt)
    if (!random.chance(softMuon.keptShare)) return undefined;
  return { vector: lepton, neutrino, rest, hasSignOfQuark: !random.chance(wrongCharge), around };
}

function isNear(lepton: FourVector, leptonPt: number, rest: FourVector, restPt: number): boolean {
  if (restPt === 0) return false;
  const deltaEta = arsinh(lepton.pz / leptonPt) - arsinh(rest.pz / restPt);
  // The quark flies along x: no angle is near ±π unless its lepton flies backward, far from the rest.
  const deltaPhi = arctan2(lepton.py, lepton.px) - arctan2(rest.py, rest.px);
  return deltaEta * deltaEta + deltaPhi * deltaPhi < overlap.deltaR * overlap.deltaR;
}

/** Width of the steps of pT for which the share of kept leptons is known, GeV. */
const step = 5;

/**
 * Share of tries in which the lepton of a b quark is kept, in the middle of each step of the quark's pT. Follows from the code above; measured
 * with 200,000 tries a step, and a test measures again.
 */
const keptShares: Readonly<Record<Flavour, readonly number[]>> = {
  11: [
    0, 0, 0.01985, 0.10602, 0.15305, 0.11988, 0.07557, 0.0441, 0.0258, 0.01397, 0.00832, 0.00438, 0.0029, 0.0015,
    0.00113, 0.0009, 0.00037, 0.00028, 0.00028, 0.00008,
  ],
  13: [
    0, 0, 0.0136, 0.05637, 0.08142, 0.0635, 0.03937, 0.02113, 0.01182, 0.00662, 0.00358, 0.00183, 0.00102, 0.00062,
    0.00042, 0.00042, 0.00022, 0.00012, 0.0001, 0.00005,
  ],
};
/** Above all of them. */
const largestShare: Readonly<Record<Flavour, number>> = { 11: 0.16, 13: 0.085 };
/** Below, a quark hardly ever has such a lepton, and none is looked for. GeV. */
const smallestQuarkPt = 10;

/** The share of tries of a quark of that pT in which its lepton is kept, between the steps along a line; 0 beyond them. */
export function keptShare(pt: number, flavour: Flavour): number {
  const shares = keptShares[flavour];
  const place = pt / step - 0.5;
  const index = Math.floor(place);
  if (pt < smallestQuarkPt || index + 1 >= shares.length) return 0;
  return shares[index]! + (place - index) * (shares[index + 1]! - shares[index]!);
}

/** For rejection: true for a quark as often as its lepton is kept. */
export function isKept(quark: FourVector, flavour: Flavour, random: RandomStream): boolean {
  return random.accepts(keptShare(ptOf(quark), flavour), largestShare[flavour]);
}

/** The lepton in the jet of a quark that `isKept`: tries until one is kept. */
export function leptonInJet(quark: FourVector, flavour: Flavour, random: RandomStream): LeptonInJet {
  const pt = ptOf(quark);
  let found = tryLepton(pt, flavour, random);
  while (found === undefined) found = tryLepton(pt, flavour, random);
  const { vector, neutrino, rest, hasSignOfQuark, around } = found;
  const placed = placedAs(quark, pt);
  return { vector: placed(vector), neutrino: placed(neutrino), rest: placed(rest), hasSignOfQuark, around };
}

/** From the frame in which the quark flies along x to where it is: turned to its azimuth and boosted along the beam by its rapidity. */
function placedAs(quark: FourVector, pt: number): (vector: FourVector) => FourVector {
  const { px, py, pz, energy } = quark;
  const transverseMass = Math.sqrt(energy * energy - pz * pz);
  return (v) => ({
    px: (v.px * px - v.py * py) / pt,
    py: (v.px * py + v.py * px) / pt,
    pz: (v.pz * energy + v.energy * pz) / transverseMass,
    energy: (v.energy * energy + v.pz * pz) / transverseMass,
  });
}
