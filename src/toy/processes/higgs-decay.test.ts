import { describe, expect, it } from "vitest";
import * as vectors from "../../physics/four-vector.ts";
import { produce, quarkAntiquark } from "../kinematics/production.ts";
import { particles } from "../kinematics/particles.ts";
import { RandomStream } from "../random/random-stream.ts";
import { cdfOf, draw, kolmogorov, mean, pull } from "../../../test/support/statistics.ts";
import { decayHiggs, pairMassDensity } from "./higgs-decay.ts";
import { leptonMass } from "./truth-event.ts";

const production = { partons: quarkAntiquark, pt: { scale: 20, exponent: 2 } };
const random = new RandomStream(71);
const decays = draw(20_000, () => decayHiggs((mass) => produce(mass, production, random), random));
const atRest = new RandomStream(72);
const decaysAtRest = draw(20_000, () => decayHiggs((mass) => ({ px: 0, py: 0, pz: 0, energy: mass }), atRest));

type Decay = (typeof decays)[number];
const pairOf = ({ leptons }: Decay, first: number): vectors.FourVector =>
  vectors.add(leptons[first]!.vector, leptons[first + 1]!.vector);

/** dm² / ((m² − M²)² + M²Γ²) as a density in m. */
const line = (m: number): number =>
  (2 * m) / ((m * m - particles.z.mass ** 2) ** 2 + (particles.z.mass * particles.z.width) ** 2);

/** The density of one Z mass: the other one integrated out, in steps that resolve the line. */
function oneMassDensity(m: number): number {
  let sum = 0;
  for (let other = 1; other < particles.higgs.mass - m; other += 0.25)
    sum += line(other) * pairMassDensity(particles.higgs.mass, m, other);
  return sum * line(m);
}

describe("the decay of a Higgs boson", () => {
  it("conserves energy and momentum", () => {
    for (const decay of decays.slice(0, 2000)) {
      const sum = vectors.sumOf(decay.leptons.map(({ vector }) => vector));
      for (const field of ["px", "py", "pz", "energy"] as const)
        expect(Math.abs(sum[field] - decay.higgs[field])).toBeLessThan(1e-9 * decay.higgs.energy);
    }
  });

  it("has four leptons whose mass is that of the Higgs boson, half of them within its half width", () => {
    const masses = decays.map(({ leptons }) => vectors.mass(vectors.sumOf(leptons.map(({ vector }) => vector))));
    expect(masses.every((mass) => Math.abs(mass - 125) <= 1.0001)).toBe(true);
    const near = masses.filter((mass) => Math.abs(mass - 125) < particles.higgs.width / 2).length;
    expect(pull(near, masses.length, 0.5)).toBeLessThan(3.3);
  });

  it("has leptons with their masses", () => {
    for (const { leptons } of decaysAtRest.slice(0, 500))
      for (const { vector, flavour } of leptons)
        expect(Math.abs(vectors.mass(vector) - leptonMass(flavour))).toBeLessThan(2e-4);
  });

  it("has two pairs of one flavour and opposite charges, eeee, μμμμ and eeμμ as 1 : 1 : 2", () => {
    const types = { 44: 0, 48: 0, 52: 0 };
    for (const { leptons } of decays) {
      expect(leptons.map(({ charge }) => charge)).toEqual([-1, 1, -1, 1]);
      expect([leptons[0]!.flavour, leptons[2]!.flavour]).toEqual([leptons[1]!.flavour, leptons[3]!.flavour]);
      types[(2 * (leptons[0]!.flavour + leptons[2]!.flavour)) as 44 | 48 | 52] += 1;
    }
    expect(pull(types[44], decays.length, 0.25)).toBeLessThan(3.3);
    expect(pull(types[52], decays.length, 0.25)).toBeLessThan(3.3);
  });

  it("has Z masses with the density √λ (λ + 12xy) times both lines", () => {
    const cdf = cdfOf(oneMassDensity, 1, 124, 500);
    for (const first of [0, 2])
      expect(
        kolmogorov(
          decays.map((decay) => vectors.mass(pairOf(decay, first))),
          cdf,
        ),
      ).toBeLessThan(1.95);
  });

  it("has its leptons in all directions when it is at rest", () => {
    for (const i of [0, 1, 2, 3]) {
      const cosines = decaysAtRest.map(({ leptons }) => leptons[i]!.vector.pz / leptons[i]!.vector.energy);
      expect(kolmogorov(cosines, (c) => (c + 1) / 2)).toBeLessThan(2);
    }
  });

  it("correlates the spins: the helicity angle has the shares of longitudinal and transverse Z bosons", () => {
    // In the rest frame of the Z, ¾(1 − c²) for longitudinal and ⅜(1 + c²) for transverse ones, of which there are λ + 8xy… : of |M|² the part
    // (1 − x − y)²  is longitudinal and 8xy transverse.
    let longitudinal = 0;
    const squares = decaysAtRest.map((decay) => {
      const [z1, z2] = [pairOf(decay, 0), pairOf(decay, 2)];
      const x = (vectors.mass(z1) / 125) ** 2;
      const y = (vectors.mass(z2) / 125) ** 2;
      const share = (1 - x - y) ** 2 / ((1 - x - y) ** 2 + 8 * x * y);
      longitudinal += share / decaysAtRest.length;
      const momentum = Math.hypot(z1.px, z1.py, z1.pz);
      const gamma = z1.energy / vectors.mass(z1);
      const { vector } = decay.leptons[0]!;
      const along = (vector.px * z1.px + vector.py * z1.py + vector.pz * z1.pz) / momentum;
      const cosine = (gamma * (along - (momentum / z1.energy) * vector.energy)) / (vectors.mass(z1) / 2);
      return cosine * cosine;
    });
    // The mean of c² is 1/5 for longitudinal and 2/5 for transverse bosons.
    expect(mean(squares)).toBeCloseTo(longitudinal / 5 + (1 - longitudinal) * 0.4, 2);
    expect(longitudinal).toBeGreaterThan(0.5);
  });
});

describe("the density of Z masses", () => {
  it("vanishes where the masses do not fit, and at threshold", () => {
    expect(pairMassDensity(125, 91, 40)).toBe(0);
    expect(pairMassDensity(125, 91, 34)).toBe(0);
    expect(pairMassDensity(125, 91, 33)).toBeGreaterThan(0);
  });
});
