import { beforeAll, describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import { sizeOf } from "../src/analysis/spec-size.ts";
import { renderTerminalHistogram } from "../src/cli/terminal-histogram.ts";
import type { Histogram } from "../src/histogram/histogram.ts";
import { meansOf, meanVariances } from "../src/histogram/profile.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import type { AnalysisView, SumsView } from "../src/protocol/documents/analysis-view.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import { toAnalysisDocument } from "../src/protocol/documents/to-analysis-document.ts";
import { toHistogram } from "../src/rootio/root-histogram.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { openWithJsroot } from "./support/root-writer/jsroot-file.ts";
import { runInProcess } from "./support/run-in-process.ts";

const axis = { bins: 20, lower: 80, upper: 480, label: "m4l", unit: "GeV" };
const y = "lep_pt[0] / 1000";

/** A profile, and histograms whose weights are what its sums are made of. */
const input = {
  ...filesAtHand.input,
  regions: [{ name: "4mu", where: "flavour == 52" }],
  variations: [
    { name: "w", weight: { up: "1.25" } },
    { name: "n", norm: { up: 2 } },
  ],
  histograms: [
    { name: "pt", expression: "m4l", axis, profile: { expression: y, label: "pT", unit: "GeV" } },
    { name: "once", expression: "m4l", axis, weight: y, dataWeight: y },
    { name: "twice", expression: "m4l", axis, weight: `${y} * (${y})`, dataWeight: `${y} * (${y})` },
    { name: "plain", expression: "m4l", axis },
  ],
};
const spec = selectSamples(parseSpec(input), samplesAtHand);

let view: AnalysisView;
beforeAll(async () => {
  ({ view } = await runInProcess(spec, { mirrors: filesAtHand.mirrors }));
});

const everySums = (): SumsView[] => view.groups.flatMap((group) => [group, ...group.samples]);
const near = (found: Float64Array, expected: Float64Array) => {
  for (const [cell, value] of expected.entries())
    expect(Math.abs(found[cell]! - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
};
const profileOf = (sums: SumsView, key = "pt"): Histogram & { profile: NonNullable<Histogram["profile"]> } =>
  sums.histograms.get(key) as Histogram & { profile: NonNullable<Histogram["profile"]> };

describe("a profile", () => {
  it("has the sums of weights, and of weights times y and y², in every region and alternative", () => {
    expect(view.status).toBe("complete");
    let filled = 0;
    for (const sums of everySums())
      for (const suffix of ["", "@4mu", ":w_up", "@4mu:w_up", ":n_up"]) {
        if (!sums.histograms.has(`pt${suffix}`)) continue;
        const { entries, sumw, sumw2, profile } = profileOf(sums, `pt${suffix}`);
        const other = (name: string) => sums.histograms.get(`${name}${suffix}`)!;
        expect([entries, sumw, sumw2]).toEqual([other("plain").entries, other("plain").sumw, other("plain").sumw2]);
        near(profile.sumwy, other("once").sumw);
        near(profile.sumwy2, other("twice").sumw);
        filled += entries.reduce((a, b) => a + b, 0);
      }
    expect(filled).toBeGreaterThan(0);
  });

  it("has the same bits for any number of workers", async () => {
    const again = (await runInProcess(spec, { mirrors: filesAtHand.mirrors, workers: 3 })).view;
    for (const [g, group] of view.groups.entries())
      expect(profileOf(again.groups[g]!).profile).toEqual(profileOf(group).profile);
  });

  it("takes as many numbers as the limits count, and another fingerprint", () => {
    expect(sizeOf(spec).sums).toBe(layoutOf(spec).length);
    const other = parseSpec({ ...input, histograms: [{ name: "pt", expression: "m4l", axis }] });
    const one = parseSpec({ ...input, histograms: [input.histograms[0]] });
    expect(layoutOf(one).fingerprint).not.toBe(layoutOf(other).fingerprint);
  });

  it("comes back from the document, bit by bit", () => {
    const document = toAnalysisDocument(view, 1, { samples: true });
    const back = toAnalysisView(JSON.parse(JSON.stringify(document)) as typeof document, spec, view.acceptedAt);
    for (const [g, group] of view.groups.entries())
      expect(profileOf(back.groups[g]!).profile).toEqual(profileOf(group).profile);
  });

  it("is weighted_mean storage in UHI JSON", () => {
    const [group] = view.groups;
    const uhi = toUhiDocument(view)[`pt/${group!.name}`]!;
    const { sumw, sumw2, profile } = profileOf(group!);
    expect(uhi.storage).toMatchObject({
      type: "weighted_mean",
      sum_of_weights: [...sumw],
      sum_of_weights_squared: [...sumw2],
      values: [...meansOf({ sumw, ...profile })],
    });
    expect(uhi.metadata).toMatchObject({ profileLabel: "pT", profileUnit: "GeV" });
    expect(() => fromUhi(uhi)).toThrow(/Means are not read.*storage\.type/);
  });

  it("is a TProfile in ROOT files, whose means and errors are the same", async () => {
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: "0" });
    const file = await openWithJsroot(sink.bytes());
    for (const group of view.groups) {
      const found = await file.readObject(`${group.name}/pt`);
      const { sumw, sumw2, profile } = profileOf(group);
      expect(found["_typename"]).toBe("TProfile");
      const arrays = ["fArray", "fSumw2", "fBinEntries", "fBinSumw2"].map((name) => [...(found[name] as number[])]);
      expect(arrays).toEqual([profile.sumwy, profile.sumwy2, sumw, sumw2].map((cells) => [...cells]));
      expect((found["fYaxis"] as { fTitle: string }).fTitle).toBe("Mean of pT [GeV]");
      const read = toHistogram(found, "pt", "TProfile", {});
      expect(read.values).toEqual(meansOf({ sumw, ...profile }));
      near(read.variances, meanVariances({ sumw, sumw2, ...profile }));
    }
  });

  it("has means and errors in CSV and on a terminal", () => {
    const [header, ...lines] = histogramsToCsv(view).split("\r\n");
    expect(header).toMatch(/,error,mean,meanError,complete$/);
    const { sumw, profile } = profileOf(view.groups[0]!);
    const own = lines
      .filter((line) => line.startsWith(`pt,,,${view.groups[0]!.name},,`))
      .map((line) => line.split(","));
    expect(own.map((cells) => Number(cells.at(-3)))).toEqual([...meansOf({ sumw, ...profile })]);
    const drawn = renderTerminalHistogram(view, { histogram: "pt", columns: 100, color: false });
    expect(drawn).toContain("\nMean of pT [GeV]\n");
    expect(drawn).toContain("All simulation");
  });

  it.each([
    [
      { y: { expression: "m4l", axis } },
      "histograms[0].profile: a profile has one axis; leave out either y or profile",
    ],
    [{ profile: { expression: y, axis } }, "histograms[0].profile.axis: unknown field"],
  ])("is refused with %j", (change, message) => {
    expect(() => parseSpec({ ...input, histograms: [{ ...input.histograms[0], ...change }] })).toThrow(message);
  });

  it("may be given by its expression alone, and is then called so", () => {
    const short = parseSpec({ ...input, histograms: [{ name: "pt", expression: "m4l", axis, profile: y }] });
    expect(layoutOf(short).histograms[0]!.profile).toMatchObject({ label: y, unit: "" });
  });
});
