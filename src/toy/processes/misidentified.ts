import { fromPtEtaPhiMass } from "../../physics/four-vector.ts";
import { power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { type Flavour, leptonMass, type TruthLepton } from "./truth-event.ts";

/**
 * What looks like a lepton falls with pT as jets do, a power law: N(> pt) ∝ pt^−a. With a threshold of 7 GeV, the quarters of the
 * leptons without a true partner in the Zee and Zmumu files of the release lie at 7.8, 8.8 and 11 GeV for electrons, where a = 2.9
 * says 7.7, 8.9 and 11.3; for muons at 7.8, 10.5 and 15 GeV, where a = 2.4 says 7.9, 9.3 and 12.5.
 */
const fall: Readonly<Record<Flavour, number>> = { 11: 2.9, 13: 2.4 };
/** Somewhat below the threshold, so that the resolution has something to lift above it. GeV. */
const smallestPt = 6.6;
const largestPt = 500;

/** How far out they reach; half of them evenly, half of them rather in the middle. */
const reach: Readonly<Record<Flavour, number>> = { 11: 2.47, 13: 2.7 };

/** Something that looks like a lepton of that flavour and charge, anywhere in the detector, as version 1 of the toy has it. */
export function misidentifiedLepton(flavour: Flavour, charge: 1 | -1, random: RandomStream): TruthLepton {
  const pt = Math.min(largestPt, smallestPt * power(1 - random.uniform(), -1 / fall[flavour]));
  const spread = random.chance(0.5) ? random.cosine() : (random.cosine() + random.cosine()) / 2;
  const vector = fromPtEtaPhiMass({
    pt,
    eta: reach[flavour] * spread,
    phi: Math.PI * random.cosine(),
    mass: leptonMass(flavour),
  });
  return { flavour, charge, origin: "misidentified", vector };
}

/** A histogram to draw from: borders, and how many lie between them. */
interface Measured {
  readonly borders: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Leptons of the release's Zee and Zmumu that have no true partner and lie more than 0.5 mm from the vertex along the beam, so of other collisions: pT in GeV, and |η|. Muons
 * have a long tail of tracks that are measured wrongly.
 */
const pts: Readonly<Record<Flavour, Measured>> = {
  11: { borders: [7, 7.5, 8, 8.5, 10, 12, 15, 20, 50], counts: [146, 170, 124, 198, 79, 47, 59, 7] },
  13: {
    borders: [7, 7.5, 8, 9.5, 12, 15, 20, 30, 50, 100, 400],
    counts: [233, 224, 97, 289, 152, 28, 81, 69, 49, 68],
  },
};
const etas: Readonly<Record<Flavour, Measured>> = {
  11: {
    borders: [0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.47],
    counts: [63, 143, 145, 90, 26, 126, 50, 113, 76],
  },
  13: {
    borders: [0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.5],
    counts: [346, 292, 100, 125, 176, 178, 25, 31, 23],
  },
};

function drawFrom({ borders, counts }: Measured, random: RandomStream): number {
  let pick = random.uniform() * counts.reduce((sum, count) => sum + count, 0);
  const found = counts.findIndex((count) => (pick -= count) < 0);
  const bin = found < 0 ? counts.length - 1 : found;
  return random.between(borders[bin]!, borders[bin + 1]!);
}

/** What looks like a lepton of that flavour and charge, as it is measured in the release. */
export function foundAsLepton(flavour: Flavour, charge: 1 | -1, random: RandomStream): TruthLepton {
  const pt = drawFrom(pts[flavour], random);
  const eta = random.sign() * drawFrom(etas[flavour], random);
  const vector = fromPtEtaPhiMass({ pt, eta, phi: Math.PI * random.cosine(), mass: leptonMass(flavour) });
  return { flavour, charge, origin: "misidentified", vector };
}

/**
 * Which of two others are in jets: each with its share, but in that part of events both or none would be with the same share, since quarks come in pairs.
 */
export function chooseInJet(
  [first, second]: readonly [number, number],
  together: number,
  random: RandomStream,
): readonly [boolean, boolean] {
  const one = random.uniform();
  const other = random.chance(together) ? one : random.uniform();
  return [one < first, other < second];
}
