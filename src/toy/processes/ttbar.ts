import type { FourVector } from "../../physics/four-vector.ts";
import { aroundAxis, boostToRest, decay, isotropic } from "../kinematics/decay.ts";
import { breitWigner } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { fromRapidity, gluons, type PtSpectrum, rapidity, transverseMomentum } from "../kinematics/production.ts";
import { power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { anyFlavour, leptonMass, type Process, prompt, type TruthLepton } from "./truth-event.ts";

/** Of a top quark: mode 76, mean 118 GeV, about as measured: ATLAS, Eur. Phys. J. C 79 (2019) 1028. Of both together: mode 17 GeV. */
const topPt: PtSpectrum = { scale: 200, exponent: 4 };
const pairPt: PtSpectrum = { scale: 30, exponent: 2 };
/** Typical mass of the pair, and the spread of half the difference of both rapidities. */
const pairMass = 500;
const rapiditySpread = 0.6;

const { top, bottom, w } = particles;
const wMass = breitWigner(w, 50, 110);

/** Fraction of longitudinal W bosons in top decays, the rest is left-handed: PDG, from mt²/(mt² + 2mW²). */
const longitudinal = 0.69;

/** Cosine of the charged lepton's direction in the W's rest frame to the W's flight: ¾ F0 (1 − c²) + ⅜ FL (1 − c)² for a positive lepton. */
function leptonCosine(random: RandomStream): number {
  for (;;) {
    const c = random.cosine();
    const density = 0.75 * longitudinal * (1 - c * c) + 0.375 * (1 - longitudinal) * (1 - c) * (1 - c);
    // Its largest value is 0.68.
    if (random.accepts(density, 0.7)) return c;
  }
}

/** Share of b leptons that come from the b quark itself and have the opposite charge of the W's lepton; others come from its c quark, or from a B meson that mixed. */
const directShare = 0.81;
/** Leptons of b decays: density (1 − x)^(n−1) of the fraction x of the quark's momentum, and momentum across its direction (GeV). */
const fragmentation = { power: 5, across: 0.8 };

interface TopDecay {
  readonly leptons: readonly [fromW: TruthLepton, fromBottom: TruthLepton];
  readonly neutrino: FourVector;
  readonly bottom: FourVector;
}

interface TopQuark {
  readonly vector: FourVector;
  readonly boson: FourVector;
  readonly bosonMass: number;
  readonly bottom: FourVector;
}

/** t → b W */
export function decayTop(vector: FourVector, random: RandomStream): TopQuark {
  const bosonMass = wMass(random.uniform());
  const direction = isotropic(random);
  const [boson, quark] = decay({ parent: vector, mass: top.mass, mass1: bosonMass, mass2: bottom.mass, direction });
  return { vector, boson, bosonMass, bottom: quark };
}

/** W → ℓ ν */
export function decayBoson(
  { vector, boson, bosonMass }: TopQuark,
  leptonMass: number,
  random: RandomStream,
): readonly [lepton: FourVector, neutrino: FourVector] {
  // The W's flight in the rest frame of the top quark, as seen from the W: away from where the top quark goes.
  const flight = boostToRest(vector, boson, bosonMass);
  const axis = { px: -flight.px, py: -flight.py, pz: -flight.pz, energy: 0 };
  const direction = aroundAxis(axis, leptonCosine(random), random);
  return decay({ parent: boson, mass: bosonMass, mass1: leptonMass, mass2: 0, direction });
}

/** t → b W⁺, W⁺ → ℓ⁺ ν, and a lepton in the jet of the b quark; all charges the other way for an antiquark. */
function decayChain(parent: FourVector, charge: 1 | -1, random: RandomStream): TopDecay {
  const quark = decayTop(parent, random);
  const flavour = anyFlavour(random);
  const [vector, neutrino] = decayBoson(quark, leptonMass(flavour), random);
  return {
    leptons: [prompt(flavour, charge, vector), leptonOfBottom(quark.bottom, charge, random)],
    neutrino,
    bottom: quark.bottom,
  };
}

function leptonOfBottom(quark: FourVector, chargeOfW: 1 | -1, random: RandomStream): TruthLepton {
  const flavour = anyFlavour(random);
  const momentum = Math.sqrt(quark.px * quark.px + quark.py * quark.py + quark.pz * quark.pz);
  const p = momentum * (1 - power(1 - random.uniform(), 1 / fragmentation.power));
  const across = Math.min(p, fragmentation.across * Math.sqrt(random.exponential(1)));
  const cosine = p > 0 ? Math.sqrt(1 - (across * across) / (p * p)) : 1;
  const { x, y, z } = aroundAxis(quark, cosine, random);
  const mass = leptonMass(flavour);
  const isDirect = random.chance(directShare);
  return {
    flavour,
    charge: isDirect === (chargeOfW === 1) ? -1 : 1,
    origin: "decay",
    vector: { px: p * x, py: p * y, pz: p * z, energy: Math.sqrt(p * p + mass * mass) },
  };
}

const turn = new Float64Array(2);

export interface TopPair {
  readonly quark: FourVector;
  readonly antiquark: FourVector;
  /** Transverse momentum of both together. */
  readonly system: readonly [px: number, py: number];
}

export function produceTopPair(spectrum: PtSpectrum, random: RandomStream): TopPair {
  const pt = transverseMomentum(spectrum, random);
  random.azimuth(turn);
  const x = pt * turn[0]!;
  const y = pt * turn[1]!;
  const recoil = transverseMomentum(pairPt, random);
  random.azimuth(turn);
  const recoilX = recoil * turn[0]!;
  const recoilY = recoil * turn[1]!;
  const pairRapidity = rapidity(pairMass, gluons, random);
  const apart = rapiditySpread * random.normal();
  return {
    quark: fromRapidity(top.mass, recoilX / 2 + x, recoilY / 2 + y, pairRapidity + apart),
    antiquark: fromRapidity(top.mass, recoilX / 2 - x, recoilY / 2 - y, pairRapidity - apart),
    system: [recoilX, recoilY],
  };
}

/**
 * tt̄ with two leptons of W bosons and two in jets of b quarks, as version 1 of the toy has it. Top quarks are not polarised, their spins not
 * correlated. Decays of one W into quarks, with a third lepton in a jet, are left out.
 */
export const topPair: Process = (random) => {
  const { quark, antiquark, system } = produceTopPair(topPt, random);
  const first = decayChain(quark, 1, random);
  const second = decayChain(antiquark, -1, random);
  return {
    leptons: [first.leptons[0], first.leptons[1], second.leptons[0], second.leptons[1]],
    neutrinos: [first.neutrino.px + second.neutrino.px, first.neutrino.py + second.neutrino.py],
    quarks: [first.bottom, second.bottom],
    system,
  };
};
