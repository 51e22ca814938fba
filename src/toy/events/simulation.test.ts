import { describe, expect, it } from "vitest";
import { release2020 } from "../../analysis/catalogue.ts";
import { mean, pull } from "../../../test/support/statistics.ts";
import { eventWeight } from "./event-weight.ts";
import { type RecordedEvent, simulationRun } from "./recorded-event.ts";
import { select } from "./selection.ts";
import { blockLength, blocksOf, entriesAt, simulateBlock, type SimulationSetting } from "./simulation.ts";
import { generatorWeight, normalisation, toySamples } from "./toy-sample.ts";

/** All events of a file. */
function simulate(setting: SimulationSetting): RecordedEvent[] {
  return Array.from({ length: blocksOf(setting.entries) }, (_, block) => simulateBlock(setting, block)).flat();
}

const zee = toySamples.find(({ name }) => name === "Zee")!;
const higgs = toySamples.find(({ name }) => name === "ggH125_ZZ4lep")!;

describe("a block of simulated events", () => {
  it("is the same each time, and whatever other blocks were made before", () => {
    const setting = { sample: zee, seed: 3, entries: 5000 };
    const first = simulateBlock(setting, 1);
    simulateBlock(setting, 0);
    expect(simulateBlock(setting, 1)).toEqual(first);
  });

  it("has the same events in a larger file, with smaller weights", () => {
    const small = simulateBlock({ sample: zee, seed: 3, entries: 3000 }, 0);
    const large = simulateBlock({ sample: zee, seed: 3, entries: 30_000 }, 0);
    expect(large.map(({ measured }) => measured)).toEqual(small.map(({ measured }) => measured));
    expect(small[0]!.simulation!.generatorWeight / large[0]!.simulation!.generatorWeight).toBeCloseTo(10, 9);
  });

  it("has other events for another seed, sample or block", () => {
    const setting = { sample: zee, seed: 3, entries: 5000 };
    const first = simulateBlock(setting, 0)[0]!.measured;
    expect(simulateBlock({ ...setting, seed: 4 }, 0)[0]!.measured).not.toEqual(first);
    expect(simulateBlock(setting, 1)[0]!.measured).not.toEqual(first);
  });

  it("is full but for the last one, and its events are numbered through", () => {
    const entries = blockLength + 10;
    const setting = { sample: higgs, seed: 1, entries };
    expect(blocksOf(entries)).toBe(2);
    const all = simulate(setting);
    expect(all.map(({ eventNumber }) => eventNumber)).toEqual(Array.from({ length: entries }, (_, i) => i + 1));
    expect(new Set(all.map(({ runNumber, channelNumber }) => `${runNumber} ${channelNumber}`))).toEqual(
      new Set([`${simulationRun} ${release2020.processes.ggH125_ZZ4lep.dsid}`]),
    );
  });

  it("has negative generator weights as often as its sample, all of one size", () => {
    const entries = 6000;
    const all = simulate({ sample: zee, seed: 5, entries });
    const weights = all.map(({ simulation }) => simulation!.generatorWeight);
    expect(pull(weights.filter((weight) => weight < 0).length, entries, zee.negativeShare)).toBeLessThan(3.3);
    expect(new Set(weights.map(Math.abs))).toEqual(new Set([generatorWeight(zee, entries)]));
  });

  it("has leptons of the right number, order, charge and type", () => {
    for (const sample of toySamples) {
      const events = simulate({ sample, seed: 6, entries: 600 });
      const wrong = events.filter(({ measured: { leptons } }) => {
        const isFine = leptons.every(
          ({ charge, flavour, pt, phi }, i) =>
            Math.abs(charge) === 1 &&
            [11, 13].includes(flavour) &&
            pt >= 7 &&
            pt <= (leptons[i - 1]?.pt ?? Infinity) &&
            Math.abs(phi) <= Math.PI,
        );
        return !isFine || leptons.length < 4 || leptons[0]!.pt < 25;
      });
      expect(wrong).toEqual([]);
    }
  });
});

describe("five leptons", () => {
  it("occur in 6 of 1000 events, and often beside a W", () => {
    const shareOf = (name: string): number => {
      const sample = toySamples.find((other) => other.name === name)!;
      const all = simulate({ sample, seed: 7, entries: 4000 });
      return mean(all.map(({ measured }) => Number(measured.leptons.length > 4)));
    };
    expect(shareOf("llll")).toBeGreaterThan(0.002);
    expect(shareOf("llll")).toBeLessThan(0.012);
    expect(shareOf("WH125_ZZ4lep")).toBeGreaterThan(0.1);
  });
});

describe("the cuts", () => {
  // Share of events that pass the charge, and the charge and the type: of the release's files.
  it.each([
    ["Zee", 541 / 898, 243 / 898],
    ["Zmumu", 458 / 684, 257 / 684],
    ["ttbar_lep", 712 / 1031, 334 / 1031],
    ["WH125_ZZ4lep", undefined, 9772 / 15379],
    ["ZH125_ZZ4lep", undefined, 11947 / 14485],
    ["llll", undefined, 523957 / 554279],
    ["ggH125_ZZ4lep", undefined, 161451 / 164716],
  ])("reject a part of %s that is like the release's", (name, charge, both) => {
    const sample = toySamples.find((other) => other.name === name)!;
    const passed = simulate({ sample, seed: 8, entries: 3000 }).map(({ measured }) => select(measured).passed);
    if (charge !== undefined) expect(Math.abs(mean(passed.map((p) => Number(p > 0))) - charge)).toBeLessThan(0.06);
    expect(Math.abs(mean(passed.map((p) => Number(p === 2))) - both)).toBeLessThan(0.14);
  });
});

describe("the weight of an event", () => {
  it("is the normalisation times all factors, as float32", () => {
    const event = simulateBlock({ sample: higgs, seed: 1, entries: 10 }, 0)[0]!;
    const { generatorWeight: weight, factors } = event.simulation!;
    const product = weight * factors.pileUp * factors.electron * factors.muon * factors.leptonTrigger;
    expect(eventWeight(higgs, event) / (normalisation(higgs) * product)).toBeCloseTo(1, 5);
  });

  it("is 1 in data", () => {
    const { measured } = simulateBlock({ sample: higgs, seed: 1, entries: 10 }, 0)[0]!;
    expect(eventWeight(higgs, { measured, runNumber: 1, eventNumber: 1, channelNumber: 1 })).toBe(1);
  });

  it("is not made smaller by asking for less than one entry", () => {
    expect(entriesAt(higgs, 1e-9)).toBe(1);
  });
});
