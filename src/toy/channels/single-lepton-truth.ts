import type { toyAgc } from "../../analysis/toy/toy-channels.ts";
import type { FourVector } from "../../physics/four-vector.ts";
import { decay, isotropic } from "../kinematics/decay.ts";
import { breitWigner } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { gluons, produce, quarkAntiquark } from "../kinematics/production.ts";
import { anyFlavour, type Flavour, leptonMass } from "../processes/truth-event.ts";
import { decayTop, produceTopPair } from "../processes/ttbar.ts";
import type { RandomStream } from "../random/random-stream.ts";

/** Collisions for the analysis of single leptons and jets, before the detector has seen them. Shares and spectra were set by hand. */

export interface Parton {
  readonly vector: FourVector;
  readonly isBottom: boolean;
}

export interface SingleLeptonTruth {
  readonly leptons: readonly { readonly flavour: Flavour; readonly vector: FourVector }[];
  readonly partons: readonly Parton[];
}

export type SampleName = keyof typeof toyAgc;

const wMass = breitWigner(particles.w, 50, 110);
const { top, bottom } = particles;
/** How hard top quarks are, GeV. */
const topPt = 180;

function together(...parts: readonly SingleLeptonTruth[]): SingleLeptonTruth {
  return {
    leptons: parts.flatMap(({ leptons }) => leptons),
    partons: parts.flatMap(({ partons }) => partons),
  };
}

/** W → ℓν or two quarks, in any direction. */
function ofBoson(parent: FourVector, mass: number, toLepton: boolean, random: RandomStream): SingleLeptonTruth {
  const flavour = anyFlavour(random);
  const mass1 = toLepton ? leptonMass(flavour) : 0;
  const [one, other] = decay({ parent, mass, mass1, mass2: 0, direction: isotropic(random) });
  if (toLepton) return { leptons: [{ flavour, vector: one }], partons: [] };
  return { leptons: [], partons: [one, other].map((vector) => ({ vector, isBottom: false })) };
}

/** t → b W */
function ofTop(vector: FourVector, toLepton: boolean, random: RandomStream): SingleLeptonTruth {
  const quark = decayTop(vector, random);
  const boson = ofBoson(quark.boson, quark.bosonMass, toLepton, random);
  return together({ leptons: [], partons: [{ vector: quark.bottom, isBottom: true }] }, boson);
}

/** A top quark, or W, and what recoils against it: two of given masses from a system. */
function pair(mass1: number, mass2: number, excess: number, random: RandomStream): readonly [FourVector, FourVector] {
  const mass = mass1 + mass2 + random.exponential(excess);
  const parent = produce(mass, { partons: gluons, pt: { scale: 30, exponent: 2 } }, random);
  return decay({ parent, mass, mass1, mass2, direction: isotropic(random) });
}

function topPair(scale: number, random: RandomStream): SingleLeptonTruth {
  const { quark, antiquark } = produceTopPair({ scale, exponent: 4 }, random);
  return together(ofTop(quark, true, random), ofTop(antiquark, random.chance(0.15), random));
}

function topBeside(isBottom: boolean, random: RandomStream): SingleLeptonTruth {
  const [quark, other] = pair(top.mass, isBottom ? bottom.mass : 0, 120, random);
  return together(ofTop(quark, true, random), { leptons: [], partons: [{ vector: other, isBottom }] });
}

function topBesideW(random: RandomStream): SingleLeptonTruth {
  const mass = wMass(random.uniform());
  const [quark, boson] = pair(top.mass, mass, 150, random);
  const isTopLeptonic = random.chance(0.5);
  return together(ofTop(quark, isTopLeptonic, random), ofBoson(boson, mass, !isTopLeptonic, random));
}

function boson(random: RandomStream): SingleLeptonTruth {
  const mass = wMass(random.uniform());
  const parent = produce(mass, { partons: quarkAntiquark, pt: { scale: 60, exponent: 2 } }, random);
  return ofBoson(parent, mass, true, random);
}

const processes: Readonly<Record<SampleName, (random: RandomStream) => SingleLeptonTruth>> = {
  ttbar: (random) => topPair(topPt, random),
  ttbar_ME_var: (random) => topPair(0.9 * topPt, random),
  ttbar_PS_var: (random) => topPair(topPt, random),
  ttbar_scaleup: (random) => topPair(topPt, random),
  ttbar_scaledown: (random) => topPair(topPt, random),
  single_top_s_chan: (random) => topBeside(true, random),
  single_top_t_chan: (random) => topBeside(false, random),
  single_top_tW: topBesideW,
  wjets: boson,
};

/** Mean number of jets of other partons, beside those of the process. */
export const otherJets: Readonly<Record<SampleName, number>> = {
  ttbar: 1.5,
  ttbar_ME_var: 1.5,
  ttbar_PS_var: 1.2,
  ttbar_scaleup: 1.3,
  ttbar_scaledown: 1.7,
  single_top_s_chan: 3,
  single_top_t_chan: 3,
  single_top_tW: 2,
  wjets: 5,
};

export function singleLeptonTruth(sample: SampleName, random: RandomStream): SingleLeptonTruth {
  return processes[sample](random);
}
