import { expect, it } from "vitest";
import { RandomStream } from "../random/random-stream.ts";
import { bottomToLepton, semileptonicDensity, semileptonicEnergies } from "./semileptonic-decay.ts";

const { mass, remainder, largest } = bottomToLepton;

it("the density of b → c ℓ ν is nowhere above its stated maximum, and near it somewhere", () => {
  const range = (mass - remainder) ** 2;
  let found = 0;
  for (let i = 0; i <= 200; i++)
    for (let j = 0; j <= 200; j++)
      found = Math.max(found, semileptonicDensity(bottomToLepton, (range * i) / 200, j / 100 - 1));
  expect(found).toBeLessThan(largest);
  expect(found).toBeGreaterThan(0.9 * largest);
});

it("energies and angle of lepton and neutrino leave just the mass of the other hadrons", () => {
  const random = new RandomStream(5, "decay");
  const energies = new Float64Array(3);
  let mean = 0;
  const count = 20_000;
  for (let i = 0; i < count; i++) {
    semileptonicEnergies(bottomToLepton, random, energies);
    const [lepton, neutrino, cosine] = energies as unknown as [number, number, number];
    const squared = 2 * lepton * neutrino * (1 - cosine);
    const left = mass * mass + squared - 2 * mass * (lepton + neutrino);
    expect(Math.sqrt(left)).toBeCloseTo(remainder, 6);
    mean += lepton / count;
  }
  // Largest possible: (m² − m'²) / 2m = 2.27 GeV.
  expect(mean).toBeGreaterThan(1.2);
  expect(mean).toBeLessThan(1.6);
});
