import { aroundAxis, boostToRest, decay, isotropic } from "../kinematics/decay.ts";
import { breitWigner, virtualPhoton } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { produce } from "../kinematics/production.ts";
import { exchangeCosine, exchangeIntegral } from "../kinematics/quark-exchange.ts";
import { GridSampler } from "../random/grid-sampler.ts";
import { anyFlavour, fourLeptons, leptonMass, noNeutrinos, type Process } from "./truth-event.ts";
import { production, smallestPairMass } from "./z-pair.ts";

const { z } = particles;

const zMass = breitWigner(z, 70, 120);
const photonMass = virtualPhoton(smallestPairMass, z.mass - 2 * smallestPairMass);

/** Mass of the pair that radiates, between its smallest and what the photon leaves, evenly. */
function radiatingMass(photon: number, uniform: number): number {
  return smallestPairMass + (z.mass - photon - smallestPairMass) * uniform;
}

/** dΓ ∝ dm34²/m34² · dm12² · ∫|M|²dt; u is for m34 and m12. */
function density(u: Float64Array): number {
  const mass2 = photonMass(u[0]!);
  const pairMass = radiatingMass(mass2, u[1]!);
  const stretch = z.mass - mass2 - smallestPairMass;
  return exchangeIntegral({ s: pairMass * pairMass, mass1: z.mass, mass2 }) * pairMass * stretch;
}

let masses: GridSampler | undefined;
const point = new Float64Array(2);

/**
 * q q̄ → Z → ℓ⁺ℓ⁻γ*, γ* → ℓ⁺ℓ⁻ in leading order: a lepton of the Z radiates a virtual photon. This is the peak at the mass of the Z. The masses are drawn for
 * a Z of nominal mass and scaled with it; Z and photon are not polarised.
 */
export const zToFourLeptons: Process = (random) => {
  masses ??= new GridSampler(density, [32, 32]);
  masses.sample(random, point);
  const mass = zMass(random.uniform());
  const scale = mass / z.mass;
  const photonAtPole = photonMass(point[0]!);
  const photonNow = photonAtPole * scale;
  const pairNow = radiatingMass(photonAtPole, point[1]!) * scale;
  const parent = produce(mass, production, random);
  const [pair, photon] = decay({ parent, mass, mass1: pairNow, mass2: photonNow, direction: isotropic(random) });
  const cosine = exchangeCosine({ s: pairNow * pairNow, mass1: mass, mass2: photonNow }, random);
  const axis = boostToRest(photon, pair, pairNow);
  const flavour1 = anyFlavour(random);
  const flavour2 = anyFlavour(random);
  const m1 = leptonMass(flavour1);
  const m2 = leptonMass(flavour2);
  const direction = aroundAxis(axis, cosine, random);
  const leptons1 = decay({ parent: pair, mass: pairNow, mass1: m1, mass2: m1, direction });
  const leptons2 = decay({ parent: photon, mass: photonNow, mass1: m2, mass2: m2, direction: isotropic(random) });
  return {
    leptons: fourLeptons(flavour1, leptons1, flavour2, leptons2),
    neutrinos: noNeutrinos,
    quarks: [],
    system: [parent.px, parent.py],
  };
};
