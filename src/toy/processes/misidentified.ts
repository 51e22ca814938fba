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

/** Something that looks like a lepton of that flavour and charge, anywhere in the detector. */
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
