import { aroundBeam, decay, isotropic } from "../kinematics/decay.ts";
import { MassParts, virtualPhoton, zParts } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { produce, type Production, quarkAntiquark } from "../kinematics/production.ts";
import { exchangeCosine, exchangeIntegral } from "../kinematics/quark-exchange.ts";
import { power } from "../random/elementary-functions.ts";
import { GridSampler } from "../random/grid-sampler.ts";
import { anyFlavour, fourLeptons, leptonMass, noNeutrinos, type Process } from "./truth-event.ts";

/** Of a pair of bosons made by quarks: mode 6, mean 26 GeV. */
export const production: Production = { partons: quarkAntiquark, pt: { scale: 10, exponent: 1.75 } };

/** Pairs of leptons, GeV. Lighter pairs hardly have two leptons above the threshold that are apart from each other. */
export const smallestPairMass = 4;
const largestPairMass = 500;
/** Four leptons, GeV. Very few below have four leptons above the threshold. */
const smallestMass = 70;
const largestMass = 1500;

/**
 * Each boson is a Z or a virtual photon, without interference. The strength of the photon beside that of the Z would be 0.1 to 0.2 from the
 * couplings of quarks and leptons (two up quarks for one down quark); interference, and the isolation of leptons, which removes
 * close pairs, make it less. It was set to the notebook's number of events between 100 and 180 GeV.
 */
const photonStrength = 0.05;

/**
 * Fall of the number of quark pairs with the mass of what they make, x1 f(x1) x2 f(x2) ∝ m^−p with this p beside the factors (1 − x)^b. Set to the
 * notebook's fall between 190 and 250 GeV.
 */
const luminosityPower = 0.8;

/** dm/du ∝ m^(a+1): with this a the powers of m in the density cancel but for 1/s. */
const massPower = 2 + luminosityPower;
const from = power(smallestMass, -massPower);
const to = power(largestMass, -massPower);

function systemMass(uniform: number): number {
  return power(from + (to - from) * uniform, -1 / massPower);
}

const bosonMass = new MassParts([
  { share: 0.25, mass: virtualPhoton(smallestPairMass, largestPairMass), weight: () => photonStrength },
  ...zParts(particles.z, { lower: smallestPairMass, border: 75, upper: largestPairMass }, 1 - photonStrength, {
    below: 0.3,
    above: 0.45,
  }),
]);

const chosen = new Float64Array(2);
/** Mass of the system and of both bosons at the point that `density` looked at last. */
const last = new Float64Array(3);

/** dσ ∝ P(m1) P(m2) σ̂(s; m1, m2) m^(−p−1) dm, with σ̂ ∝ |M|² integrated over t, by s²; u is for m, m1 and m2. */
function density(u: Float64Array): number {
  const mass = systemMass(u[0]!);
  bosonMass.at(u[1]!, chosen);
  const mass1 = chosen[0]!;
  const weight1 = chosen[1]!;
  bosonMass.at(u[2]!, chosen);
  const mass2 = chosen[0]!;
  last[0] = mass;
  last[1] = mass1;
  last[2] = mass2;
  if (mass1 + mass2 >= mass) return 0;
  const s = mass * mass;
  return (weight1 * chosen[1]! * exchangeIntegral({ s, mass1, mass2 })) / s;
}

let masses: GridSampler | undefined;
const point = new Float64Array(3);

/**
 * q q̄ → (Z or γ*)(Z or γ*) → four leptons in leading order, by the exchange of a quark. The bosons decay without polarisation; identical leptons
 * do not interfere. Gluon fusion is left out, as in the release: ATLAS simulates it in a sample of its own.
 */
export const zPair: Process = (random) => {
  masses ??= new GridSampler(density, [48, 20, 20]);
  masses.sample(random, point);
  const mass = last[0]!;
  const mass1 = last[1]!;
  const mass2 = last[2]!;
  const system = produce(mass, production, random);
  const cosine = exchangeCosine({ s: mass * mass, mass1, mass2 }, random);
  const [boson1, boson2] = decay({ parent: system, mass, mass1, mass2, direction: aroundBeam(cosine, random) });
  const flavour1 = anyFlavour(random);
  const flavour2 = anyFlavour(random);
  const m1 = leptonMass(flavour1);
  const m2 = leptonMass(flavour2);
  const pair1 = decay({ parent: boson1, mass: mass1, mass1: m1, mass2: m1, direction: isotropic(random) });
  const pair2 = decay({ parent: boson2, mass: mass2, mass1: m2, mass2: m2, direction: isotropic(random) });
  return {
    leptons: fourLeptons(flavour1, pair1, flavour2, pair2),
    neutrinos: noNeutrinos,
    quarks: [],
    system: [system.px, system.py],
  };
};
