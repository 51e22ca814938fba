import { describe, expect, it } from "vitest";
import { toyOptions } from "../../analysis/toy/toy-options.ts";
import { createRegularAxis } from "../../histogram/axis.ts";
import { sumOf } from "../../../test/support/statistics.ts";
import { asimovData } from "./asimov-data.ts";
import { dataPeriods } from "./collision-data.ts";
import { expectedYields } from "./expected-yields.ts";
import { blocksOf, entriesAt, simulateBlock } from "./simulation.ts";
import { toySamples } from "./toy-sample.ts";

const axis = createRegularAxis({ bins: 34, lower: 80, upper: 250 });
const scale = 0.1;
const seed = 2;
const { version } = toyOptions();

function injected(mu: number): { readonly mass: Float64Array; readonly cutflow: Float64Array } {
  const mass = new Float64Array(axis.bins + 2);
  const cutflow = new Float64Array(3);
  for (const sample of toySamples) {
    const entries = entriesAt(sample, scale);
    const events = Array.from({ length: blocksOf(entries) }, (_, b) =>
      simulateBlock({ sample, seed, entries }, b),
    ).flat();
    const yields = expectedYields(sample, events, axis);
    const strength = sample.isSignal ? mu : 1;
    yields.mass.sumw.forEach((value, bin) => (mass[bin]! += strength * value));
    yields.cutflow.sumw.forEach((value, line) => (cutflow[line]! += strength * value));
  }
  return { mass, cutflow };
}

describe.each([0, 1, 3.5])("data without fluctuation, signal strength %d", (mu) => {
  const periods = asimovData({ version, seed, mu, scale });
  const all = [...periods.values()].flat();
  const expected = injected(mu);
  const found = expectedYields(undefined, all, axis);

  it("have in every bin and line of the cutflow what was put in, to a whole event", () => {
    found.mass.entries.forEach((count, bin) => {
      expect(Math.abs(count - expected.mass[bin]!)).toBeLessThan(1.3);
    });
    found.cutflow.entries.forEach((count, line) => {
      expect(Math.abs(count - expected.cutflow[line]!)).toBeLessThan(1.1);
    });
  });

  it("are never off by more than about half an event from the left", () => {
    const failing = found.cutflow.entries[0]! - found.cutflow.entries[2]!;
    let [counted, wanted] = [failing, expected.cutflow[0]! - expected.cutflow[2]!];
    found.mass.entries.forEach((count, bin) => {
      counted += count;
      wanted += expected.mass[bin]!;
      expect(Math.abs(counted - wanted)).toBeLessThan(1);
    });
  });

  it("are spread over the periods as the luminosity is", () => {
    for (const period of dataPeriods)
      expect(Math.abs(periods.get(period)!.length - period.share * all.length)).toBeLessThan(1);
    expect(sumOf([...periods.values()].map((events) => events.length))).toBe(all.length);
  });

  it("look like data", () => {
    expect(all.every(({ simulation }) => simulation === undefined)).toBe(true);
  });
});
