import { describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import { renderResult } from "../src/cli/render-result.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import { histogramKey } from "../src/histogram/histogram.ts";
import { shiftsOf, sourcesOfDocument, sourcesOfView } from "../src/plot/plot-model.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import { toAnalysisDocument, toAnalysisState } from "../src/protocol/documents/to-analysis-document.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { openWithJsroot } from "./support/root-writer/jsroot-file.ts";
import { runInProcess } from "./support/run-in-process.ts";

/** Alternatives that follow from nominal sums: a factor, and another sample in place of one. */

const toy = presetInput("hzz-toy");
const axis = { type: "regular", bins: 17, lower: 80, upper: 250, label: "m4l", unit: "GeV" } as const;
const [data, , zz, signal] = toy.groups;
const [llll] = zz!.samples;
const [ggH, vbf] = signal!.samples;

const base: AnalysisSpecInput = {
  ...toy,
  cuts: toy.cuts!.slice(0, 2),
  regions: [{ name: "high", where: "m4l > 130" }],
  histograms: [
    { name: "m4l", expression: "m4l", axis },
    { name: "jets", expression: "jet_n", axis: { ...axis, bins: 5, lower: -0.5, upper: 4.5 } },
  ],
  groups: [
    { ...data!, samples: data!.samples.slice(0, 1) },
    { ...zz!, samples: [llll!] },
    { ...signal!, samples: [ggH!, vbf!] },
  ],
};

/** Half of the signal's files again, as if another generator had made them. */
const other = { ...vbf!, name: "other", label: "other generator", crossSectionPb: 2 * ggH!.crossSectionPb! };

const varied: AnalysisSpecInput = {
  ...base,
  groups: base.groups.map((group) =>
    group.name === signal!.name ? { ...group, samples: [...group.samples, { ...other, nominal: false }] } : group,
  ),
  variations: [
    { name: "lumi", norm: { up: 1.017, down: 0.983 } },
    { name: "sf", weight: { up: "1.5" } },
    { name: "ggF", norm: { up: 1.1, down: 0.9 }, samples: [ggH!.name], histograms: ["m4l"] },
    { name: "generator", sample: { other: { [ggH!.name]: "other" } } },
  ],
};

const run = async (input: AnalysisSpecInput, workers = 2) =>
  (await runInProcess(parseSpec(input, "test"), { workers })).view;

let one: Promise<AnalysisView> | undefined;
const variedRun = () => (one ??= run(varied));

const groupIn = (view: AnalysisView, name: string) => view.groups.find((group) => group.name === name)!;
const sumw = (view: AnalysisView, group: string, key: string) => [...groupIn(view, group).histograms.get(key)!.sumw];
const numbersOf = (view: AnalysisView, group: string, key: string) => {
  const { entries, sumw, sumw2 } = groupIn(view, group).histograms.get(key)!;
  return [[...entries], [...sumw], [...sumw2]];
};

describe("a factor on samples", () => {
  it("has no sums of its own, and multiplies those of simulation", { timeout: 60_000 }, async () => {
    const view = await variedRun();
    expect(view.status).toBe("complete");
    const nominal = await run(base);
    for (const { name, kind } of nominal.groups)
      for (const key of ["m4l", "m4l@high", "jets"]) {
        expect(numbersOf(view, name, key), `${name} ${key}`).toEqual(numbersOf(nominal, name, key));
        const factor = kind === "data" ? 1 : 1.017;
        const [entries, weights, squares] = numbersOf(nominal, name, key);
        const expected = [entries, weights!.map((w) => w * factor), squares!.map((w) => w * (factor * factor))];
        expect(numbersOf(view, name, `${key}:lumi_up`), `${name} ${key}`).toEqual(expected);
      }
    const cutflow = groupIn(view, zz!.name).alternatives!.find(({ name }) => name === "lumi_down")!.cutflow;
    expect(cutflow.map((stage) => stage.sumw)).toEqual(
      groupIn(nominal, zz!.name).cutflow.map((stage) => stage.sumw * 0.983),
    );
  });

  it("of some samples of a group leaves the others as they are", { timeout: 60_000 }, async () => {
    const view = await variedRun();
    const [first, second] = groupIn(view, signal!.name).samples;
    const expected = [...first!.histograms.get("m4l")!.sumw].map(
      (weight, cell) => weight * 1.1 + second!.histograms.get("m4l")!.sumw[cell]!,
    );
    expect(sumw(view, signal!.name, "m4l:ggF_up")).toEqual(expected);
    expect(expected).not.toEqual(sumw(view, signal!.name, "m4l"));
    expect(sumw(view, zz!.name, "m4l:ggF_up")).toEqual(sumw(view, zz!.name, "m4l"));
    expect(groupIn(view, zz!.name).histograms.has("jets:ggF_up")).toBe(false);
  });
});

describe("another sample in place of one", () => {
  it("has the bits of a run in which it is replaced", { timeout: 60_000 }, async () => {
    const view = await variedRun();
    const replaced = await run({
      ...base,
      groups: base.groups.map((group) => (group.name === signal!.name ? { ...group, samples: [other, vbf!] } : group)),
    });
    for (const { name } of replaced.groups) {
      for (const key of ["m4l", "m4l@high", "jets"])
        expect(numbersOf(view, name, `${key}:generator_other`), `${name} ${key}`).toEqual(
          numbersOf(replaced, name, key),
        );
      const lines = groupIn(view, name).alternatives!.find((each) => each.name === "generator_other")!;
      expect(lines.cutflow).toEqual(groupIn(replaced, name).cutflow);
      expect(lines.regions).toEqual(groupIn(replaced, name).regions);
    }
    expect(sumw(view, signal!.name, "m4l:generator_other")).not.toEqual(sumw(view, signal!.name, "m4l"));
  });

  it("is left out, and named, if not all of its files are there", { timeout: 60_000 }, async () => {
    const broken = structuredClone(varied);
    const samples = broken.groups.find(({ name }) => name === signal!.name)!.samples;
    Object.assign(samples.at(-1)!, { files: ["https://127.0.0.1:9/nowhere.root"] });
    const view = await run(broken);
    expect(view.status).toBe("incomplete");
    expect(view.missing.map(({ sample }) => sample)).toEqual(["other"]);
    expect(groupIn(view, signal!.name).histograms.has("m4l:generator_other")).toBe(false);
    expect(sumw(view, zz!.name, "m4l:generator_other")).toEqual(sumw(view, zz!.name, "m4l"));
    const told = view.warnings?.find(({ name }) => name === "AlternativeIncompleteWarning");
    expect(told?.message).toBe(
      `There is no alternative generator_other of the group of ${ggH!.name}: 0 of 1 files of other are complete`,
    );
    expect(sumw(view, signal!.name, "m4l")).toEqual(sumw(await variedRun(), signal!.name, "m4l"));
    const read = toAnalysisView(toAnalysisState(view, 1), view.spec, view.acceptedAt);
    expect([...groupIn(read, signal!.name).histograms.keys()]).toEqual([
      ...groupIn(view, signal!.name).histograms.keys(),
    ]);
    expect(renderResult(view, { color: false, columns: 100 })).toMatch(/^generator_other .*–/m);
  });
});

describe("alternatives that are not filled", () => {
  it("go through a document, CSV, UHI and a ROOT file", { timeout: 60_000 }, async () => {
    const view = await variedRun();
    const state = JSON.parse(JSON.stringify(toAnalysisState(view, 1, { samples: true }))) as ReturnType<
      typeof toAnalysisState
    >;
    const read = toAnalysisView(state, view.spec, view.acceptedAt);
    const lines = histogramsToCsv(view).split("\r\n");
    const uhi = toUhiDocument(view);
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: "1.0.0" });
    const file = await openWithJsroot(sink.bytes());
    for (const alternative of ["lumi_up", "ggF_down", "generator_other"]) {
      const key = `m4l:${alternative}`;
      const expected = sumw(view, signal!.name, key);
      expect(sumw(read, signal!.name, key)).toEqual(expected);
      expect(groupIn(read, signal!.name).alternatives).toEqual(groupIn(view, signal!.name).alternatives);
      expect([...fromUhi(uhi[`${key}/${signal!.name}`]).sumw]).toEqual(expected);
      const rows = lines.filter((line) => line.startsWith(`m4l,,${alternative},${signal!.name},,`));
      expect(rows.map((line) => Number(line.split(",").at(-3)))).toEqual(expected);
      const histogram = await file.readObject(`${signal!.name}/${alternative}/m4l`);
      expect(Array.from(histogram["fArray"] as ArrayLike<number>)).toEqual(expected);
    }
    expect(view.histograms.map(histogramKey)).toEqual(toAnalysisDocument(view, 1).head.histograms.map(histogramKey));
  });

  it("are in the table and in the band of the plot", { timeout: 60_000 }, async () => {
    const view = await variedRun();
    const text = renderResult(view, { color: false, columns: 100 });
    expect(text).toMatch(/^lumi_up +\+1\.7 % +\+1\.7 % +\+1\.7 %$/m);
    expect(text).toMatch(/^ggF_down +0 % +−[\d.]+ %/m);
    // Its events do not count in the group.
    expect(text).toMatch(/^ {2}\(other\) /m);
    for (const sources of [
      sourcesOfView(view, "m4l", new Set()),
      sourcesOfDocument(toAnalysisDocument(view, 1), "m4l"),
    ]) {
      const simulated = sources.filter(({ kind }) => kind !== "data");
      const [lumi] = shiftsOf(simulated, (histogram) => [histogram.integral().sumw]);
      const total = simulated.reduce((sum, { histogram }) => sum + histogram.integral().sumw, 0);
      expect(lumi!.variation).toBe("lumi");
      expect(lumi!.differences[0]![0]! / total).toBeCloseTo(0.017, 10);
      expect(lumi!.differences[1]![0]! / total).toBeCloseTo(-0.017, 10);
    }
  });

  it("go along when samples are selected", () => {
    const spec = parseSpec({ ...varied, model: { variations: ["generator", "sf"] } }, "test");
    const names = (patterns: string[]) => {
      const selected = selectSamples(spec, patterns);
      expect(parseSpec(selected, "test")).toEqual(selected);
      expect(selected.model!.variations).toEqual(patterns.includes(ggH!.name) ? ["generator", "sf"] : ["sf"]);
      const samples = selected.groups.flatMap((group) => group.samples.map(({ name }) => name));
      return [samples, selected.variations!.map(({ name }) => name)];
    };
    expect(names([ggH!.name])).toEqual([
      [ggH!.name, "other"],
      ["lumi", "sf", "ggF", "generator"],
    ]);
    expect(names([llll!.name])).toEqual([[llll!.name], ["lumi", "sf", "ggF"]]);
    expect(() => selectSamples(spec, ["other"])).toThrow("No sample is called");
  });

  it.each([
    [{ name: "a", norm: {} }, "variations[0].norm", "expected at least one alternative"],
    [{ name: "a", norm: { up: -1 } }, "variations[0].norm.up", "expected a number at least 0, found -1"],
    [
      { name: "a", norm: { up: 1.1 }, weight: { up: "2" } },
      "variations[0]",
      "expected exactly one of weight, columns, norm and sample, found weight and norm",
    ],
    [{ name: "a", norm: { up: 1.1 }, data: true }, "variations[0].data", "only columns can be varied in data"],
    [
      { name: "a", sample: { b: { nothing: "other" } } },
      "variations[0].sample.b.nothing",
      "there is no simulated sample of that name",
    ],
    [
      { name: "a", sample: { b: { [ggH!.name]: vbf!.name } } },
      `variations[0].sample.b.${ggH!.name}`,
      `"${vbf!.name}" is no sample of the same group with "nominal": false; there are: other`,
    ],
    [
      { name: "a", sample: { b: { [ggH!.name]: "other" } }, groups: ["zz"] },
      "variations[0].groups",
      "not with sample, which names its samples itself",
    ],
    [
      { name: "a", norm: { up: 1.1 } },
      "groups[2].samples[2].nominal",
      "no variation has it in place of another sample",
    ],
  ])("are refused where they are wrong: %j", (variation, path, message) => {
    expect(() => parseSpec({ ...varied, variations: [variation] }, "test")).toThrow(path);
    expect(() => parseSpec({ ...varied, variations: [variation] }, "test")).toThrow(message);
  });
});
