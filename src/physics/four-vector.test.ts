import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as vectors from "./four-vector.ts";

const seed = 20200101;
const direction = {
  pt: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  eta: fc.double({ min: -4, max: 4, noNaN: true }),
  phi: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
};
const massive = fc.record({ ...direction, mass: fc.double({ min: 0.1, max: 500, noNaN: true }) });

describe("a four-vector", () => {
  test("gives back the pt, eta, phi and mass it was made from", () => {
    fc.assert(
      fc.property(massive, (particle) => {
        const v = vectors.fromPtEtaPhiMass(particle);
        expect(vectors.pt(v)).toBeCloseTo(particle.pt, 9);
        expect(vectors.eta(v)).toBeCloseTo(particle.eta, 9);
        expect(vectors.deltaPhi(vectors.phi(v), particle.phi)).toBeCloseTo(0, 9);
        // E² − p² cancels at high momentum: the mass is good to rounding of E²/m.
        expect(Math.abs(vectors.mass(v) - particle.mass)).toBeLessThan((1e-14 * v.energy * v.energy) / particle.mass);
      }),
      { seed },
    );
  });

  test("has the mass that its energy and momentum say, negative when they say less than nothing", () => {
    expect(vectors.mass({ px: 3, py: 0, pz: 0, energy: 5 })).toBe(4);
    expect(vectors.mass({ px: 5, py: 0, pz: 0, energy: 3 })).toBe(-4);
    expect(vectors.mass({ px: 3, py: 0, pz: 4, energy: 5 })).toBe(0);
    expect(vectors.massOf(3, 0, 5)).toBe(4);
    expect(vectors.massOf(5, 0, 3)).toBe(-4);
    expect(vectors.energyOf(3, 0, 4)).toBe(5);
    expect(vectors.energyOf(5, 0, vectors.massOf(5, 0, 3))).toBe(3);
  });

  test("keeps NaN, so that a broken input is seen", () => {
    expect(vectors.mass({ px: Number.NaN, py: 0, pz: 0, energy: 5 })).toBeNaN();
    expect(vectors.massOf(Number.NaN, 0, 5)).toBeNaN();
  });

  test("has pseudorapidity 0 at rest and without pz, and infinite along the beam", () => {
    expect(vectors.eta({ px: 0, py: 0, pz: 0, energy: 1 })).toBe(0);
    expect(vectors.eta({ px: 1, py: 2, pz: 0, energy: 3 })).toBe(0);
    expect(vectors.eta({ px: 0, py: 0, pz: -2, energy: 3 })).toBe(-Infinity);
  });

  test("without mass has equal rapidity and pseudorapidity", () => {
    const v = vectors.fromPtEtaPhiMass({ pt: 30, eta: 1.25, phi: 0.5, mass: 0 });
    expect(vectors.rapidity(v)).toBeCloseTo(1.25, 12);
  });
});

describe("a system of particles", () => {
  test("of two back to back has the sum of their energies as mass", () => {
    const one = vectors.fromPtEtaPhiEnergy({ pt: 45, eta: 0, phi: 0, energy: 45 });
    const other = vectors.fromPtEtaPhiEnergy({ pt: 45, eta: 0, phi: Math.PI, energy: 45 });
    expect(vectors.mass(vectors.sumOf([one, other]))).toBeCloseTo(90, 12);
    expect(vectors.add(one, other)).toEqual(vectors.sumOf([one, other]));
  });

  test("of none is the zero vector", () => {
    expect(vectors.sumOf([])).toEqual({ px: 0, py: 0, pz: 0, energy: 0 });
  });
});

describe("angles", () => {
  test("differ by at most half a turn, and a difference of exactly half a turn is -π", () => {
    expect(vectors.deltaPhi(3, -3)).toBeCloseTo(6 - 2 * Math.PI, 12);
    expect(vectors.deltaPhi(Math.PI, 0)).toBe(-Math.PI);
    expect(vectors.deltaPhi(0, Math.PI)).toBe(-Math.PI);
    fc.assert(
      fc.property(direction.phi, direction.phi, (a, b) => {
        expect(Math.abs(vectors.deltaPhi(a, b))).toBeLessThanOrEqual(Math.PI);
      }),
      { seed },
    );
  });

  test("make up the distance together with pseudorapidity", () => {
    expect(vectors.deltaR({ eta: 1, phi: 3 }, { eta: -2, phi: -1 })).toBeCloseTo(Math.hypot(3, 4 - 2 * Math.PI), 12);
  });
});
