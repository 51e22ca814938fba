import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { normalisationOf } from "../src/analysis/normalisation.ts";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisView, SampleView } from "../src/protocol/documents/analysis-view.ts";
import { createLedger } from "../src/ledger/ledger.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { fillPartition } from "../src/processor/fill-partition.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import type { LogEvent } from "../src/protocol/log-event.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

interface ReferenceSample {
  readonly entries: number;
  readonly cutflow: { readonly charge: number; readonly charge_and_type: number };
  readonly sumw_after_cuts: number;
  readonly sumw2_after_cuts: number;
  readonly m4l: {
    readonly counts: number[];
    readonly sumw: number[];
    readonly sumw2: number[];
    readonly underflow: { count: number; sumw: number; sumw2: number };
    readonly overflow: { count: number; sumw: number; sumw2: number };
  };
  readonly first_passing_events: { entry: number[]; m4l_GeV: number[]; weight: number[] };
}

const spec = selectSamples(presetByName(filesAtHand.preset), samplesAtHand);
const { mirrors } = filesAtHand;
let view: AnalysisView;
let events: LogEvent[];

beforeAll(async () => {
  const run = await runInProcess(spec, { mirrors });
  view = run.view;
  events = run.log.map((record) => decodeLogEvent(record.body));
});

const sample = (name: string): SampleView =>
  view.groups.flatMap((group) => group.samples).find((one) => one.name === name)!;

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
  });
}

describe("the analysis of 2020", () => {
  it("is complete", () => {
    expect([view.status, view.missing]).toEqual(["complete", []]);
  });

  it.each(samplesAtHand)("finds in %s what others count there", (name) => {
    const { cutflow, histograms } = sample(name);
    const counted = filesAtHand.counted([name]);
    expect(cutflow.map((stage) => stage.entries)).toEqual(counted.cutflow);
    expect([...histograms.get("m4l")!.entries]).toEqual(counted.mass);
  });

  it("gives the same bits with 1 and with 8 workers", async () => {
    const one = await runInProcess(spec, { mirrors, workers: 1 });
    const eight = await runInProcess(spec, { mirrors, workers: 8 });
    expect(JSON.stringify(toUhiDocument(one.view))).toBe(JSON.stringify(toUhiDocument(view)));
    expect(JSON.stringify(toUhiDocument(eight.view))).toBe(JSON.stringify(toUhiDocument(view)));
    expect(eight.view.groups.map((group) => group.cutflow)).toEqual(view.groups.map((group) => group.cutflow));
  });

  it("gives the same bits for its log in any order and repeated", () => {
    const document = JSON.stringify(toUhiDocument(view));
    const order = fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 });
    fc.assert(
      fc.property(order, (shuffled) => {
        const ledger = createLedger(view.id);
        for (const event of shuffled) ledger.apply(event);
        expect(JSON.stringify(toUhiDocument(ledger.view()))).toBe(document);
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

describeWithSharedData("the published analysis of 2020 on the real files", () => {
  const reference = JSON.parse(readFileSync(sharedPath("reference/hzz-2020.json"), "utf8")) as {
    samples: Record<string, ReferenceSample>;
  };
  const published = JSON.parse(readFileSync(sharedPath("reference/hzz-2020-published.json"), "utf8")) as {
    bins: { lo: number; data: number; z_tt: number }[];
  };

  it.each(samplesAtHand)("gives uproot's numbers for %s: cutflow, counts, Σw, Σw², flow", (name) => {
    const expected = reference.samples[name]!;
    const { cutflow, histograms } = sample(name);
    const { counts, sumw, sumw2, underflow, overflow } = expected.m4l;
    expect(cutflow.map((stage) => stage.entries)).toEqual([
      expected.entries,
      expected.cutflow.charge,
      expected.cutflow.charge_and_type,
    ]);
    expectClose([cutflow[2]!.sumw, cutflow[2]!.sumw2], [expected.sumw_after_cuts, expected.sumw2_after_cuts]);
    const m4l = histograms.get("m4l")!;
    expect([...m4l.entries]).toEqual([underflow.count, ...counts, overflow.count]);
    expectClose(m4l.sumw, [underflow.sumw, ...sumw, overflow.sumw]);
    expectClose(m4l.sumw2, [underflow.sumw2, ...sumw2, overflow.sumw2]);
  });

  it.each(samplesAtHand)("gives uproot's mass and weight for the first selected events of %s", async (name) => {
    const { entry, m4l_GeV: masses, weight } = reference.samples[name]!.first_passing_events;
    const group = spec.groups.find((one) => one.samples.some((each) => each.name === name))!;
    const own = group.samples.find((each) => each.name === name)!;
    await using source = await openFileSource(sharedPath("atlas-open-data/2020", own.files[0]!));
    const tree = await (await openRootFile(source)).openTree(spec.tree);
    const types = tree.columnTypes();
    // A weight that is the mass makes the sum of weights of one event its mass.
    const massAsWeight = { ...spec, weights: { factors: ["m4l"], sign: "signed" as const } };
    const options = { where: {}, weighted: true };
    const massKernel = compileKernel(massAsWeight, types, { ...options, normalisation: 1 });
    const weightKernel = compileKernel(spec, types, {
      ...options,
      weighted: group.kind !== "data",
      normalisation: normalisationOf(spec, group, own),
    });
    for (const [i, at] of entry.entries()) {
      const [mass, weighted] = await Promise.all(
        [massKernel, weightKernel].map((kernel) => fillPartition(tree, kernel, at, at + 1)),
      );
      const passed = massKernel.layout.cutflow.sumw + 2;
      expectClose([mass!.sums[passed]!, weighted!.sums[passed]!], [masses[i]!, weight[i]!]);
    }
  });

  it("gives the published data and Z + tt̄ bins", () => {
    const [data, zTtbar] = ["data", "z-ttbar"].map((name) =>
      view.groups.find((group) => group.name === name)!.histograms.get("m4l")!,
    );
    expect([...data!.values()]).toEqual(published.bins.map((bin) => bin.data));
    zTtbar!.values().forEach((value, i) => {
      // The published bins were read off a vector figure, to about 2e-5 events.
      expect(Math.abs(value - published.bins[i]!.z_tt)).toBeLessThan(3e-5);
    });
  });
});
