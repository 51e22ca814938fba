import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { numericAxisOf } from "../histogram/axes.ts";
import { resultsInput, resultsView } from "../../test/support/results-view.ts";
import { fixtureView } from "../../test/support/fixture-view.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import type { AnalysisSpecInput } from "../analysis/spec.ts";
import { NonFiniteSumError } from "../histogram/errors.ts";
import { createHistogram } from "../histogram/histogram.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import {
  type JsrootFile,
  type JsrootObject,
  openWithJsroot,
  utf8,
} from "../../test/support/root-writer/jsroot-file.ts";
import { openSound, soundStructure } from "../../test/support/root-writer/written-file.ts";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import type { FileProvenance } from "./provenance.ts";
import { writeRootResults } from "./write-root-results.ts";

async function written(view: AnalysisView): Promise<Uint8Array> {
  const sink = createMemorySink();
  await writeRootResults(view, sink, { version: "1.2.3" });
  return Uint8Array.from(sink.bytes());
}

const view = await resultsView();
const bytes = await written(view);
const file = await openWithJsroot(bytes);
const member = (object: JsrootObject, name: string): JsrootObject => object[name] as JsrootObject;
const numbers = (object: JsrootObject, name: string): number[] => Array.from(object[name] as ArrayLike<number>);
const text = async (name: string, of: JsrootFile = file): Promise<string> =>
  utf8((await of.readObject(name))["fTitle"]);

/** Each group and sample with the path of its directory. */
const everySums: readonly (readonly [string, SumsView & { readonly label: string }])[] = view.groups.flatMap(
  (group) => [
    [group.name, group] as const,
    ...group.samples.map((sample) => [`${group.name}/${sample.name}`, sample] as const),
  ],
);

describe("a result as a ROOT file", () => {
  it("is sound, and our reader lists what is in it", async () => {
    expect(soundStructure(bytes).folders).toEqual(["", "data", "data/run1", "z-ttbar", "z-ttbar/Zee", "z-ttbar/ttbar"]);
    const { keys } = await openSound(bytes);
    const histograms = ["m4l", "n", "cutflow", "cutflow_unweighted"];
    expect(keys.filter(({ key }) => key.className === "TH1D").map(({ path }) => path)).toEqual(
      expect.arrayContaining(everySums.flatMap(([path]) => histograms.map((name) => `${path}/${name}`))),
    );
    expect(keys.filter(({ key }) => key.className === "TNamed").map(({ path }) => path)).toEqual([
      ...[
        "analysis_id",
        "status",
        "status_text",
        "missing",
        "title",
        "release",
        "accepted_at",
        "software",
        "catalogue",
      ],
      ...["spec_sha256", "spec", "files"],
    ]);
  });

  it("has contents, variances, flow bins, entries and edges of the ledger, exactly", async () => {
    for (const [path, sums] of everySums)
      for (const [name, histogram] of sums.histograms) {
        const { entries, sumw, sumw2 } = histogram;
        const axis = numericAxisOf(histogram);
        const found = await file.readObject(`${path}/${name}`);
        expect(found["_typename"]).toBe("TH1D");
        expect(numbers(found, "fArray")).toEqual([...sumw]);
        expect(numbers(found, "fSumw2")).toEqual([...sumw2]);
        expect(found["fEntries"]).toBe(entries.reduce((a, b) => a + b));
        const x = member(found, "fXaxis");
        expect([x["fNbins"], x["fXmin"], x["fXmax"]]).toEqual([axis.bins, axis.edges[0], axis.edges.at(-1)]);
        expect(numbers(x, "fXbins")).toEqual(axis.kind === "regular" ? [] : [...axis.edges]);
      }
  });

  it("tells ROOT to draw counts with Poisson intervals, and weighted sums with √Σw²", async () => {
    const counted = await openWithJsroot(await written(fixtureView()));
    expect((await counted.readObject("data/run1/m"))["fBinStatErrOpt"]).toBe(1);
    expect((await counted.readObject("zz/llll/m"))["fBinStatErrOpt"]).toBe(0);
  });

  it("has titles and units as ROOT draws them, with the release", async () => {
    const found = await file.readObject("z-ttbar/ttbar/m4l");
    expect(found["fTitle"]).toBe(
      "Invariant mass of 4#it{l}, t#bar{t} #rightarrow #it{l} + X (Toy simulation, not ATLAS data)",
    );
    expect(member(found, "fXaxis")["fTitle"]).toBe("m_{4#it{l}} [GeV]");
    expect(member(found, "fYaxis")["fTitle"]).toBe("Events / 5 GeV");
    const other = await file.readObject("data/n");
    expect(member(other, "fXaxis")["fTitle"]).toBe("n");
    expect(member(other, "fYaxis")["fTitle"]).toBe("Events / bin");
  });

  it("has the cutflow with the names of the cuts at its bins, weighted and as counts", async () => {
    for (const [path, { cutflow }] of everySums) {
      const weighted = await file.readObject(`${path}/cutflow`);
      expect(numbers(weighted, "fArray")).toEqual([0, ...cutflow.map(({ sumw }) => sumw), 0]);
      expect(numbers(weighted, "fSumw2")).toEqual([0, ...cutflow.map(({ sumw2 }) => sumw2), 0]);
      const counts = await file.readObject(`${path}/cutflow_unweighted`);
      const entries = [0, ...cutflow.map((stage) => stage.entries), 0];
      expect([numbers(counts, "fArray"), numbers(counts, "fSumw2")]).toEqual([entries, entries]);
      for (const found of [weighted, counts]) {
        const labels = member(member(found, "fXaxis"), "fLabels")["arr"] as JsrootObject[];
        expect(labels.map((label) => [label["fString"], label["fUniqueID"]])).toEqual([
          ...[["all", 1], ["charge", 2], ["type", 3]], // prettier-ignore
        ]);
      }
    }
  });

  it("holds the specification, whose SHA-256 starts with the analysis' id", async () => {
    const spec = await text("spec");
    // The text of the id names the energy that the first version took for given.
    expect(parseSpec(JSON.parse(spec), "the file")).toEqual({ centreOfMassEnergyTeV: 13, ...view.spec });
    const hash = createHash("sha256").update(spec).digest("hex");
    expect(await text("spec_sha256")).toBe(hash);
    expect(await text("analysis_id")).toBe(view.id);
    expect(hash.slice(0, 16)).toBe(view.id);
  });

  it("says when and by what it was made, and what of", async () => {
    expect(await text("title")).toBe("H → ZZ* → 4ℓ, invented");
    expect(await text("release")).toBe("Toy simulation, not ATLAS data");
    expect(await text("software")).toBe("hzz-edge 1.2.3");
    expect(await text("accepted_at")).toBe(view.acceptedAt);
    expect(await text("status")).toBe("complete");
    expect(await text("status_text")).toBe("Complete: all 400 entries of 4 files are in.");
    expect(await text("missing")).toBe("[]");
    const files = JSON.parse(await text("files")) as FileProvenance[];
    expect(files).toHaveLength(4);
    expect(files[0]).toEqual({
      group: "data",
      sample: "run1",
      file: "Data/a.root",
      source: "/mirror/Data/a.root",
      size: 1100,
      uuid: "uuid-Data/a.root",
      entries: 100,
    });
    const url = "https://data.example/zee.root";
    expect(files[2]).toMatchObject({ file: url, source: url });
  });

  it("is the same, byte by byte, for the same view, and another file for another one", async () => {
    expect(await written(await resultsView())).toEqual(bytes);
    const { header } = await openSound(bytes);
    expect(header.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const other = await openSound(await written(await resultsView(resultsInput, 1)));
    expect(other.header.uuid).not.toBe(header.uuid);
  });
});

describe("an incomplete result as a ROOT file", () => {
  it("says so in every title that is concerned, and what is missing", async () => {
    const part = await resultsView(resultsInput, 2);
    const found = await openWithJsroot(await written(part));
    const title = async (path: string) => (await found.readObject(path))["fTitle"];
    for (const path of ["z-ttbar/m4l", "z-ttbar/ttbar/m4l", "z-ttbar/ttbar/cutflow", "z-ttbar/cutflow_unweighted"])
      expect(await title(path)).toContain(", INCOMPLETE (");
    for (const path of ["data/m4l", "z-ttbar/Zee/m4l"]) expect(await title(path)).not.toContain("INCOMPLETE");
    expect(await text("status", found)).toBe("running");
    expect(await text("status_text", found)).toBe(
      'Still running: of 1 of 4 files something is missing; "missing" says what.',
    );
    expect(JSON.parse(await text("missing", found))).toEqual(part.missing);
  });

  it("tells nothing of files that nobody has seen", async () => {
    const part = await resultsView(resultsInput, 3);
    const files = JSON.parse(await text("files", await openWithJsroot(await written(part)))) as FileProvenance[];
    expect(files[3]).toEqual({
      ...{ group: "z-ttbar", sample: "ttbar", file: "MC/ttbar.root" },
      ...{ source: null, size: null, uuid: null, entries: null },
    });
  });
});

describe("names in a ROOT file", () => {
  const [m4l, n] = resultsInput.histograms;
  const clash: AnalysisSpecInput = {
    ...resultsInput,
    histograms: [m4l, n, { ...n, name: "cutflow" }, { ...n, name: "Zee" }],
    groups: [{ ...resultsInput.groups[0], name: "spec" }, resultsInput.groups[1]],
  };

  it("give way by an underline where two are the same", async () => {
    const found = await openWithJsroot(await written(await resultsView(clash)));
    const names = async (path: string) =>
      ((await found.readObject(path))["fKeys"] as JsrootObject[]).map((key) => key["fName"]);
    expect(found.fKeys.map((key) => key.fName)).toEqual(expect.arrayContaining(["spec", "spec_", "z-ttbar", "files"]));
    const histograms = ["m4l", "n", "cutflow", "Zee", "cutflow_", "cutflow_unweighted"];
    expect(await names("z-ttbar")).toEqual([...histograms, "Zee_", "ttbar"]);
    expect(await names("z-ttbar/Zee_")).toEqual(histograms);
    expect(JSON.parse(await text("spec_", found))).toMatchObject({ title: resultsInput.title });
  });

  it("and texts may hold half a character", async () => {
    const [data, ...others] = resultsInput.groups;
    const odd = { ...resultsInput, title: "half \ud83d", groups: [{ ...data, label: "half \ud83d" }, ...others] };
    const found = await openWithJsroot(await written(await resultsView(odd)));
    expect(utf8((await found.readObject("data/n"))["fTitle"])).toContain("half \ufffd");
  });
});

describe("what cannot be written", () => {
  it("leaves nothing in the sink", async () => {
    const [group, ...others] = view.groups;
    const [name, histogram] = [...group!.histograms][0]!;
    const endless = createHistogram({ ...histogram, sumw: histogram.sumw.map(() => Infinity) });
    const broken = { ...group!, histograms: new Map([...group!.histograms, [name, endless]]) };
    const sink = createMemorySink();
    await expect(writeRootResults({ ...view, groups: [broken, ...others] }, sink, { version: "1" })).rejects.toThrow(
      NonFiniteSumError,
    );
    expect(() => sink.bytes()).toThrow(/discarded/);
  });
});
