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

/** Turned about the z axis and boosted along it: what no angle between two particles of a decay depends on. */
function moved(v: vectors.FourVector, angle: number, rapidity: number): vectors.FourVector {
  const [c, s, ch, sh] = [Math.cos(angle), Math.sin(angle), Math.cosh(rapidity), Math.sinh(rapidity)];
  return {
    px: c * v.px - s * v.py,
    py: s * v.px + c * v.py,
    pz: ch * v.pz + sh * v.energy,
    energy: ch * v.energy + sh * v.pz,
  };
}

const dot = (v: vectors.FourVector, w: vectors.FourVector): number =>
  v.energy * w.energy - v.px * w.px - v.py * w.py - v.pz * w.pz;

describe("a boost", () => {
  test("brings the frame to rest, and keeps every product of four-vectors", () => {
    fc.assert(
      fc.property(massive, massive, massive, (one, other, third) => {
        const [v, w, frame] = [one, other, third].map(vectors.fromPtEtaPhiMass) as [
          vectors.FourVector,
          vectors.FourVector,
          vectors.FourVector,
        ];
        const scale = v.energy * w.energy * (frame.energy / third.mass) ** 4 * 1e-11;
        const [a, b, rest] = [v, w, frame].map((each) => vectors.boost(each, frame)) as [typeof v, typeof v, typeof v];
        expect(Math.abs(dot(a, b) - dot(v, w))).toBeLessThan(scale);
        const still = (frame.energy ** 3 / third.mass ** 2) * 1e-11;
        for (const part of [rest.px, rest.py, rest.pz, rest.energy - third.mass])
          expect(Math.abs(part)).toBeLessThan(still);
      }),
      { seed },
    );
  });

  test("to where light or nothing physical is at rest is none", () => {
    const v = { px: 1, py: 0, pz: 0, energy: 2 };
    expect(vectors.boost(v, { px: 3, py: 0, pz: 4, energy: 5 }).energy).toBeNaN();
    expect(vectors.boost(v, { px: 3, py: 0, pz: 4, energy: 4 }).px).toBeNaN();
  });
});

describe("the angle of a decay", () => {
  /** Two photons of a particle at rest, at `cosine` to the z axis, then seen from elsewhere. */
  function photons(cosine: number, mass: number, azimuth: number): [vectors.FourVector, vectors.FourVector] {
    const sine = Math.sqrt(1 - cosine * cosine);
    const [px, py, pz] = [sine * Math.cos(azimuth), sine * Math.sin(azimuth), cosine].map((x) => (x * mass) / 2);
    return [
      { px: px!, py: py!, pz: pz!, energy: mass / 2 },
      { px: -px!, py: -py!, pz: -pz!, energy: mass / 2 },
    ];
  }
  const decays = fc.tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: 1, max: 300, noNaN: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: 0.1, max: 3, noNaN: true }),
  );

  test("is the one it was made with, of a particle that flies along the beam, in both frames", () => {
    fc.assert(
      fc.property(decays, ([made, mass, azimuth, rapidity]) => {
        for (const sign of [1, -1]) {
          const [a, b] = photons(made, mass, azimuth).map((v) => moved(v, 1, sign * rapidity)) as [
            vectors.FourVector,
            vectors.FourVector,
          ];
          expect(vectors.cosThetaStar(a, b)).toBeCloseTo(sign * made, 9);
          expect(vectors.cosThetaStarCS(a, b)).toBeCloseTo(sign * made, 9);
          expect(vectors.cosThetaStarCS(b, a)).toBeCloseTo(-sign * made, 9);
        }
      }),
      { seed },
    );
  });

  test("is of Collins and Soper that to the bisector of the beams in the rest frame", () => {
    fc.assert(
      fc.property(massive, massive, (one, other) => {
        const [a, b] = [one, other].map((each) => vectors.fromPtEtaPhiMass({ ...each, mass: 0 })) as [
          vectors.FourVector,
          vectors.FourVector,
        ];
        const pair = vectors.add(a, b);
        fc.pre(vectors.mass(pair) > 0.01 * pair.energy);
        const beams = [1, -1].map((pz) => vectors.boost({ px: 0, py: 0, pz, energy: 1 }, pair));
        const [p, q] = beams.map(({ px, py, pz }) => [px, py, pz].map((x) => x / Math.hypot(px, py, pz))) as [
          number[],
          number[],
        ];
        const axis = p.map((x, i) => x - q[i]!);
        const inside = vectors.boost(a, pair);
        const momentum = [inside.px, inside.py, inside.pz];
        const along = axis.reduce((sum, x, i) => sum + x * momentum[i]!, 0);
        const angle = along / (Math.hypot(...axis) * Math.hypot(...momentum));
        expect(vectors.cosThetaStarCS(a, b)).toBeCloseTo(pair.pz < 0 ? -angle : angle, 6);
      }),
      { seed },
    );
  });
});
