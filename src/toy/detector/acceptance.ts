import { sinh } from "../../physics/trigonometry.ts";
import type { Flavour } from "../processes/truth-event.ts";

/** What the detector reaches and what the release keeps. The numbers are read off the release's files. */

/** Leptons below are not in the files, GeV. */
export const smallestLeptonPt = 7;
/** The hardest lepton of an event has at least this, GeV. */
export const smallestLeadingPt = 25;
/** An event has at least so many leptons. */
export const smallestLeptonCount = 4;

/** Where the detector finds leptons. */
export interface Acceptance {
  /** How far out electrons (tracker and fine part of the calorimeter) and muons are found. */
  readonly largestEta: Readonly<Record<Flavour, number>>;
  /** What is found of the electrons between barrel and end-cap of the calorimeter, 1.37 < |η| < 1.52, relative to those elsewhere. */
  readonly crackFactor: number;
  /** Fraction of muons that are found in the gap for cables, |η| < 0.1. */
  readonly gapEfficiency: number;
  /** |pz| / pt at `largestEta`. */
  readonly largestSlope: Readonly<Record<Flavour, number>>;
}

function acceptance(parts: Omit<Acceptance, "largestSlope">): Acceptance {
  const { largestEta } = parts;
  return { ...parts, largestSlope: { 11: sinh(largestEta[11]), 13: sinh(largestEta[13]) } };
}

export const acceptanceVersion1 = acceptance({
  largestEta: { 11: 2.47, 13: 2.7 },
  crackFactor: 0.85,
  gapEfficiency: 0.6,
});
/** As in the release's Zee and Zmumu: no electron in the crack, no muon beyond the tracker, and none missing in the gap. */
export const acceptanceVersion2 = acceptance({
  largestEta: { 11: 2.47, 13: 2.5 },
  crackFactor: 0,
  gapEfficiency: 0.97,
});

/**
 * Fraction of real leptons that are found and identified, of the size that ATLAS measured in 2015 and 2016: electrons lose at low pT and
 * between barrel and end-cap of the calorimeter, muons in the gap for cables around η = 0.
 *
 * Sources: ATLAS, Eur. Phys. J. C 79 (2019) 639 (electrons); Eur. Phys. J. C 76 (2016) 292 (muons).
 */
export function leptonEfficiency(acceptance: Acceptance, flavour: Flavour, pt: number, eta: number): number {
  const absEta = Math.abs(eta);
  if (flavour === 13) return absEta < 0.1 ? acceptance.gapEfficiency : 0.97;
  const crack = absEta > 1.37 && absEta < 1.52 ? acceptance.crackFactor : 1;
  return crack * (0.95 - 0.2 / (1 + (pt * pt) / 144));
}

/** Fraction of electrons that are given the wrong charge, since they radiated in the material of the tracker; it grows outward. */
export function wrongChargeRate(flavour: Flavour, eta: number): number {
  if (flavour === 13) return 0;
  return Math.abs(eta) < 1.4 ? 0.003 : 0.012;
}

/** Single-lepton triggers take leptons from this pT, GeV. */
const triggerThreshold = 24;

/**
 * Chance that a lepton fires the single-lepton trigger of its flavour. Above the threshold electrons nearly always do; muons are missed where the
 * barrel has no trigger chambers. Source: ATLAS, Eur. Phys. J. C 80 (2020) 47 (electrons), JINST 15 (2020) P09015 (muons).
 */
export function triggerEfficiency(flavour: Flavour, pt: number, eta: number): number {
  if (pt < triggerThreshold) return 0;
  if (flavour === 11) return 0.93;
  return Math.abs(eta) < 1.05 ? 0.7 : 0.87;
}
