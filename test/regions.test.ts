import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import { renderCutflow } from "../src/cli/cutflow-table.ts";
import { renderRegionYields } from "../src/cli/yields-table.ts";
import { totalOf } from "../src/histogram/exact-sum.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import type { AnalysisView, SampleView } from "../src/protocol/documents/analysis-view.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import { toAnalysisDocument } from "../src/protocol/documents/to-analysis-document.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { cutflowToCsv, histogramsToCsv } from "../src/results/to-csv.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { type JsrootObject, openWithJsroot } from "./support/root-writer/jsroot-file.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

const flavours = [
  ["4e", 44],
  ["2e2mu", 48],
  ["4mu", 52],
] as const;

/** The four-lepton analysis in regions by flavour, and one more that overlaps with all of them. */
const spec = selectSamples(
  parseSpec({
    ...filesAtHand.input,
    regions: [
      ...flavours.map(([name, sum]) => ({ name, label: `region ${name}`, where: `flavour == ${sum}` })),
      {
        name: "heavy",
        kind: "control",
        where: "m4l > 150",
        cuts: [{ name: "electrons", expression: "flavour == 44" }],
      },
    ],
    histograms: [
      ...filesAtHand.input.histograms,
      {
        name: "pt",
        expression: "lep_pt / 1000",
        where: "lep_pt > 20000",
        weight: "2",
        regions: ["inclusive", "4e"],
        axis: { type: "regular", bins: 10, lower: 0, upper: 100 },
      },
      {
        name: "mass-flavour",
        expression: "m4l",
        axis: { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4l", unit: "GeV" },
        y: { expression: "flavour", axis: { type: "variable", edges: [42, 46, 50, 54], label: "flavour" } },
        regions: ["inclusive"],
      },
    ].map((histogram) => ({ ...histogram, name: histogram.name.replaceAll("-", "_") })),
  }),
  samplesAtHand,
);

let view: AnalysisView;
beforeAll(async () => {
  ({ view } = await runInProcess(spec, { mirrors: filesAtHand.mirrors }));
});

const samples = (): SampleView[] => view.groups.flatMap((group) => group.samples);
const last = (sample: SampleView) => sample.cutflow.at(-1)!;

describe("regions", () => {
  it("are filled in one pass, and each has its own cutflow behind the common one", () => {
    expect(view.status).toBe("complete");
    for (const sample of samples()) {
      expect(sample.regions.map(({ name, cutflow }) => [name, cutflow.map((stage) => stage.name)])).toEqual([
        ["4e", ["4e"]],
        ["2e2mu", ["2e2mu"]],
        ["4mu", ["4mu"]],
        ["heavy", ["heavy", "electrons"]],
      ]);
      const [fourE, twoTwo, fourMu, heavy] = sample.regions.map((region) => region.cutflow);
      const parts = [fourE, twoTwo, fourMu].map((cutflow) => cutflow![0]!.entries);
      expect(parts.reduce((a, b) => a + b, 0)).toBe(last(sample).entries);
      expect(heavy![1]!.entries).toBeLessThanOrEqual(heavy![0]!.entries);
    }
    expect(last(samples()[0]!).entries).toBeGreaterThan(0);
  });

  it("split the inclusive histogram bin by bin", () => {
    for (const sample of samples()) {
      const parts = flavours.map(([name]) => sample.histograms.get(`m4l@${name}`)!.entries);
      expect([...sample.histograms.get("m4l")!.entries]).toEqual(
        Array.from(parts[0]!, (_, cell) => parts.reduce((sum, part) => sum + part[cell]!, 0)),
      );
    }
  });

  it("have a histogram only where it is wanted, with its own condition and weight", () => {
    const keys = [...samples()[0]!.histograms.keys()];
    expect(keys.filter((key) => !key.startsWith("m4l"))).toEqual(["pt", "pt@4e", "mass_flavour"]);
    for (const group of view.groups)
      for (const { histograms } of group.samples) {
        const { entries, sumw } = histograms.get("pt")!;
        expect([...entries.subarray(0, 3)]).toEqual([0, 0, 0]);
        expect(totalOf(entries)).toBeGreaterThan(0);
        // The factor is for simulation.
        if (group.kind === "data") expect([...sumw]).toEqual([...entries]);
      }
  });

  it("and two axes agree", () => {
    for (const { histograms } of samples()) {
      const { sumw, sumw2, shape } = histograms.get("mass_flavour")!;
      flavours.forEach(([name], row) => {
        const one = histograms.get(`m4l@${name}`)!;
        const cells = Array.from(one.sumw, (_, bin) => bin * shape.strides[0]! + row + 1);
        expect(cells.map((cell) => sumw[cell])).toEqual([...one.sumw]);
        expect(cells.map((cell) => sumw2[cell])).toEqual([...one.sumw2]);
      });
    }
  });

  it("come back from the document, bit by bit", () => {
    const document = toAnalysisDocument(view, 1, { samples: true });
    expect(document.head.regions?.map(({ name, label, kind, stages }) => [name, label, kind, stages.length])).toEqual([
      ["4e", "region 4e", "signal", 1],
      ["2e2mu", "region 2e2mu", "signal", 1],
      ["4mu", "region 4mu", "signal", 1],
      ["heavy", "heavy", "control", 2],
    ]);
    const back = toAnalysisView(JSON.parse(JSON.stringify(document)) as typeof document, spec, view.acceptedAt);
    back.groups.forEach((group, g) => {
      const original = view.groups[g]!;
      expect(group.regions).toEqual(original.regions);
      expect([...group.histograms.keys()]).toEqual([...original.histograms.keys()]);
      for (const [key, { entries, sumw, sumw2 }] of group.histograms)
        expect([entries, sumw, sumw2]).toEqual([
          original.histograms.get(key)!.entries,
          original.histograms.get(key)!.sumw,
          original.histograms.get(key)!.sumw2,
        ]);
    });
  });

  it("stand in CSV, UHI and the terminal", () => {
    const lines = histogramsToCsv(view).split("\r\n");
    expect(lines[0]).toBe(
      "histogram,region,group,sample,bin,lower,upper,bin2,lower2,upper2,entries,sumw,error,complete",
    );
    expect(lines.filter((line) => line.startsWith("m4l,4e,data,,"))).toHaveLength(36);
    expect(lines.filter((line) => line.startsWith("mass_flavour,,data,,"))).toHaveLength(36 * 5);
    const cutflow = cutflowToCsv(view).split("\r\n");
    expect(cutflow[0]).toBe("region,group,sample,cut,entries,sumw,error,complete");
    expect(cutflow.filter((line) => line.startsWith("heavy,data,,"))).toHaveLength(2);
    const uhi = toUhiDocument(view);
    const { entries } = view.groups[0]!.histograms.get("mass_flavour")!;
    expect(totalOf(fromUhi(uhi[`mass_flavour/${view.groups[0]!.name}`]).sumw)).toBe(totalOf(entries));
    expect(Object.keys(uhi)).toContain(`m4l@4e/${view.groups[0]!.name}`);
    expect(renderCutflow(view)).toMatch(/@heavy .*\n.* {2}electrons /);
    expect(renderRegionYields(view).split("\n")[0]).toMatch(/@4e .*@2e2mu .*@4mu .*@heavy/);
  });

  it("are directories of a ROOT file, with a TH2D where there are two axes", async () => {
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: "1.0.0" });
    const file = await openWithJsroot(sink.bytes());
    const [group] = view.groups;
    const read = (path: string) => file.readObject(`${group!.name}/${path}`);
    const ofRegion = await read("4e/m4l");
    expect(ofRegion["fTitle"]).toContain("4e");
    expect(Array.from(ofRegion["fArray"] as ArrayLike<number>)).toEqual([...group!.histograms.get("m4l@4e")!.sumw]);
    const cutflow = await read("heavy/cutflow");
    const labels = ((cutflow["fXaxis"] as JsrootObject)["fLabels"] as { arr: JsrootObject[] }).arr;
    expect(labels.map((label) => label["fString"])).toEqual([
      "all",
      ...spec.cuts.map(({ name }) => name),
      "heavy",
      "electrons",
    ]);
    const both = await read("mass_flavour");
    expect([both["_typename"], both["fNcells"]]).toEqual(["TH2D", 36 * 5]);
    const content = both["fArray"] as ArrayLike<number>;
    const { sumw } = group!.histograms.get("m4l@2e2mu")!;
    expect(Array.from(sumw, (_, bin) => content[bin + 36 * 2])).toEqual([...sumw]);
  });
});

interface ReferenceRegion {
  readonly yield: readonly [number, number, number];
  readonly m4l: { readonly counts: number[]; readonly sumw: number[]; readonly sumw2: number[] };
}

describeWithSharedData("regions by flavour, beside what others count", () => {
  const { samples: reference } = JSON.parse(readFileSync(sharedPath("reference/hzz-pairs.json"), "utf8")) as {
    samples: Record<string, { regions: Record<string, ReferenceRegion> }>;
  };
  it.each(samplesAtHand)("in %s", (name) => {
    const sample = samples().find((one) => one.name === name)!;
    for (const [region, expected] of Object.entries(reference[name]!.regions)) {
      const found = sample.histograms.get(`m4l@${region}`)!;
      expect(sample.regions.find((one) => one.name === region)!.cutflow[0]!.entries).toBe(expected.yield[0]);
      expect([...found.counts()]).toEqual(expected.m4l.counts);
      for (const [own, others] of [
        [found.values(), expected.m4l.sumw],
        [found.variances(), expected.m4l.sumw2],
      ] as const)
        others.forEach((value, bin) => {
          expect(Math.abs(own[bin]! - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
        });
    }
  });
});
