import type { FourVector } from "../../physics/four-vector.ts";
import { cosSin } from "../../physics/trigonometry.ts";
import { aroundBeam, decay } from "../kinematics/decay.ts";
import { breitWigner } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { fromRapidity, type Partons, produce, type Production, quarkAntiquark } from "../kinematics/production.ts";
import { arctan2, power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { isKept, leptonInJet } from "./lepton-in-jet.ts";
import { chooseInJet, foundAsLepton, misidentifiedLepton } from "./misidentified.ts";
import { type Flavour, leptonMass, noNeutrinos, type Process, prompt, type TruthLepton } from "./truth-event.ts";

const zMass = breitWigner(particles.z, 60, 150);

/** Mode 5, mean 21 GeV, about as measured: ATLAS, Eur. Phys. J. C 80 (2020) 616. */
const production: Production = { partons: quarkAntiquark, pt: { scale: 8, exponent: 1.75 } };

/** How often two misidentified leptons have opposite or the same charges and are ee, eμ or μμ; any unit. */
export interface PairCounts {
  readonly opposite: readonly [ee: number, emu: number, mumu: number];
  readonly same: readonly [ee: number, emu: number, mumu: number];
}

/** Events of the release's files Zee and Zmumu by the other two of their first four leptons: it is these that the cuts on charge and type work on. */
export const besideElectrons: PairCounts = { opposite: [86, 298, 157], same: [37, 133, 186] };
export const besideMuons: PairCounts = { opposite: [144, 201, 113], same: [49, 78, 99] };

/** Share of ++ among pairs of the same charge, in the same files: 394 of 582. */
const positiveShare = 0.68;

/** Type and charge of two leptons beside a Z, as often as in those counts. */
function drawPair(counts: PairCounts): (random: RandomStream) => readonly [Extra, Extra] {
  const all = [...counts.opposite, ...counts.same];
  const total = all.reduce((sum, count) => sum + count, 0);
  return (random) => {
    let pick = random.uniform() * total;
    const kind = all.findIndex((count) => (pick -= count) < 0);
    const charge = kind < 3 ? random.sign() : random.chance(positiveShare) ? 1 : -1;
    return [
      { flavour: kind % 3 === 2 ? 13 : 11, charge },
      { flavour: kind % 3 === 0 ? 11 : 13, charge: kind < 3 ? negated(charge) : charge },
    ];
  };
}

interface Extra {
  readonly flavour: Flavour;
  readonly charge: 1 | -1;
}

interface ZBoson {
  readonly boson: FourVector;
  readonly leptons: readonly TruthLepton[];
}

/** A Z that decays into two leptons of that flavour. */
function decayedZ(flavour: Flavour, made: Production, random: RandomStream): ZBoson {
  const mass1 = leptonMass(flavour);
  const mass = zMass(random.uniform());
  const boson = produce(mass, made, random);
  const direction = aroundBeam(annihilationCosine(random), random);
  const [minus, plus] = decay({ parent: boson, mass, mass1, mass2: mass1, direction });
  return { boson, leptons: [prompt(flavour, -1, minus), prompt(flavour, 1, plus)] };
}

/** A Z that decays into two leptons of that flavour, and two things that look like leptons, as version 1 of the toy has them. */
export function zWithMisidentified(flavour: Flavour, counts: PairCounts): Process {
  const draw = drawPair(counts);
  return (random) => {
    const { boson, leptons } = decayedZ(flavour, production, random);
    const others = draw(random).map((extra) => misidentifiedLepton(extra.flavour, extra.charge, random));
    return { leptons: [...leptons, ...others], neutrinos: noNeutrinos, quarks: [], system: [boson.px, boson.py] };
  };
}

/** How a Z is made with two leptons of other collisions, and of one that recoils against the jet of a b or c quark; set to the release's pairs that have true partners. */
export interface RecoilProduction {
  readonly alone: Production;
  readonly besideJet: Production;
}

/** A gluon and a b or c quark. */
const gluonAndSea: Partons = [5, 7];

export const electronPairs: RecoilProduction = {
  alone: { partons: quarkAntiquark, pt: { scale: 12.5, exponent: 1.75 } },
  besideJet: { partons: gluonAndSea, pt: { scale: 62, exponent: 3.5 } },
};
export const muonPairs: RecoilProduction = {
  alone: { partons: quarkAntiquark, pt: { scale: 10.5, exponent: 1.75 } },
  besideJet: { partons: gluonAndSea, pt: { scale: 52, exponent: 3.5 } },
};

/** How many of the two others come from a b or c hadron, beside those of other collisions: by the distance along the beam and the cones in the release's Zee and Zmumu. */
const inJetShare: Readonly<Record<Flavour, number>> = { 11: 0.21, 13: 0.17 };
/** How often both are of the same kind for one reason, see `chooseInJet`. */
const together = 0.5;

/** N(> pT) ∝ pT^−a of b quarks beside a Z, from that pT, GeV. The lepton's spectrum is then that of the release. */
const quarkFall = { smallestPt: 10, power: 1 };
const largestQuarkRapidity = 2.7;
/** How far the jet is from being opposite to the Z. */
const azimuthSpread = 0.6;

/** A quark that the boson recoils against, and whose lepton is kept. */
function quarkWithLepton(boson: FourVector, flavour: Flavour, random: RandomStream): FourVector {
  for (;;) {
    const pt = quarkFall.smallestPt * power(1 - random.uniform(), -1 / quarkFall.power);
    cosSin(arctan2(-boson.py, -boson.px) + azimuthSpread * random.normal(), turn);
    const y = (largestQuarkRapidity * (random.cosine() + random.cosine())) / 2;
    const quark = fromRapidity(particles.bottom.mass, pt * turn[0]!, pt * turn[1]!, y);
    if (isKept(quark, flavour, random)) return quark;
  }
}

const turn = new Float64Array(2);

/** A Z that decays into two leptons of that flavour, and two others, each in the jet of a b quark or of another collision. */
export function zWithOthers(flavour: Flavour, counts: PairCounts, recoil: RecoilProduction): Process {
  const draw = drawPair(counts);
  return (random) => {
    const pair = draw(random);
    const inJet = chooseInJet([inJetShare[pair[0].flavour], inJetShare[pair[1].flavour]], together, random);
    const others = pair.map((extra, i) => ({ ...extra, isInJet: inJet[i]! }));
    const made = others.some(({ isInJet }) => isInJet) ? recoil.besideJet : recoil.alone;
    const { boson, leptons } = decayedZ(flavour, made, random);
    const all = [...leptons];
    let [px, py] = noNeutrinos;
    let [systemX, systemY] = [boson.px, boson.py];
    for (const { flavour: type, charge, isInJet } of others) {
      if (!isInJet) {
        all.push(foundAsLepton(type, charge, random));
        continue;
      }
      const quark = quarkWithLepton(boson, type, random);
      const { vector, neutrino, around } = leptonInJet(quark, type, random);
      all.push({ flavour: type, charge, origin: "decay", vector, around });
      px += neutrino.px;
      py += neutrino.py;
      systemX += quark.px;
      systemY += quark.py;
    }
    return { leptons: all, neutrinos: [px, py], quarks: [], system: [systemX, systemY] };
  };
}

function negated(charge: 1 | -1): 1 | -1 {
  return charge === 1 ? -1 : 1;
}

/** Cosine to the beam with the density 1 + cos²: quark and antiquark have spin ½ and annihilate into spin 1. */
function annihilationCosine(random: RandomStream): number {
  for (;;) {
    const cosine = random.cosine();
    if (random.accepts(1 + cosine * cosine, 2)) return cosine;
  }
}
