import { describe, expect, it } from "vitest";
import * as vectors from "../../physics/four-vector.ts";
import { particles } from "../kinematics/particles.ts";
import { RandomStream } from "../random/random-stream.ts";
import { draw, mean, pull, sumOf } from "../../../test/support/statistics.ts";
import { higgsBesideW, higgsBesideZ, higgsFromGluons, higgsFromVectorBosons } from "./higgs.ts";
import { topPair } from "./ttbar.ts";
import type { Process, TruthEvent, TruthLepton } from "./truth-event.ts";
import { besideElectrons, besideMuons, zWithMisidentified } from "./z-jets.ts";
import { zPair } from "./z-pair.ts";
import { zToFourLeptons } from "./z-to-four-leptons.ts";

function events(process: Process, key: string, count = 10_000): TruthEvent[] {
  const random = new RandomStream(81, key);
  return draw(count, () => process(random));
}

const massOf = (leptons: readonly TruthLepton[]): number => vectors.mass(vectors.sumOf(leptons.map((l) => l.vector)));
const ptOf = (leptons: readonly TruthLepton[]): number => vectors.pt(vectors.sumOf(leptons.map((l) => l.vector)));
const chargeOf = (leptons: readonly TruthLepton[]): number => sumOf(leptons.map(({ charge }) => charge));

describe("the production of Higgs bosons", () => {
  it("gives four leptons of 125 GeV, the harder in pT the more is beside them", () => {
    const [ggf, vbf, wh, zh] = [
      events(higgsFromGluons, "ggF"),
      events(higgsFromVectorBosons, "VBF"),
      events(higgsBesideW, "WH"),
      events(higgsBesideZ, "ZH"),
    ].map((list) => mean(list.map(({ leptons }) => ptOf(leptons.slice(0, 4)))));
    expect(ggf).toBeGreaterThan(32);
    expect(ggf).toBeLessThan(42);
    for (const pt of [vbf, wh, zh]) {
      expect(pt).toBeGreaterThan(82);
      expect(pt).toBeLessThan(102);
    }
  });

  it("has two quarks beside it in vector-boson fusion, far apart and with the opposite transverse momentum", () => {
    for (const { leptons, quarks } of events(higgsFromVectorBosons, "VBF", 500)) {
      const all = vectors.sumOf([...leptons.map(({ vector }) => vector), ...quarks]);
      expect(vectors.pt(all)).toBeLessThan(1e-9);
    }
    const apart = events(higgsFromVectorBosons, "VBF").map(({ quarks }) =>
      Math.abs(vectors.eta(quarks[0]!) - vectors.eta(quarks[1]!)),
    );
    expect(mean(apart)).toBeGreaterThan(4.5);
  });

  it("has a fifth lepton and a neutrino from a W in 21.6 % of events, more often positive", () => {
    const list = events(higgsBesideW, "WH");
    const five = list.filter(({ leptons }) => leptons.length === 5);
    expect(pull(five.length, list.length, 0.216)).toBeLessThan(3.3);
    expect(pull(five.filter(({ leptons }) => leptons[4]!.charge === 1).length, five.length, 0.61)).toBeLessThan(3.3);
    for (const { leptons, neutrinos, quarks } of five) {
      expect(quarks).toEqual([]);
      const all = vectors.sumOf(leptons.map(({ vector }) => vector));
      expect(Math.hypot(all.px + neutrinos[0], all.py + neutrinos[1])).toBeLessThan(1e-9);
    }
  });

  it("has two more leptons of a Z in 6.7 % of events", () => {
    const list = events(higgsBesideZ, "ZH");
    const six = list.filter(({ leptons }) => leptons.length === 6);
    expect(pull(six.length, list.length, 0.0673)).toBeLessThan(3.3);
    for (const { leptons } of six) {
      const pair = leptons.slice(4);
      expect([chargeOf(pair), pair[0]!.flavour]).toEqual([0, pair[1]!.flavour]);
      expect(massOf(pair)).toBeGreaterThan(50);
    }
  });
});

describe("ZZ*", () => {
  const list = events(zPair, "ZZ", 20_000);

  it("has two neutral pairs, and a system that jets recoil against", () => {
    for (const { leptons, system } of list.slice(0, 500)) {
      expect([chargeOf(leptons.slice(0, 2)), chargeOf(leptons.slice(2))]).toEqual([0, 0]);
      expect(ptOf(leptons)).toBeCloseTo(Math.hypot(...system), 6);
      expect(massOf(leptons.slice(0, 2))).toBeGreaterThan(3.999);
    }
  });

  it("has both bosons on their mass shell only above twice the Z mass", () => {
    const near = (m: number): boolean => Math.abs(m - particles.z.mass) < 3;
    const both = list.filter(({ leptons }) => near(massOf(leptons.slice(0, 2))) && near(massOf(leptons.slice(2))));
    expect(both.length).toBeGreaterThan(1000);
    expect(Math.min(...both.map(({ leptons }) => massOf(leptons)))).toBeGreaterThan(2 * (particles.z.mass - 3));
    const masses = list.map(({ leptons }) => massOf(leptons));
    const within = (lower: number, upper: number): number => masses.filter((m) => m >= lower && m < upper).length;
    expect(within(185, 195)).toBeGreaterThan(1.5 * within(165, 175));
  });
});

describe("a Z that decays into four leptons", () => {
  it("peaks at the mass of the Z, one pair light and one heavy", () => {
    const list = events(zToFourLeptons, "Z4l");
    const masses = list.map(({ leptons }) => massOf(leptons)).sort((a, b) => a - b);
    expect(Math.abs(masses[5000]! - particles.z.mass)).toBeLessThan(0.15);
    expect(masses[7500]! - masses[2500]!).toBeCloseTo(particles.z.width, 0);
    const photons = list.map(({ leptons }) => massOf(leptons.slice(2)));
    expect(mean(photons)).toBeLessThan(20);
    for (const { leptons } of list.slice(0, 200)) expect(chargeOf(leptons)).toBe(0);
  });
});

describe.each([
  [11, besideElectrons, 541 / 897],
  [13, besideMuons, 458 / 684],
] as const)("a Z and two misidentified leptons, type %d", (flavour, counts, neutralShare) => {
  const list = events(zWithMisidentified(flavour, counts), String(flavour));

  it("has the Z first", () => {
    const masses = list.map(({ leptons }) => massOf(leptons.slice(0, 2))).sort((a, b) => a - b);
    expect(Math.abs(masses[5000]! - particles.z.mass)).toBeLessThan(0.15);
    for (const { leptons } of list.slice(0, 200)) {
      expect(leptons.slice(0, 2).map((l) => [l.flavour, l.charge, l.origin])).toEqual([
        [flavour, -1, "prompt"],
        [flavour, 1, "prompt"],
      ]);
      expect(leptons.slice(2).map(({ origin }) => origin)).toEqual(["misidentified", "misidentified"]);
    }
  });

  it("has charges and flavours as often as the release", () => {
    const extra = list.map(({ leptons }) => leptons.slice(2));
    expect(pull(extra.filter((pair) => chargeOf(pair) === 0).length, list.length, neutralShare)).toBeLessThan(3.3);
    const electrons = extra.filter((pair) => chargeOf(pair) === 0 && pair.every((l) => l.flavour === 11));
    const all = sumOf([...counts.opposite, ...counts.same]);
    expect(pull(electrons.length, list.length, counts.opposite[0] / all)).toBeLessThan(3.3);
    const positive = extra.filter((pair) => chargeOf(pair) === 2).length;
    const negative = extra.filter((pair) => chargeOf(pair) === -2).length;
    expect(pull(positive, positive + negative, 0.68)).toBeLessThan(3.3);
  });
});

describe("a pair of top quarks", () => {
  const list = events(topPair, "tt");

  it("has two leptons of W bosons with opposite charges, and two of b quarks", () => {
    for (const { leptons, quarks } of list.slice(0, 500)) {
      expect(leptons.map(({ origin }) => origin)).toEqual(["prompt", "decay", "prompt", "decay"]);
      expect([leptons[0]!.charge, leptons[2]!.charge]).toEqual([1, -1]);
      expect(quarks.map((quark) => Math.round(10 * vectors.mass(quark)))).toEqual([48, 48]);
    }
  });

  it("has neutral leptons as often as b quarks decay directly or both do not", () => {
    const neutral = list.filter(({ leptons }) => chargeOf(leptons) === 0).length;
    expect(pull(neutral, list.length, 0.81 ** 2 + 0.19 ** 2)).toBeLessThan(3.3);
  });

  it("conserves momentum across the beam, but for what b quarks give to their leptons", () => {
    for (const { leptons, neutrinos, quarks, system } of list.slice(0, 500)) {
      const all = vectors.sumOf([leptons[0]!.vector, leptons[2]!.vector, ...quarks]);
      expect(all.px + neutrinos[0]).toBeCloseTo(system[0], 6);
      expect(all.py + neutrinos[1]).toBeCloseTo(system[1], 6);
    }
  });

  it("has a lepton and a b quark that fit into one top quark: below √(mt² − mW²), but for the widths", () => {
    const masses = list.map(({ leptons, quarks }) => vectors.mass(vectors.add(leptons[0]!.vector, quarks[0]!)));
    expect(masses.filter((mass) => mass < 153).length).toBeGreaterThan(0.98 * list.length);
    expect(Math.max(...masses)).toBeLessThan(particles.top.mass);
  });
});
