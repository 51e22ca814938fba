import { describe, expect, it } from "vitest";
import { toyOptions } from "../../analysis/toy/toy-options.ts";
import { mean, sumOf } from "../../../test/support/statistics.ts";
import { collisionCount, collisionData, dataPeriods } from "./collision-data.ts";
import { simulationRun } from "./recorded-event.ts";
import { select } from "./selection.ts";
import { expectedCollisions, toySamples } from "./toy-sample.ts";

const background = sumOf(toySamples.filter(({ isSignal }) => !isSignal).map(expectedCollisions));
const signal = sumOf(toySamples.filter(({ isSignal }) => isSignal).map(expectedCollisions));
const largest = dataPeriods[3];
const { version } = toyOptions();

describe("collision data", () => {
  it("have as many events as were counted beforehand, and the same ones each time", () => {
    for (const period of dataPeriods) {
      const events = collisionData({ version, seed: 9, mu: 1 }, period);
      expect(events.length).toBe(collisionCount({ version, seed: 9, mu: 1 }, period));
      if (period === dataPeriods[0]) expect(collisionData({ version, seed: 9, mu: 1 }, period)).toEqual(events);
    }
  });

  it("fluctuate around what the simulation expects, as Poisson numbers do", () => {
    const n = 200;
    const counts = Array.from({ length: n }, (_, seed) => collisionCount({ version, seed, mu: 1 }, largest));
    const expected = (background + signal) * largest.share;
    expect(Math.abs(mean(counts) - expected)).toBeLessThan(3.3 * Math.sqrt(expected / n));
    const variance = mean(counts.map((count) => (count - expected) ** 2));
    expect(variance / expected).toBeGreaterThan(0.7);
    expect(variance / expected).toBeLessThan(1.4);
  });

  it("follow the signal strength", () => {
    const n = 100;
    const counts = Array.from({ length: n }, (_, seed) => collisionCount({ version, seed, mu: 30 }, largest));
    const expected = (background + 30 * signal) * largest.share;
    expect(Math.abs(mean(counts) - expected)).toBeLessThan(3.3 * Math.sqrt(expected / n));
  });

  it("peak at 125 GeV if the signal is strong, and do not without it", () => {
    const near = (mu: number): number => {
      const events = dataPeriods.flatMap((period) => collisionData({ version, seed: 10, mu }, period));
      return events.filter(({ measured }) => {
        const { passed, mass } = select(measured);
        return passed === 2 && mass > 118 && mass < 130;
      }).length;
    };
    expect(near(0)).toBeLessThan(60);
    expect(near(20)).toBeGreaterThan(130);
  });

  it("have no weights and no truth, and run numbers that ATLAS does not have", () => {
    dataPeriods.forEach((period, i) => {
      const events = collisionData({ version, seed: 11, mu: 1 }, period);
      for (const { simulation, runNumber, channelNumber } of events)
        expect([simulation, runNumber, channelNumber]).toEqual([
          undefined,
          simulationRun + 1 + i,
          simulationRun + 1 + i,
        ]);
      const numbers = events.map(({ eventNumber }) => eventNumber);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      expect(numbers.at(-1)).toBeLessThan(2 ** 31);
    });
  });

  it("are mixed: neither processes nor masses come one after the other", () => {
    const events = collisionData({ version, seed: 12, mu: 1 }, largest);
    const half = events.length / 2;
    const electrons = events.map(({ measured }) => Number(measured.leptons[0]!.flavour === 11));
    expect(Math.abs(mean(electrons.slice(0, half)) - mean(electrons.slice(half)))).toBeLessThan(0.25);
  });

  it("are spread over the periods as the luminosity is", () => {
    expect(sumOf(dataPeriods.map(({ share }) => share))).toBeCloseTo(1, 12);
  });
});
