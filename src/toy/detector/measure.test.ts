import { describe, expect, it } from "vitest";
import * as vectors from "../../physics/four-vector.ts";
import type { Flavour, Origin, TruthEvent, TruthLepton } from "../processes/truth-event.ts";
import { RandomStream } from "../random/random-stream.ts";
import { draw, mean, pull, spread } from "../../../test/support/statistics.ts";
import { acceptanceVersion1, acceptanceVersion2, leptonEfficiency, wrongChargeRate } from "./acceptance.ts";
import { leptonQuality, qualityVersion1 } from "./lepton-quality.ts";
import { detectorVersion2, measure, type MeasuredEvent } from "./measure.ts";
import { measuredFraction, relativeResolution } from "./resolution.ts";
import { largestFactor, scaleFactors } from "./scale-factors.ts";

function lepton(pt: number, eta: number, flavour: Flavour = 13, origin: Origin = "misidentified"): TruthLepton {
  const vector = vectors.fromPtEtaPhiMass({ pt, eta, phi: 1, mass: flavour === 11 ? 0.000511 : 0.1057 });
  return { flavour, charge: 1, origin, vector };
}

function event(leptons: readonly TruthLepton[]): TruthEvent {
  return { leptons, neutrinos: [0, 0], quarks: [], system: [0, 0] };
}

function measured(leptons: readonly TruthLepton[], key: string, count = 2000): MeasuredEvent[] {
  const random = new RandomStream(91, key);
  return draw(count, () => measure(event(leptons), detectorVersion2, random)).filter((result) => result !== undefined);
}

const good = [lepton(60, 0.5), lepton(40, -0.5), lepton(30, 1), lepton(20, 2)];

describe("the detector", () => {
  it("gives leptons in order of pT, above 7 GeV and the first above 25 GeV", () => {
    const list = measured([lepton(26, 0.4), lepton(27, -0.5), lepton(7.2, 1), lepton(7.1, 2)], "order");
    expect(list.length).toBeGreaterThan(100);
    for (const { leptons } of list) {
      const pts = leptons.map(({ pt }) => pt);
      expect(pts).toEqual(pts.toSorted((a, b) => b - a));
      expect(pts.at(-1)).toBeGreaterThanOrEqual(7);
      expect(pts[0]).toBeGreaterThanOrEqual(25);
    }
  });

  it("keeps no event with fewer than four leptons in reach", () => {
    expect(measured(good.slice(1), "three")).toEqual([]);
    expect(measured([...good.slice(1), lepton(50, 2.51)], "muon out of reach")).toEqual([]);
    expect(measured([...good.slice(1), lepton(50, -2.48, 11)], "electron out of reach")).toEqual([]);
    expect(measured([...good.slice(1), lepton(50, 2.49)], "muon in reach").length).toBeGreaterThan(1000);
    expect(measured([...good.slice(1), lepton(4, 0)], "too soft")).toEqual([]);
  });

  it("keeps no event without a lepton that fired its trigger", () => {
    for (const { leptons } of measured(good, "trigger")) expect(leptons.some((l) => l.firedTrigger)).toBe(true);
    const fired = measured(good, "trigger").flatMap(({ leptons }) => leptons.filter((l) => l.firedTrigger));
    expect(Math.min(...fired.map(({ pt }) => pt))).toBeGreaterThan(24);
  });

  it("gives all leptons of an event that are there, with energies that fit their momenta", () => {
    const list = measured([...good, lepton(10, 0.1, 11)], "five");
    expect(list.some(({ leptons }) => leptons.length === 5)).toBe(true);
    for (const { leptons } of list)
      for (const { pt, eta, energy, flavour } of leptons) {
        expect(Math.abs(eta)).toBeLessThan(acceptanceVersion2.largestEta[flavour]);
        expect(energy).toBeGreaterThan(pt);
        expect(vectors.massOf(pt, eta, energy)).toBeCloseTo(flavour === 11 ? 0.0005 : 0.1057, 3);
      }
  });

  it("misses prompt leptons as often as their efficiency says", () => {
    const prompt = good.map((l) => ({ ...l, origin: "prompt" as const }));
    const n = 4000;
    const found = measured(prompt, "efficiency", n).length;
    // Four muons are found with 0.97⁴; one at least fires the trigger nearly always.
    expect(found / n).toBeGreaterThan(0.97 ** 4 - 0.05);
    expect(found / n).toBeLessThan(0.97 ** 4 + 0.01);
  });

  it("measures the missing momentum of neutrinos", () => {
    const random = new RandomStream(92);
    const truth = { ...event(good), neutrinos: [80, 0] as const };
    const list = draw(2000, () => measure(truth, detectorVersion2, random)).filter((result) => result !== undefined);
    expect(mean(list.map(({ met }) => met.pt * Math.cos(met.phi)))).toBeCloseTo(80, -1);
    expect(spread(list.map(({ met }) => met.pt * Math.sin(met.phi))) / 17).toBeCloseTo(1, 1);
  });
});

describe("jets", () => {
  it("are within reach, ordered, and follow the quarks", () => {
    const random = new RandomStream(93);
    const quark = vectors.fromPtEtaPhiMass({ pt: 90, eta: 1.1, phi: -2, mass: 4.8 });
    const truth = { ...event(good), quarks: [quark], system: [60, 0] as const };
    const list = draw(1000, () => measure(truth, detectorVersion2, random)).filter((result) => result !== undefined);
    const near = list.filter(({ jets }) =>
      jets.some(({ eta, phi }) => vectors.deltaR({ eta, phi }, { eta: 1.1, phi: -2 }) < 0.01),
    );
    expect(near.length).toBe(list.length);
    for (const { jets } of list) {
      expect(jets.map(({ pt }) => pt)).toEqual(jets.map(({ pt }) => pt).toSorted((a, b) => b - a));
      for (const { pt, eta, energy } of jets) {
        expect(pt).toBeGreaterThanOrEqual(20);
        expect(Math.abs(eta)).toBeLessThanOrEqual(2.5);
        expect(energy).toBeGreaterThan(pt * Math.cosh(eta));
      }
    }
    expect(mean(list.map(({ jets }) => jets.length))).toBeGreaterThan(1.8);
  });
});

describe("the resolution", () => {
  it.each([
    [11, 30, 0.5],
    [11, 100, 2],
    [13, 40, 0.5],
    [13, 40, 2],
  ] as const)("of type %d at pT %d and η %d is as wide as it says, but for what is radiated", (flavour, pt, eta) => {
    const random = new RandomStream(94, `${flavour} ${pt} ${eta}`);
    const energy = pt * Math.cosh(eta);
    const ratios = draw(20_000, () => measuredFraction(flavour, pt, eta, energy, random)).sort((a, b) => a - b);
    // The upper half is not touched by radiation: from the median to where 97.7 % lie are two standard deviations.
    const width = (ratios[Math.floor(0.977 * ratios.length)]! - ratios[10_000]!) / 2;
    expect(width / relativeResolution(flavour, pt, eta, energy)).toBeCloseTo(1, 0.8);
    expect(ratios[10_000]).toBeGreaterThan(0.98);
    expect(ratios[0]).toBeGreaterThanOrEqual(0.01);
    expect(mean(ratios)).toBeLessThan(ratios[10_000]!);
  });

  it("of muons worsens with pT and outward, that of electrons improves with energy", () => {
    expect(relativeResolution(13, 200, 0, 200)).toBeGreaterThan(relativeResolution(13, 20, 0, 20));
    expect(relativeResolution(13, 20, 2, 75)).toBeGreaterThan(relativeResolution(13, 20, 0, 20));
    expect(relativeResolution(11, 200, 0, 200)).toBeLessThan(relativeResolution(11, 20, 0, 20));
  });
});

describe("efficiencies", () => {
  it("fall for soft electrons, in the crack and in the gap for muons", () => {
    expect(leptonEfficiency(acceptanceVersion1, 11, 7, 0)).toBeLessThan(
      leptonEfficiency(acceptanceVersion1, 11, 40, 0),
    );
    expect(leptonEfficiency(acceptanceVersion1, 11, 40, 1.45)).toBeLessThan(
      leptonEfficiency(acceptanceVersion1, 11, 40, 1),
    );
    expect(leptonEfficiency(acceptanceVersion1, 13, 40, 0.05)).toBeLessThan(
      leptonEfficiency(acceptanceVersion1, 13, 40, 0.5),
    );
    expect([wrongChargeRate(13, 2), wrongChargeRate(11, 2) > wrongChargeRate(11, 0)]).toEqual([0, true]);
  });
});

describe("the quality of a lepton", () => {
  const random = new RandomStream(95);
  const sample = (flavour: Flavour, origin: Origin): ReturnType<typeof leptonQuality>[] =>
    draw(20_000, () => leptonQuality(qualityVersion1, { flavour, origin }, random));

  it("has cones that are empty or have at least a track of 1 GeV", () => {
    for (const { ptCone30 } of sample(11, "decay")) expect(ptCone30 === 0 || ptCone30 >= 1).toBe(true);
  });

  // Fractions and medians of the release's leptons with a true partner, and without one in ttbar_lep.
  it.each([
    [11, "prompt", 0.91, 0.83, 1.04],
    [13, "prompt", 0.92, 0.86, 1.39],
    [11, "decay", 0.5, 0.35, 2.1],
    [13, "decay", 0.83, 0.43, 5],
  ] as const)("of type %d, %s, is near that of the release", (flavour, origin, tight, empty, significance) => {
    const list = sample(flavour, origin);
    expect(mean(list.map((q) => Number(q.tight)))).toBeCloseTo(tight, 1);
    expect(mean(list.map((q) => Number(q.ptCone30 === 0)))).toBeCloseTo(empty, 1);
    const median = list.map((q) => q.d0Significance).sort((a, b) => a - b)[10_000]!;
    expect(median / significance).toBeGreaterThan(0.7);
    expect(median / significance).toBeLessThan(1.4);
  });

  it("tells prompt leptons from others by the distance to the vertex", () => {
    const near = (origin: Origin): number => mean(sample(13, origin).map((q) => Number(Math.abs(q.z0) < 0.5)));
    expect(near("prompt")).toBeGreaterThan(0.94);
    expect(near("misidentified")).toBeLessThan(0.3);
  });
});

describe("scale factors", () => {
  const withFlavours = (...flavours: Flavour[]): { flavour: Flavour }[] => flavours.map((flavour) => ({ flavour }));
  const random = new RandomStream(96);
  const list = draw(20_000, () => scaleFactors(withFlavours(11, 11, 13, 13), random));

  it("are near one, apart from the pile-up weights, of which one in thirty is zero", () => {
    expect(mean(list.map(({ electron }) => electron))).toBeCloseTo(0.975 ** 2, 2);
    expect(mean(list.map(({ muon }) => muon))).toBeCloseTo(0.995 ** 2, 2);
    expect(mean(list.map(({ pileUp }) => pileUp))).toBeCloseTo(0.96, 1);
    expect(pull(list.filter(({ pileUp }) => pileUp === 0).length, list.length, 1 / 31)).toBeLessThan(3.3);
  });

  it("are 1 for a flavour that the event does not have", () => {
    expect(scaleFactors(withFlavours(13, 13), random).electron).toBe(1);
    expect(scaleFactors(withFlavours(11), random).muon).toBe(1);
  });

  it("never multiply to more than their bound", () => {
    const products = draw(50_000, () => {
      const { pileUp, electron, muon, leptonTrigger } = scaleFactors(withFlavours(11, 11, 11, 11, 11, 11), random);
      return pileUp * electron * muon * leptonTrigger;
    });
    expect(Math.max(...products)).toBeLessThan(largestFactor);
    // Even if all of them were three spreads above their means.
    expect(1.75 * (0.975 + 3 * 0.03) * (0.975 + 3 * 0.02) ** 8).toBeLessThan(largestFactor);
  });
});
