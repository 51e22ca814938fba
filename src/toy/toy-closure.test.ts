import { describe, expect, it } from "vitest";
import { layoutOf } from "../analysis/layout.ts";
import { numericAxisOf } from "../histogram/axes.ts";
import { expectedYields, type Yields } from "./events/expected-yields.ts";
import { toySamples } from "./events/toy-sample.ts";
import { type KernelYields, runAnalysis } from "../../test/support/toy-analysis.ts";
import { closureFile, closureSpec } from "./toy-closure.ts";
import { type ToyFile, toyPlan } from "./toy-plan.ts";

const options = { scale: 0.1, seed: 4, mu: 1.7, asimov: true };
const plan = toyPlan(options);
const spec = closureSpec(options);
const axis = numericAxisOf(layoutOf(spec).histograms[0]!);

function blocksOf(file: ToyFile): Parameters<typeof expectedYields>[1] {
  return Array.from({ length: file.blocks }, (_, block) => file.block(block)).flat();
}

function expectClose(found: Yields, wanted: Yields, tolerance: number): void {
  expect(found.entries).toEqual(wanted.entries);
  for (const which of ["sumw", "sumw2"] as const)
    found[which].forEach((value, i) => {
      const scale = wanted.sumw2[i]! + Math.abs(wanted.sumw[i]!);
      expect(Math.abs(value - wanted[which][i]!)).toBeLessThanOrEqual(tolerance * scale);
    });
}

const injected = new Map(
  plan.files.map((file) => {
    const sample = toySamples.find(({ name }) => name === file.sample);
    return [file.sample, expectedYields(sample, blocksOf(file), axis)];
  }),
);

describe("the analysis of a toy", () => {
  it.each(plan.files.map((file) => [file.sample, file] as const))(
    "finds in %s what was put in, in every bin",
    (name, file) => {
      const found = runAnalysis(spec, file);
      const wanted: KernelYields = injected.get(name)!;
      expectClose(found.cutflow, wanted.cutflow, 1e-12);
      expectClose(found.mass, wanted.mass, 1e-12);
    },
  );

  it("finds mu · signal + background in weighted data, in every bin to the rounding of float32", () => {
    const found = runAnalysis(spec, closureFile(options));
    const wanted = new Float64Array(axis.bins + 2);
    const size = new Float64Array(axis.bins + 2);
    for (const sample of toySamples) {
      const strength = sample.isSignal ? options.mu : 1;
      const { sumw, sumw2 } = injected.get(sample.name)!.mass;
      sumw.forEach((value, bin) => (wanted[bin]! += strength * value));
      sumw2.forEach((value, bin) => (size[bin]! += strength * Math.sqrt(value)));
    }
    found.mass.sumw.forEach((value, bin) => {
      expect(Math.abs(value - wanted[bin]!)).toBeLessThanOrEqual(3e-7 * (wanted[bin]! + size[bin]!));
    });
  });

  it("does not find another signal strength in them", () => {
    const found = runAnalysis(spec, closureFile({ ...options, mu: 1 }));
    const other = runAnalysis(spec, closureFile(options));
    const peak = axis.index(124);
    expect(other.mass.sumw[peak]! / found.mass.sumw[peak]!).toBeGreaterThan(1.1);
  });

  it("finds in data without fluctuation what was put in, to a whole event", () => {
    const counts = new Float64Array(axis.bins + 2);
    const wanted = new Float64Array(axis.bins + 2);
    for (const file of plan.files) {
      const sample = toySamples.find(({ name }) => name === file.sample);
      if (sample === undefined) runAnalysis(spec, file).mass.entries.forEach((value, bin) => (counts[bin]! += value));
      else {
        const strength = sample.isSignal ? options.mu : 1;
        injected.get(sample.name)!.mass.sumw.forEach((value, bin) => (wanted[bin]! += strength * value));
      }
    }
    counts.forEach((count, bin) => {
      expect(Math.abs(count - wanted[bin]!)).toBeLessThan(1.1);
    });
  });
});
