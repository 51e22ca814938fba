import { describe, expect, it } from "vitest";
import { particles } from "../kinematics/particles.ts";
import { RandomStream } from "../random/random-stream.ts";
import { fragmentation } from "./fragmentation.ts";
import { keptShare, leptonInJet, tryLepton } from "./lepton-in-jet.ts";

describe.each([11, 13] as const)("leptons of type %d in the jet of a b quark", (flavour) => {
  // Middles of the steps of the table.
  it.each([17.5, 22.5, 32.5, 47.5])("are kept as often as the table says, at %d GeV", (pt) => {
    const random = new RandomStream(11, `kept ${flavour} ${pt}`);
    const tries = 20_000;
    let kept = 0;
    for (let i = 0; i < tries; i++) if (tryLepton(pt, flavour, random) !== undefined) kept += 1;
    const share = keptShare(pt, flavour);
    const error = Math.sqrt((share * (1 - share)) / tries + share / 200_000);
    expect(Math.abs(kept / tries - share)).toBeLessThan(4 * error);
  });

  it("have with their neutrino and the rest the momentum of the quark, wherever it flies", () => {
    const random = new RandomStream(12, "momentum");
    const { mass } = particles.bottom;
    for (let i = 0; i < 200; i++) {
      const [px, py, pz] = [12 + 20 * random.uniform(), 10 * random.normal(), 60 * random.normal()];
      const quark = { px, py, pz, energy: Math.hypot(px, py, pz, mass) };
      const { vector, neutrino, rest } = leptonInJet(quark, flavour, random);
      for (const part of ["px", "py", "pz", "energy"] as const)
        expect(vector[part] + neutrino[part] + rest[part]).toBeCloseTo(quark[part], 9);
      expect(Math.hypot(vector.px, vector.py)).toBeGreaterThan(7 - 1e-9);
      for (const light of [vector, neutrino])
        expect(light.energy / Math.hypot(light.px, light.py, light.pz)).toBeCloseTo(1, 6);
    }
  });
});

it("hadrons have on average 0.70 of the quark's momentum, and never more than it", () => {
  const random = new RandomStream(13, "fragmentation");
  const fractions = Array.from({ length: 50_000 }, () => fragmentation(random));
  expect(fractions.reduce((sum, z) => sum + z, 0) / fractions.length).toBeCloseTo(0.7, 2);
  expect(Math.min(...fractions)).toBeGreaterThan(0);
  expect(Math.max(...fractions)).toBeLessThan(1);
});
