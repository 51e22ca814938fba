import type { Flavour } from "../processes/truth-event.ts";

/** Single-lepton triggers take leptons from this pT, GeV. */
const threshold = 24;

/**
 * Chance that a lepton fires the single-lepton trigger of its flavour. Above the threshold electrons nearly always do; muons are missed where the
 * barrel has no trigger chambers. Source: ATLAS, Eur. Phys. J. C 80 (2020) 47 (electrons), JINST 15 (2020) P09015 (muons).
 */
export function triggerEfficiency(flavour: Flavour, pt: number, eta: number): number {
  if (pt < threshold) return 0;
  if (flavour === 11) return 0.93;
  return Math.abs(eta) < 1.05 ? 0.7 : 0.87;
}
