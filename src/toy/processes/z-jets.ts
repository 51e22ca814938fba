import { aroundBeam, decay } from "../kinematics/decay.ts";
import { breitWigner } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { produce, type Production, quarkAntiquark } from "../kinematics/production.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { misidentifiedLepton } from "./misidentified.ts";
import { type Flavour, leptonMass, noNeutrinos, type Process, prompt } from "./truth-event.ts";

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

/** A Z that decays into two leptons of that flavour, and two things that look like leptons. */
export function zWithMisidentified(flavour: Flavour, counts: PairCounts): Process {
  const all = [...counts.opposite, ...counts.same];
  const total = all.reduce((sum, count) => sum + count, 0);
  const mass1 = leptonMass(flavour);
  return (random) => {
    const mass = zMass(random.uniform());
    const z = produce(mass, production, random);
    const direction = aroundBeam(annihilationCosine(random), random);
    const [minus, plus] = decay({ parent: z, mass, mass1, mass2: mass1, direction });
    let pick = random.uniform() * total;
    const kind = all.findIndex((count) => (pick -= count) < 0);
    const charge = kind < 3 ? random.sign() : random.chance(positiveShare) ? 1 : -1;
    const other = kind < 3 ? negated(charge) : charge;
    return {
      leptons: [
        prompt(flavour, -1, minus),
        prompt(flavour, 1, plus),
        misidentifiedLepton(kind % 3 === 2 ? 13 : 11, charge, random),
        misidentifiedLepton(kind % 3 === 0 ? 11 : 13, other, random),
      ],
      neutrinos: noNeutrinos,
      quarks: [],
      system: [z.px, z.py],
    };
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
