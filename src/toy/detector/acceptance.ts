import type { Flavour } from "../processes/truth-event.ts";

/** What the detector reaches and what the release keeps. The numbers are read off the release's files. */

/** Leptons below are not in the files, GeV. */
export const smallestLeptonPt = 7;
/** The hardest lepton of an event has at least this, GeV. */
export const smallestLeadingPt = 25;
/** An event has at least so many leptons. */
export const smallestLeptonCount = 4;

/** How far out electrons (tracker and fine part of the calorimeter) and muons (outer chambers) are found. */
export function largestEta(flavour: Flavour): number {
  return flavour === 11 ? 2.47 : 2.7;
}

/**
 * Fraction of real leptons that are found and identified, of the size that ATLAS measured in 2015 and 2016: electrons lose at low pT and
 * between barrel and end-cap of the calorimeter, muons in the gap for cables around η = 0.
 *
 * Sources: ATLAS, Eur. Phys. J. C 79 (2019) 639 (electrons); Eur. Phys. J. C 76 (2016) 292 (muons).
 */
export function leptonEfficiency(flavour: Flavour, pt: number, eta: number): number {
  const absEta = Math.abs(eta);
  if (flavour === 13) return absEta < 0.1 ? 0.6 : 0.97;
  const crack = absEta > 1.37 && absEta < 1.52 ? 0.85 : 1;
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
