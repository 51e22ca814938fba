import { describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import { renderResult } from "../src/cli/render-result.ts";
import { histogramKey, nameOf } from "../src/histogram/histogram.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import { toAnalysisState } from "../src/protocol/documents/to-analysis-document.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { cutflowToCsv, histogramsToCsv } from "../src/results/to-csv.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { openWithJsroot } from "./support/root-writer/jsroot-file.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { runInProcess } from "./support/run-in-process.ts";

/** Every alternative of one run, beside a run of its own in which the replacement is written into the specification. */

const toy = presetInput("hzz-toy");
const axis = { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4l", unit: "GeV" } as const;

const factors = ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE"];

const base: AnalysisSpecInput = {
  ...toy,
  // One file of each group is enough.
  groups: toy.groups.map((group) => ({ ...group, samples: group.samples.slice(0, 1) })),
  define: [
    { name: "leadingPt", expression: "lep_pt[0] / 1000" },
    { name: "m4l", expression: "mass(sum(lep[0:4]))" },
    { name: "electrons", expression: "count(lep_type[0:4] == 11)" },
  ],
  weights: { factors },
  cuts: [
    { name: "charge", expression: "sum(lep_charge[0:4]) == 0" },
    { name: "pt", expression: "leadingPt > 25 && lep_pt[1] > 15000" },
    { name: "type", expression: "sum(lep_type[0:4]) in [44, 48, 52]" },
  ],
  regions: [
    { name: "4e", where: "electrons == 4" },
    { name: "high", where: "m4l > 130", cuts: [{ name: "hard", expression: "leadingPt > 40" }] },
  ],
  histograms: [
    { name: "m4l", expression: "m4l", axis },
    {
      name: "pt",
      expression: "lep_pt / 1000",
      where: "lep_pt > 7000",
      axis: { ...axis, lower: 0 },
      weight: "1 + 0.1 * electrons",
    },
    {
      name: "map",
      expression: "m4l",
      axis,
      y: { expression: "leadingPt", axis: { ...axis, bins: 5, lower: 0 } },
      regions: ["inclusive"],
    },
  ],
};

/** What is written in place of something else for each alternative. */
const replacements: Readonly<Record<string, AnalysisSpecInput>> = {
  sf_up: { ...base, weights: { factors: [...factors, "pow(1.02, electrons)"] } },
  sf_down: { ...base, weights: { factors: [...factors, "pow(0.98, electrons)"] } },
  pileup_off: { ...base, weights: { factors: ["mcWeight", "1", "scaleFactor_ELE"] } },
  scale_up: replaced("lep_pt", "(lep_pt * 1.05)"),
  mass_shifted: {
    ...base,
    define: base.define!.map((one) => (one.name === "m4l" ? { ...one, expression: "mass(sum(lep[0:4])) + 1" } : one)),
  },
  field_up: {
    ...base,
    collections: { lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E * 1.01" } },
  },
};

function replaced(branch: string, by: string): AnalysisSpecInput {
  const text = JSON.stringify(base, (key, value: unknown) =>
    typeof value === "string" && key !== "description"
      ? value.replaceAll(new RegExp(`\\b${branch}\\b`, "g"), by)
      : value,
  );
  return JSON.parse(text) as AnalysisSpecInput;
}

const varied: AnalysisSpecInput = {
  ...base,
  variations: [
    { name: "sf", weight: { up: "pow(1.02, electrons)", down: "pow(0.98, electrons)" } },
    { name: "pileup", weight: { off: "1" }, replaces: "scaleFactor_PILEUP" },
    { name: "scale", label: "lepton scale", columns: { up: { lep_pt: "lep_pt * 1.05" } }, data: true },
    { name: "mass", columns: { shifted: { m4l: "m4l + 1" } }, data: true },
    { name: "field", columns: { up: { "lep.energy": "lep_E * 1.01" } }, data: true },
  ],
};

const run = async (input: AnalysisSpecInput, workers = 3) =>
  (await runInProcess(parseSpec(input, "test"), { workers })).view;

let one: Promise<AnalysisView> | undefined;
/** The run that most tests look at. */
const variedRun = () => (one ??= run(varied));

/** Cutflow, regions and histograms of each group, under the names that the nominal pass has. */
function sumsOf(view: AnalysisView, alternative?: string) {
  return view.groups.map((group) => {
    const lines = alternative === undefined ? group : group.alternatives!.find(({ name }) => name === alternative)!;
    const nominal = [...group.histograms.values()].filter(({ variation }) => variation === undefined);
    return {
      ...{ name: group.name, cutflow: lines.cutflow, regions: lines.regions },
      histograms: nominal.map((histogram) => {
        const key = histogramKey({
          ...nameOf(histogram),
          ...(alternative === undefined ? {} : { variation: alternative }),
        });
        const { entries, sumw, sumw2 } = group.histograms.get(key)!;
        return [histogramKey(histogram), [...entries], [...sumw], [...sumw2]];
      }),
    };
  });
}

describe("an analysis with variations", () => {
  it("has, in one pass, the bits of a run of its own for each alternative", { timeout: 120_000 }, async () => {
    const view = await variedRun();
    expect(view.status).toBe("complete");
    const nominal = await run(base);
    expect(sumsOf(view)).toEqual(sumsOf(nominal));
    for (const [alternative, input] of Object.entries(replacements)) {
      const own = sumsOf(await run(input));
      // Where weights are varied, data are as they are: the nominal ones.
      expect(sumsOf(view, alternative), alternative).toEqual(own);
      expect(own, alternative).not.toEqual(sumsOf(nominal));
    }
  });

  it("has the same bits with any number of workers, and through a document", { timeout: 60_000 }, async () => {
    const [alone, four] = [await run(varied, 1), await variedRun()];
    for (const alternative of [undefined, ...Object.keys(replacements)])
      expect(sumsOf(four, alternative)).toEqual(sumsOf(alone, alternative));
    const state = JSON.parse(JSON.stringify(toAnalysisState(alone, 1))) as ReturnType<typeof toAnalysisState>;
    const read = toAnalysisView(state, alone.spec, alone.acceptedAt);
    for (const alternative of [undefined, ...Object.keys(replacements)])
      expect(sumsOf(read, alternative)).toEqual(sumsOf(alone, alternative));
  });

  it("is told as a table, with what each alternative changes", { timeout: 60_000 }, async () => {
    const text = renderResult(await variedRun(), { color: false, columns: 100 });
    expect(text).toMatch(/^variation .*simulation/m);
    expect(text).toMatch(/^sf_up +\+[\d.]+ %/m);
    expect(text).toMatch(/^sf_down +−[\d.]+ %/m);
    // Plots are those of the nominal pass.
    expect(text).not.toContain("m4l:sf_up");
  });

  it("stands in CSV, UHI and directories of a ROOT file", { timeout: 60_000 }, async () => {
    const view = await variedRun();
    const [, group] = view.groups;
    const { sumw } = group!.histograms.get("m4l@4e:scale_up")!;
    const lines = histogramsToCsv(view).split("\r\n");
    expect(lines[0]).toMatch(/^histogram,region,variation,group,/);
    const ofOne = lines.filter((line) => line.startsWith(`m4l,4e,scale_up,${group!.name},,`));
    expect(ofOne.map((line) => Number(line.split(",").at(-3)))).toEqual([...sumw]);
    const cutflow = cutflowToCsv(view).split("\r\n");
    expect(cutflow[0]).toBe("region,variation,group,sample,cut,entries,sumw,error,complete");
    expect(cutflow.filter((line) => line.startsWith(`high,scale_up,${group!.name},,`))).toHaveLength(2);
    expect([...fromUhi(toUhiDocument(view)[`m4l@4e:scale_up/${group!.name}`]).sumw]).toEqual([...sumw]);
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: "1.0.0" });
    const file = await openWithJsroot(sink.bytes());
    const histogram = await file.readObject(`${group!.name}/4e/scale_up/m4l`);
    expect(Array.from(histogram["fArray"] as ArrayLike<number>)).toEqual([...sumw]);
    const weighted = await file.readObject(`${group!.name}/scale_up/cutflow`);
    const { cutflow: stages } = group!.alternatives!.find(({ name }) => name === "scale_up")!;
    expect(Array.from(weighted["fArray"] as ArrayLike<number>).slice(1, -1)).toEqual(stages.map((one) => one.sumw));
  });

  it("varies only what it names", { timeout: 60_000 }, async () => {
    const view = await run({
      ...base,
      variations: [
        { name: "one", weight: { up: "2" }, groups: ["zz"], histograms: ["m4l"], regions: ["inclusive"] },
        { name: "scale", columns: { up: { lep_pt: "lep_pt * 1.05" } } },
      ],
    });
    const keys = view.histograms.map(histogramKey);
    expect(keys.filter((key) => key.endsWith(":one_up"))).toEqual(["m4l:one_up"]);
    for (const group of view.groups) {
      const nominal = group.histograms.get("m4l")!;
      const doubled = group.histograms.get("m4l:one_up")!;
      const factor = group.name === "zz" ? 2 : 1;
      expect([...doubled.sumw], group.name).toEqual(Array.from(nominal.sumw, (value) => factor * value));
      // Data are varied only where that is asked for.
      const scaled = group.histograms.get("m4l:scale_up")!;
      if (group.kind === "data") expect([...scaled.sumw]).toEqual([...nominal.sumw]);
      else expect([...scaled.sumw]).not.toEqual([...nominal.sumw]);
    }
  });
});
