import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { numericAxisOf } from "../src/histogram/axes.ts";
import { openFileSink } from "../src/rootio/write/file-sink.ts";
import { expectedYields } from "../src/toy/events/expected-yields.ts";
import { toySamples } from "../src/toy/events/toy-sample.ts";
import { closureFile, closureSpec } from "../src/toy/toy-closure.ts";
import { type ToyFile, toyPlan } from "../src/toy/toy-plan.ts";
import { writeToyFile } from "../src/toy/write-toy-file.ts";
import { runHzz } from "./support/run-hzz.ts";

/** What UHI says of one histogram with weights. */
interface Stored {
  readonly storage: { readonly values: readonly number[]; readonly variances: readonly number[] };
}

/**
 * What is put into files by the generator is taken out by the program: `hzz toy` writes them, `hzz run` reads them on its threads, and the file
 * that it writes is compared, bin by bin and flow bins included, with a count that knows nothing of the engine.
 */
describe("closure: the program finds what the generator has put in", () => {
  const options = { seed: 9, scale: 0.3, mu: 2.2, asimov: true };
  const plan = toyPlan(options);
  const spec = closureSpec(options);
  const axis = numericAxisOf(layoutOf(spec).histograms[0]!);
  let folder: string;
  let found: (group: string) => Stored["storage"];
  /** In each bin: Σw of the signal once, of the background once, and Σ|w| for the size of rounding. */
  const signal = new Float64Array(axis.bins + 2);
  const background = new Float64Array(axis.bins + 2);
  const size = new Float64Array(axis.bins + 2);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-closure-"));
    const { seed, scale, mu } = options;
    const made = await runHzz([
      "toy",
      "--asimov",
      "--seed",
      String(seed),
      "--scale",
      String(scale),
      "--mu",
      String(mu),
      "--out",
      folder,
    ]);
    expect(made).toMatchObject({ code: 0 });
    const closure = closureFile(options);
    await mkdir(dirname(join(folder, closure.path)));
    await writeToyFile(closure, plan.options, await openFileSink(join(folder, closure.path)));
    await writeFile(join(folder, "closure.json"), JSON.stringify(spec));
    const out = join(folder, "result.json");
    expect(await runHzz(["run", join(folder, "closure.json"), "--out", out])).toMatchObject({ code: 0 });
    const document = JSON.parse(await readFile(out, "utf8")) as Record<string, Stored>;
    found = (group) => document[`m4l/${group}`]!.storage;
    for (const file of plan.files) {
      const sample = toySamples.find(({ name }) => name === file.sample);
      if (sample === undefined) continue;
      const { sumw, sumw2 } = expectedYields(sample, eventsOf(file), axis).mass;
      sumw.forEach((value, bin) => {
        (sample.isSignal ? signal : background)[bin]! += value;
        size[bin]! += Math.abs(value) + Math.sqrt(sumw2[bin]!);
      });
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  function eventsOf(file: ToyFile) {
    return Array.from({ length: file.blocks }, (_, block) => file.block(block)).flat();
  }

  const bins = Array.from({ length: axis.bins + 2 }, (_, bin) => bin);

  it("in the simulation, to rounding", () => {
    const [zTtbar, zz, higgs] = ["z-ttbar", "zz", "signal"].map((group) => found(group).values);
    for (const bin of bins) {
      expect(Math.abs(higgs![bin]! - signal[bin]!)).toBeLessThanOrEqual(1e-12 * size[bin]!);
      expect(Math.abs(zTtbar![bin]! + zz![bin]! - background[bin]!)).toBeLessThanOrEqual(1e-12 * size[bin]!);
    }
    expect(signal.reduce((sum, value) => sum + value)).toBeGreaterThan(9);
  });

  it("in data of mu · signal + background without fluctuation: exactly, to the rounding of float32 weights", () => {
    const { values } = found("weighted_data");
    for (const bin of bins) {
      const injected = options.mu * signal[bin]! + background[bin]!;
      expect(Math.abs(values[bin]! - injected)).toBeLessThanOrEqual(1e-6 * options.mu * size[bin]!);
    }
  });

  it("in data of whole events, to one event", () => {
    const { values } = found("data");
    for (const bin of bins)
      expect(Math.abs(values[bin]! - options.mu * signal[bin]! - background[bin]!)).toBeLessThan(1.1);
  });

  it("and not another signal strength", () => {
    const { values } = found("weighted_data");
    const peak = axis.index(124);
    expect((values[peak]! - background[peak]!) / signal[peak]!).toBeCloseTo(options.mu, 5);
  });
});
