import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import { kolmogorovOfBins, sumOf } from "../../test/support/statistics.ts";
import { type KernelYields, runAnalysis } from "../../test/support/toy-analysis.ts";
import { toySamples } from "./events/toy-sample.ts";
import { toyPlan } from "./toy-plan.ts";
import { toySpec } from "./toy-spec.ts";

/** The toy as it comes, through the product's own kernel. */
const plan = toyPlan();
const spec = toySpec();
const found = new Map(plan.files.map((file) => [file.sample, runAnalysis(spec, file)]));

/** Bins without flow of all samples of a group, added up. */
function binsOf(group: string, which: keyof KernelYields["mass"]): number[] {
  const { samples } = spec.groups.find(({ name }) => name === group)!;
  const bins = new Array<number>(34).fill(0);
  for (const { name } of samples)
    found
      .get(name)!
      .mass[which].subarray(1, 35)
      .forEach((value, i) => (bins[i]! += value));
  return bins;
}

describe("the toy in the analysis hzz-2020", () => {
  it.each(toySamples.map((sample) => [sample.name, sample] as const))(
    "has the published yield of %s, within the statistical error of the simulation",
    (name, { publishedYield }) => {
      const { sumw, sumw2 } = found.get(name)!.cutflow;
      const error = Math.sqrt(sumw2[2]!);
      expect(error / publishedYield).toBeLessThan(0.035);
      expect(Math.abs(sumw[2]! - publishedYield)).toBeLessThan(3.5 * error);
    },
  );

  it("has statistical errors of simulation that are small beside those of data", () => {
    for (const group of ["z-ttbar", "zz", "signal"]) {
      const total = sumOf(binsOf(group, "sumw"));
      expect(Math.sqrt(sumOf(binsOf(group, "sumw2")))).toBeLessThan(0.2 * Math.sqrt(total));
    }
  });

  it("has data that agree with the simulation", () => {
    const expected = [0, 1, 2].map((i) => binsOf(["z-ttbar", "zz", "signal"][i]!, "sumw"));
    const data = binsOf("data", "entries");
    const total = data.map((_, i) => expected[0]![i]! + expected[1]![i]! + expected[2]![i]!);
    expect(Math.abs(sumOf(data) - sumOf(total))).toBeLessThan(3.3 * Math.sqrt(sumOf(total)));
    // Cash's −2 ln L ratio of Poisson numbers: about 34 of 34 bins.
    const deviance = data.map((n, i) => 2 * (total[i]! - n + (n > 0 ? n * Math.log(n / total[i]!) : 0)));
    expect(sumOf(deviance)).toBeLessThan(65);
  });
});

interface PublishedBin {
  readonly data: number;
  readonly z_tt: number;
  readonly zz: number;
  readonly signal: number;
}
interface Reference {
  readonly samples: Readonly<Record<string, { readonly m4l: { readonly sumw2: readonly number[] } }>>;
}

describeWithSharedData("beside the published result, the toy", () => {
  const { bins, samples } = JSON.parse(readFileSync(sharedPath("reference/hzz-2020-published.json"), "utf8")) as {
    readonly bins: readonly PublishedBin[];
    readonly samples: Readonly<Record<string, { readonly sumw?: number }>>;
  };
  const reference = JSON.parse(readFileSync(sharedPath("reference/hzz-2020.json"), "utf8")) as Reference;

  it.each([
    ["z-ttbar", "z_tt"],
    ["zz", "zz"],
    ["signal", "signal"],
  ] as const)("has the yield of %s from 80 to 250 GeV within 5 %", (group, key) => {
    const published = sumOf(bins.map((bin) => bin[key]));
    expect(Math.abs(sumOf(binsOf(group, "sumw")) / published - 1)).toBeLessThan(0.05);
  });

  // docs/toy.md has these numbers, from two million events a sample.
  it.each([
    ["z-ttbar", "z_tt", 0.07, 20],
    ["zz", "zz", 0.04, 5],
    ["signal", "signal", 0.04, 1],
  ] as const)("has a shape of %s that 10 fb⁻¹ of data would hardly tell from it", (group, key, distance, limit) => {
    const toy = binsOf(group, "sumw");
    const published = bins.map((bin) => bin[key]);
    expect(kolmogorovOfBins(toy, published)).toBeLessThan(distance);
    // With the error that data would have: the square root of the expected number.
    expect(sumOf(toy.map((value, i) => (value - published[i]!) ** 2 / published[i]!))).toBeLessThan(limit);
  });

  it("agrees with the published Z and top background within the statistical errors of both", () => {
    const toy = binsOf("z-ttbar", "sumw");
    const toy2 = binsOf("z-ttbar", "sumw2");
    const variance = bins.map((_, i) =>
      sumOf(["Zee", "Zmumu", "ttbar_lep"].map((name) => reference.samples[name]!.m4l.sumw2[i]!)),
    );
    const chi2 = sumOf(toy.map((value, i) => (value - bins[i]!.z_tt) ** 2 / (variance[i]! + toy2[i]!)));
    expect(chi2).toBeLessThan(60);
  });

  it("is calibrated to the numbers that were published", () => {
    for (const { name, publishedYield } of toySamples) expect(publishedYield).toBe(samples[name]!.sumw);
  });
});
