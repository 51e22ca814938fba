import { describe, expect, it } from "vitest";
import { resultsInput, resultsView } from "../../test/support/results-view.ts";
import { IncompatibleAxisError, InvalidUhiError } from "../histogram/errors.ts";
import type { AnalysisSpecInput } from "../analysis/spec.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { readResultDocument } from "../protocol/documents/result-document.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { createMemorySource } from "../../test/support/memory-source.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { type CheckedResult, checkResult } from "./check-result.ts";
import { readRootResults } from "./read-root-results.ts";
import { readUhiDocument } from "./read-uhi-document.ts";
import { resultDocumentText } from "./result-document.ts";
import { uhiDocumentText } from "./uhi-document.ts";
import { writeRootResults } from "./write-root-results.ts";

const [m4l, n] = resultsInput.histograms;
const [data, background] = resultsInput.groups;

/** Every kind of variation and histogram, and names that meet in one folder. */
const input: AnalysisSpecInput = {
  ...resultsInput,
  regions: [
    { name: "one", where: "n == 1" },
    { name: "n", where: "n == 2" },
  ],
  histograms: [
    m4l,
    n,
    {
      ...n,
      name: "map",
      y: { expression: "q", axis: { type: "regular", bins: 2, lower: 0, upper: 2 } },
      regions: ["one"],
    },
    { ...n, name: "mean", profile: { expression: "q" } },
    { name: "kind", expression: "k", axis: { type: "category", categories: ["a", "b"] }, regions: ["n"] },
  ],
  variations: [
    { name: "lumi", norm: { up: 1.01, down: 0.99 } },
    { name: "sf", weight: { up: "2", down: "0.5" } },
    { name: "top", weight: { up: "2", down: "0.5" }, samples: ["top"] },
    { name: "local", weight: { up: "2", down: "0.5" }, histograms: ["m4l", "n"], regions: ["one"] },
    { name: "zee", columns: { far_up: { m: "2 * m" } }, groups: ["z-ttbar"] },
    { name: "generator", sample: { herwig_7: { ttbar: "ttbar_herwig" } } },
  ],
  groups: [
    { ...data, name: "spec" },
    {
      ...background,
      samples: [...background.samples, { name: "ttbar_herwig", files: ["MC/herwig.root"], nominal: false }],
    },
    { name: "top", kind: "signal", label: "t", color: "#112233", samples: [{ name: "top", files: ["MC/top.root"] }] },
  ],
};

async function ofRootFile(view: AnalysisView) {
  const sink = createMemorySink();
  await writeRootResults(view, sink, { version: "1" });
  return (await readRootResults(await openRootFile(createMemorySource(sink.bytes(), "result.root"))))!;
}

const textsOf = (result: CheckedResult) =>
  checkResult(result)
    .map(({ kind, histogram, group, variation, message }) => [kind, histogram, group, variation, message].join(" | "))
    .sort();

describe("a result that is checked", () => {
  it("has the same doubts, read from the whole result, a ROOT file and UHI JSON", async () => {
    const view = await resultsView(input);
    const expected = textsOf(view);
    for (const kind of ["one-sided", "absent"])
      expect(expected.filter((text) => text.startsWith(kind)).length, kind).toBeGreaterThan(0);
    const whole = await readResultDocument(JSON.parse(resultDocumentText(view, "1")), "result.hzz.json");
    expect(textsOf(whole.view)).toEqual(expected);
    const root = await ofRootFile(view);
    expect([root.status, textsOf(root.result)]).toEqual(["complete", expected]);
    const uhi = readUhiDocument(JSON.parse(uhiDocumentText(view)), "result.json")!;
    expect([uhi.status, textsOf(uhi.result)]).toEqual(["complete", expected]);
  });

  it("is refused if histograms that are compared differ in bins, and is none if it is another document", async () => {
    const written = JSON.parse(uhiDocumentText(await resultsView(input))) as Record<string, object>;
    const keys = Object.keys(written);
    const [nominal, map] = ["n/top", keys.find((key) => key.startsWith("m4l") && key.endsWith("/top"))!];
    const { metadata } = written[nominal] as { metadata: object };
    const other = { ...written, [nominal]: { ...written[map], metadata } };
    expect(() => readUhiDocument(other, "result.json")).toThrow(IncompatibleAxisError);
    for (const none of [null, [], {}, "x", { a: null }, { a: { title: "t" } }])
      expect(readUhiDocument(none, "result.json")).toBeUndefined();
    expect(() => readUhiDocument({ a: { uhi_schema: 1 } }, "result.json")).toThrow(InvalidUhiError);
  });
});
