import { beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import { renderTerminalHistogram } from "../src/cli/terminal-histogram.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import type { AnalysisView, SampleView } from "../src/protocol/documents/analysis-view.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import { toAnalysisDocument } from "../src/protocol/documents/to-analysis-document.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { type JsrootObject, openWithJsroot } from "./support/root-writer/jsroot-file.ts";
import { runInProcess } from "./support/run-in-process.ts";

/** Four leptons by flavour, beside regions that select the same; mixed events are in no category of the text. */
const spec = selectSamples(
  parseSpec({
    ...filesAtHand.input,
    regions: [
      { name: "4e", where: "flavour == 44" },
      { name: "4mu", where: "flavour == 52" },
      { name: "mixed", where: "flavour != 44 && flavour != 52" },
    ],
    histograms: [
      { ...filesAtHand.input.histograms[0]! },
      {
        name: "channel",
        expression: 'where(flavour == 44, "4e", where(flavour == 52, "4mu", "mixed"))',
        axis: { categories: ["4mu", "4e"], label: "channel" },
        regions: ["inclusive", "4e"],
      },
      {
        name: "mass_flavour",
        expression: "m4l",
        axis: filesAtHand.input.histograms[0]!.axis,
        y: { expression: "flavour", axis: { categories: [44, 52], label: "flavour" } },
        regions: ["inclusive"],
      },
    ],
  }),
  samplesAtHand,
);

let view: AnalysisView;
beforeAll(async () => {
  ({ view } = await runInProcess(spec, { mirrors: filesAtHand.mirrors }));
});

const samples = (): SampleView[] => view.groups.flatMap((group) => group.samples);
const orders = ["4mu", "4e", "mixed"];

describe("categories", () => {
  it("hold what regions hold that select the same, and the overflow what is in none", () => {
    expect(view.status).toBe("complete");
    for (const { histograms, regions } of samples()) {
      const found = histograms.get("channel")!;
      expect(found.axes[0]).toMatchObject({ kind: "category", categories: ["4mu", "4e"], label: "channel" });
      const stages = orders.map((order) => regions.find(({ name }) => name === order)!.cutflow[0]!);
      expect([...found.entries]).toEqual(stages.map(({ entries }) => entries));
      expect([...found.sumw]).toEqual(stages.map(({ sumw }) => sumw));
      expect([...found.sumw2]).toEqual(stages.map(({ sumw2 }) => sumw2));
      expect([...histograms.get("channel@4e")!.entries]).toEqual([0, stages[1]!.entries, 0]);
    }
    expect(samples()[0]!.histograms.get("channel")!.overflow.entries).toBeGreaterThan(0);
  });

  it("of numbers stand beside an axis of numbers", () => {
    for (const { histograms } of samples()) {
      const { sumw, shape } = histograms.get("mass_flavour")!;
      for (const [row, region] of ["4e", "4mu", "mixed"].entries()) {
        const one = histograms.get(`m4l@${region}`)!;
        expect(Array.from(one.sumw, (_, bin) => sumw[bin * shape.strides[0]! + row])).toEqual([...one.sumw]);
      }
    }
  });

  it("come back from the document and from UHI JSON, bit by bit", () => {
    const document = toAnalysisDocument(view, 1, { samples: true });
    const back = toAnalysisView(JSON.parse(JSON.stringify(document)) as typeof document, spec, view.acceptedAt);
    const uhi = toUhiDocument(view);
    back.groups.forEach(({ name, histograms }, g) => {
      for (const key of ["channel", "mass_flavour"]) {
        const original = view.groups[g]!.histograms.get(key)!;
        const fromFile = fromUhi(JSON.parse(JSON.stringify(uhi[`${key}/${name}`])));
        for (const found of [histograms.get(key)!, fromFile]) {
          expect(found.sumw).toEqual(original.sumw);
          expect(JSON.stringify(found.axes)).toBe(JSON.stringify(original.axes));
        }
      }
    });
    expect(uhi[`mass_flavour/${view.groups[0]!.name}`]!.axes[1]).toEqual({
      ...{ type: "category_int", categories: [44, 52], flow: true, metadata: { label: "flavour" } },
    });
  });

  it("have their names at the bins of ROOT histograms", async () => {
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: "0" });
    const file = await openWithJsroot(sink.bytes());
    const labels = (axis: unknown) =>
      ((axis as JsrootObject)["fLabels"] as { arr: JsrootObject[] }).arr.map((each) => [
        each["fUniqueID"],
        each["fString"],
      ]);
    for (const { name, histograms } of view.groups) {
      const channel = await file.readObject(`${name}/channel`);
      const { sumw } = histograms.get("channel")!;
      expect(channel["_typename"]).toBe("TH1D");
      expect(labels(channel["fXaxis"])).toEqual([
        [1, "4mu"],
        [2, "4e"],
      ]);
      expect(Array.from(channel["fArray"] as number[])).toEqual([0, ...sumw]);
      const map = await file.readObject(`${name}/mass_flavour`);
      expect(map["_typename"]).toBe("TH2D");
      expect(labels(map["fYaxis"])).toEqual([
        [1, "44"],
        [2, "52"],
      ]);
      const cells = histograms.get("mass_flavour")!;
      const [width] = cells.shape.extent;
      const rows = [0, 1, 2].map((row) => Array.from({ length: width! }, (_, bin) => cells.sumw[3 * bin + row]!));
      expect(Array.from(map["fArray"] as number[])).toEqual([...new Array<number>(width!).fill(0), ...rows.flat()]);
    }
  });

  it("have their names in CSV, where the overflow has none, and below the plot of a terminal", () => {
    const lines = histogramsToCsv(view).split("\r\n");
    const ofGroup = lines.filter((line) => line.startsWith(`channel,,${view.groups[0]!.name},,`));
    expect(ofGroup.map((line) => line.split(",").slice(4, 7).join(" "))).toEqual(["0 4mu 4mu", "1 4e 4e", "2  "]);
    const drawn = renderTerminalHistogram(view, { histogram: "channel", columns: 80, color: false });
    expect(drawn).toMatch(/\n\s+4mu\s+4e\n\s+channel\n/);
    expect(drawn).toContain("\nEvents\n");
    expect(drawn).toMatch(/Overflow, in no category: .* \d/);
    const map = renderTerminalHistogram(view, { histogram: "mass_flavour", columns: 80, color: false });
    expect(map).toMatch(/\n\s+52 ┤/);
  });
});
