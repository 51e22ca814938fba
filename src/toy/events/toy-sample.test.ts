import { describe, expect, it } from "vitest";
import { presetByName } from "../../analysis/presets/presets.ts";
import { normalisationOf } from "../../analysis/normalisation.ts";
import { RandomStream } from "../random/random-stream.ts";
import { nextEvent, productOf } from "./next-event.ts";
import { select } from "./selection.ts";
import { expectedCollisions, generatorWeight, normalisation, toySamples } from "./toy-sample.ts";

const spec = presetByName("hzz-2020");

describe.each(toySamples.map((sample) => [sample.name, sample] as const))("the sample %s", (name, sample) => {
  it("has the mean scale factors that its weights are made with", () => {
    const random = new RandomStream(101, name);
    const count = 8000;
    let [all, passing, squares] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const { event, factors } = nextEvent(sample, random);
      const factor = productOf(factors);
      const counted = select(event).passed === 2 ? factor : 0;
      all += factor / count;
      passing += counted / count;
      squares += (counted * counted) / count;
    }
    expect(Math.abs(all / sample.meanFactor - 1)).toBeLessThan(0.02);
    const error = Math.sqrt((squares - passing * passing) / count);
    expect(Math.abs(passing - sample.meanPassingFactor)).toBeLessThan(3.5 * error);
  });

  it("has the normalisation of the preset", () => {
    const group = spec.groups.find(({ samples }) => samples.some((other) => other.name === name))!;
    const found = group.samples.find((other) => other.name === name)!;
    expect(normalisation(sample)).toBe(normalisationOf(spec, group, found));
    expect(sample.isSignal).toBe(group.kind === "signal");
  });

  it("expects the published yield, whatever the number of entries", () => {
    for (const entries of [1000, 123_456]) {
      const net = entries * (1 - 2 * sample.negativeShare) * sample.meanPassingFactor;
      const expected = normalisation(sample) * generatorWeight(sample, entries) * net;
      expect(expected / sample.publishedYield).toBeCloseTo(1, 12);
    }
    expect(expectedCollisions(sample)).toBeGreaterThan(sample.publishedYield);
  });

  it("is made of parts whose shares add up to 1", () => {
    expect(sample.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

describe("the samples", () => {
  it("are the simulated samples of the preset", () => {
    const names = spec.groups.flatMap(({ kind, samples }) => (kind === "data" ? [] : samples.map(({ name }) => name)));
    expect(toySamples.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });

  it("are 66,000 events at scale 1", () => {
    expect(toySamples.reduce((sum, { entries }) => sum + entries, 0)).toBe(66_000);
  });
});
