import type { FourVector } from "../../physics/four-vector.ts";
import { decay, isotropic } from "../kinematics/decay.ts";
import { breitWigner } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { fromRapidity, gluons, produce, type Production, quarkAntiquark, rapidity } from "../kinematics/production.ts";
import { arsinh } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { decayHiggs } from "./higgs-decay.ts";
import { anyFlavour, leptonMass, noNeutrinos, type Process, prompt, type TruthLepton } from "./truth-event.ts";

/**
 * Four ways of making a Higgs boson. Modes and means of the pT spectra are about those that the LHC Higgs Cross Section Working
 * Group shows (CERN-2017-002): 12 and 37 GeV for gluon fusion, 50 and 88 GeV for vector-boson fusion, 47 and 95 GeV beside a W or Z.
 */
const gluonFusion: Production = { partons: gluons, pt: { scale: 20.1, exponent: 1.9 } };
const vectorBosonFusion: Production = { partons: quarkAntiquark, pt: { scale: 112, exponent: 3 } };
const besideBoson: Production = { partons: quarkAntiquark, pt: { scale: 95, exponent: 2.5 } };

export const higgsFromGluons: Process = (random) => {
  const { higgs, leptons } = decayHiggs((mass) => produce(mass, gluonFusion, random), random);
  return { leptons, neutrinos: noNeutrinos, quarks: [], system: [higgs.px, higgs.py] };
};

/** Typical mass of the Higgs boson and both quarks together: it makes the Higgs boson more central than its own mass would. GeV. */
const fusionSystemMass = 600;
/** The quarks fly forward, one on each side. */
const quarkRapidity = { mean: 2.6, spread: 1 };
/** Spread of a component of the quarks' momenta against each other, GeV. */
const quarkKick = 45;

/** The Higgs boson between two quarks, which together have the opposite transverse momentum. */
export const higgsFromVectorBosons: Process = (random) => {
  const { higgs, leptons } = decayHiggs((mass) => {
    const { px, py } = produce(mass, vectorBosonFusion, random);
    return fromRapidity(mass, px, py, rapidity(fusionSystemMass, gluons, random));
  }, random);
  const kickX = quarkKick * random.normal();
  const kickY = quarkKick * random.normal();
  const side = random.sign();
  const quark = (px: number, py: number, sign: number): FourVector =>
    fromRapidity(0, px, py, sign * (quarkRapidity.mean + quarkRapidity.spread * random.normal()));
  const quarks = [
    quark(kickX - higgs.px / 2, kickY - higgs.py / 2, side),
    quark(-kickX - higgs.px / 2, -kickY - higgs.py / 2, -side),
  ];
  return { leptons, neutrinos: noNeutrinos, quarks, system: [0, 0] };
};

/** Fractions of decays (docs/sources.md). Decays into τ leptons are taken for decays into quarks. */
const wToElectronOrMuon = 0.216;
const zToElectronOrMuon = 0.0673;
const zToNeutrinos = 0.2;
/** A proton has more up than down quarks: σ(W⁺H) / σ(WH) is 0.61 (CERN-2017-002). */
const positiveShare = 0.61;

const wMass = breitWigner(particles.w, 40, 120);
const zMass = breitWigner(particles.z, 50, 130);

/** Spread of the difference of both rapidities. */
const partnerRapidity = 0.9;

/** The boson beside the Higgs boson: opposite in transverse momentum, near in rapidity. */
function partner(mass: number, higgs: FourVector, random: RandomStream): FourVector {
  const y = arsinh(higgs.pz / Math.sqrt(higgs.energy * higgs.energy - higgs.pz * higgs.pz));
  return fromRapidity(mass, -higgs.px, -higgs.py, y + partnerRapidity * random.normal());
}

export const higgsBesideW: Process = (random) => {
  const { higgs, leptons } = decayHiggs((mass) => produce(mass, besideBoson, random), random);
  const mass = wMass(random.uniform());
  const boson = partner(mass, higgs, random);
  if (!random.chance(wToElectronOrMuon)) return withQuarks(leptons, boson, mass, random);
  const flavour = anyFlavour(random);
  const direction = isotropic(random);
  const [vector, neutrino] = decay({ parent: boson, mass, mass1: leptonMass(flavour), mass2: 0, direction });
  const charge = random.chance(positiveShare) ? 1 : -1;
  return {
    leptons: [...leptons, prompt(flavour, charge, vector)],
    neutrinos: [neutrino.px, neutrino.py],
    quarks: [],
    system: [0, 0],
  };
};

export const higgsBesideZ: Process = (random) => {
  const { higgs, leptons } = decayHiggs((mass) => produce(mass, besideBoson, random), random);
  const mass = zMass(random.uniform());
  const boson = partner(mass, higgs, random);
  const channel = random.uniform();
  if (channel < zToNeutrinos) return { leptons, neutrinos: [boson.px, boson.py], quarks: [], system: [0, 0] };
  if (channel >= zToNeutrinos + zToElectronOrMuon) return withQuarks(leptons, boson, mass, random);
  const flavour = anyFlavour(random);
  const mass1 = leptonMass(flavour);
  const [minus, plus] = decay({ parent: boson, mass, mass1, mass2: mass1, direction: isotropic(random) });
  return {
    leptons: [...leptons, prompt(flavour, -1, minus), prompt(flavour, 1, plus)],
    neutrinos: noNeutrinos,
    quarks: [],
    system: [0, 0],
  };
};

function withQuarks(
  leptons: readonly TruthLepton[],
  boson: FourVector,
  mass: number,
  random: RandomStream,
): ReturnType<Process> {
  const quarks = decay({ parent: boson, mass, mass1: 0, mass2: 0, direction: isotropic(random) });
  return { leptons, neutrinos: noNeutrinos, quarks, system: [0, 0] };
}
