import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as fixture from "../../../test/support/fixture-log.ts";
import { histogramsIn } from "../../analysis/layout.ts";
import type { AnalysisView, SumsView } from "./analysis-view.ts";
import { createLedger } from "../../ledger/ledger.ts";
import type { LogEvent } from "../log-event.ts";
import {
  type AnalysisDocument,
  analysisDocumentSchema,
  analysisSummarySchema,
  maxMissingParts,
  maxMissingReasons,
} from "./analysis-document.ts";
import { MalformedDocumentError, readDocument } from "./document-schema.ts";
import { toJsonText } from "./json-text.ts";
import { toAnalysisView } from "./read-analysis-document.ts";
import { toAnalysisDocument, toAnalysisSummary, withoutSecrets } from "./to-analysis-document.ts";

const plan = fixture.planned("run1", 0, [0, 10, 20]);

function viewOf(...events: readonly LogEvent[]): AnalysisView {
  const ledger = createLedger(fixture.analysis);
  for (const event of [fixture.accepted(), ...events]) ledger.apply(event);
  return ledger.view();
}

function overHttp(view: AnalysisView, options = { samples: true }): AnalysisDocument {
  return readDocument(analysisDocumentSchema, JSON.parse(toJsonText(toAnalysisDocument(view, 7, options))));
}

const view = viewOf(plan, fixture.done(plan, 0), fixture.fileFailed("llll", 0));

describe("an analysis document", () => {
  it("tells what there is", () => {
    const document = overHttp(view);
    expect(document).toMatchObject({
      id: "toy-1",
      title: "Toy",
      status: "running",
      run: 1,
      sequence: 7,
      progress: { files: 4, filesPlanned: 1, partitions: 2, partitionsDone: 1, entries: 20, entriesSeen: 10 },
      links: { self: "../analyses/toy-1", events: "../analyses/toy-1/events" },
    });
    expect(document.head.stages).toEqual([
      { name: "all", label: "all events" },
      { name: "charge", label: "charge", expression: "q == 0" },
    ]);
    expect(document.head.histograms[1]).toEqual({
      name: "n",
      title: "",
      axis: { type: "variable", edges: [0, 1, 10], label: "", unit: "" },
    });
    expect(document.head.groups[1]?.samples).toEqual([
      { name: "llll", label: "llll", files: ["c.root"] },
      { name: "eell", label: "eell", files: ["d.root"] },
    ]);
    expect(document.groups[0]?.samples[0]?.sources).toEqual(["mirror/run1/0", null]);
    expect(document.groups[0]?.histograms["m"]?.sumw).toEqual([1, 1, 1, 1, 1]);
  });

  it("has the histograms of samples only on demand", () => {
    expect(overHttp(view, { samples: false }).groups[0]?.samples[0]?.histograms).toBeUndefined();
    expect(overHttp(view).groups[0]?.samples[0]?.histograms?.["m"]?.entries).toEqual([1, 1, 1, 1, 1]);
  });

  it("gives the view back, bit by bit", () => {
    const back = toAnalysisView(overHttp(view), view.spec, view.acceptedAt);
    expect(fixture.plainView(back)).toEqual(fixture.plainView(view, { identities: false }));
  });

  it("gives the view back without the histograms of samples, if it has none", () => {
    const back = toAnalysisView(overHttp(view, { samples: false }), view.spec, view.acceptedAt);
    expect(back.groups[0]?.samples[0]?.histograms.size).toBe(0);
    expect(back.groups[0]?.histograms.size).toBe(2);
  });

  it("names what is missing, and each reason once however many files have it", () => {
    const files = Array.from({ length: 300 }, (_, i) => `${i}.root`);
    const failure = (name: string, file: string) => ({
      name,
      message: `Cannot open ${file}: gone`,
      retry: "never" as const,
      attempts: 1,
    });
    const missing = files.map((file, i) => ({
      sample: "run1",
      file,
      ...(i < 10 ? {} : { failure: failure(i < 260 ? "GoneError" : `Rare${i}Error`, file) }),
    }));
    const document = overHttp({ ...view, missing }).missing;
    expect(document.count).toBe(300);
    expect(document.parts).toHaveLength(maxMissingParts);
    expect(document.parts[99]).toEqual(missing[99]);
    expect(document.reasons).toHaveLength(maxMissingReasons);
    expect(document.reasons.slice(0, 2)).toEqual([
      { failure: { name: "GoneError", message: "Cannot open …: gone" }, count: 250 },
      { count: 10 },
    ]);
  });

  it("shows no login and no query of a URL", () => {
    expect(withoutSecrets("https://user:secret@data.example:8443/a/b.root?token=secret#x")).toBe(
      "https://data.example:8443/a/b.root",
    );
    expect(withoutSecrets("/mirror/what?.root")).toBe("/mirror/what?.root");
    const source = "https://u:p@data.example/a.root?token=t";
    const [group] = overHttp(viewOf({ ...plan, source })).groups;
    expect(group?.samples[0]?.sources[0]).toBe("https://data.example/a.root");
  });

  it("has a summary", () => {
    const summary = readDocument(analysisSummarySchema, JSON.parse(toJsonText(toAnalysisSummary(view, 7, "./"))));
    expect(summary).toMatchObject({
      id: "toy-1",
      title: "Toy",
      release: { label: fixture.spec.release.label },
      run: 1,
      sequence: 7,
      acceptedAt: "2026-01-02T03:04:01Z",
    });
  });
});

describe("numbers in a document", () => {
  const odd = [-0, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, 1e308, Infinity, -Infinity];
  const number = fc.oneof(fc.constantFrom(...odd), fc.double({ noNaN: true }));

  it("keep all their bits over HTTP", () => {
    const length = fixture.layout.length;
    fc.assert(
      fc.property(
        fc.array(fc.array(number, { minLength: length, maxLength: length }), { minLength: 5, maxLength: 5 }),
        (vectors) => {
          const sent = withNumbers(view, vectors);
          const back = toAnalysisView(overHttp(sent), sent.spec, sent.acceptedAt);
          for (const [g, group] of sent.groups.entries()) {
            expectSameBits(back.groups[g]!, group);
            for (const [s, sample] of group.samples.entries()) expectSameBits(back.groups[g]!.samples[s]!, sample);
          }
        },
      ),
      { seed: 7 },
    );
  });

  it("are written as any JSON reader takes them", () => {
    expect(toJsonText({ a: [-0, 0, 1.5], b: { c: Infinity, d: undefined, e: "-0" }, f: [null, -Infinity, true] })).toBe(
      '{"a":[-0,0,1.5],"b":{"c":1e999,"e":"-0"},"f":[null,-1e999,true]}',
    );
    expect(toJsonText({ a: [0, 1.5], b: undefined })).toBe('{"a":[0,1.5]}');
  });
});

describe("a document that is not as it should be", () => {
  const good = toAnalysisDocument(view, 7);

  it.each([
    [{ ...good, run: "1" }, "Expected integer, found string", "run"],
    [{ ...good, status: "done" }, "Expected running, complete, incomplete, cancelled, found string", "status"],
    [{ ...good, groups: undefined }, "The field is missing", "groups"],
    [
      { ...good, groups: [{ ...good.groups[0], histograms: { m: { entries: [1, "2"] } } }] },
      "The field is missing",
      "groups[0].histograms.m.sumw",
    ],
    [
      { ...good, groups: [{ ...good.groups[0], cutflow: { entries: [1, "2"], sumw: [], sumw2: [] } }] },
      "Expected number, found string",
      "groups[0].cutflow.entries[1]",
    ],
    ["<html>", "Expected object, found string", undefined],
  ])("is refused with the path of the field (%#)", (document, message, field) => {
    const run = () => readDocument(analysisDocumentSchema, document);
    expect(run).toThrow(MalformedDocumentError);
    expect(run).toThrow(message);
    try {
      run();
    } catch (error) {
      expect((error as MalformedDocumentError).where.field).toBe(field);
    }
  });

  it("may have fields that nobody knows yet", () => {
    expect(() => readDocument(analysisDocumentSchema, { ...good, later: 1 })).not.toThrow();
  });

  it.each([
    ["a group", { ...good, groups: good.groups.slice(1) }],
    [
      "a cut",
      { ...good, groups: good.groups.map((group) => ({ ...group, cutflow: { entries: [1], sumw: [1], sumw2: [1] } })) },
    ],
    ["a histogram", { ...good, groups: good.groups.map((group) => ({ ...group, histograms: {} })) }],
  ])("does not become the view of a specification when it lacks %s", (_, document) => {
    expect(() => toAnalysisView(document, view.spec, view.acceptedAt)).toThrow(MalformedDocumentError);
  });
});

/** The same view with other numbers, one vector as long as the layout for each group and sample. */
function withNumbers(original: AnalysisView, vectors: readonly (readonly number[])[]): AnalysisView {
  let next = 0;
  const other = <T extends SumsView>(part: T): T => {
    const numbers = Float64Array.from(vectors[next++]!);
    const histograms = histogramsIn(fixture.layout, numbers);
    const cutflow = part.cutflow.map((stage, i) => ({ ...stage, sumw: numbers[i]! }));
    return { ...part, histograms, cutflow };
  };
  return {
    ...original,
    groups: original.groups.map((group) => ({ ...other(group), samples: group.samples.map(other) })),
  };
}

function expectSameBits(actual: SumsView, expected: SumsView): void {
  const bits = ({ histograms, cutflow }: SumsView) => [
    ...Array.from(histograms.values(), ({ entries, sumw, sumw2 }) =>
      [entries, sumw, sumw2].map((values) => [...new BigUint64Array(values.slice().buffer)]),
    ),
    [...new BigUint64Array(Float64Array.from(cutflow, (stage) => stage.sumw).buffer)],
  ];
  expect(bits(actual)).toEqual(bits(expected));
}
