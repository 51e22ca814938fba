import { describe, expect, it } from "vitest";
import { readResultDocument } from "../protocol/documents/result-document.ts";
import { resultsView } from "../../test/support/results-view.ts";
import { filesOf } from "./provenance.ts";
import { resultDocumentText } from "./result-document.ts";

const read = (text: string) => readResultDocument(JSON.parse(text), "r.hzz.json");

describe("a whole result in a file", () => {
  it("is read back bit by bit, with its files, histograms of samples, and what is missing", async () => {
    const view = await resultsView(undefined, 1);
    const text = resultDocumentText(view, "1.2.3");
    const { view: again, missingCount } = await read(text);
    expect(missingCount).toBe(1);
    expect(again.status).toBe(view.status);
    expect(again.missing).toEqual(view.missing);
    expect(again.spec).toEqual(view.spec);
    expect(filesOf(again)).toEqual(filesOf(view));
    expect(again.groups[1]!.samples[1]!.histograms.get("m4l")!.sumw2).toEqual(
      view.groups[1]!.samples[1]!.histograms.get("m4l")!.sumw2,
    );
    expect(resultDocumentText(again, "1.2.3")).toBe(text);
  });

  it.each<[string, (text: string) => string, string]>([
    ["of another version", (text) => text.replace('"hzzResult":1', '"hzzResult":2'), "of version 2, expected 1"],
    [
      "without files",
      (text) => text.replace('"files":[{"group"', '"filed":[{"group"'),
      "The result is damaged: The field is missing (file r.hzz.json, at files)",
    ],
    ["without a group", (text) => text.replaceAll('"name":"data"', '"name":"date"'), "one of them was changed"],
    ["whose cuts were changed", (text) => text.replaceAll("q == 0", "q == 1"), "one of them was changed"],
  ])("%s is refused", async (_, change, message) => {
    const text = resultDocumentText(await resultsView(), "1");
    expect(change(text)).not.toBe(text);
    await expect(read(change(text))).rejects.toThrow(message);
  });
});
