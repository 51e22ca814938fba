import { describe, expect, it } from "vitest";
import { withHistogram, withoutHistogram } from "./histogram-edits.ts";
import { readSpecText } from "./spec-text.ts";

/** The text after an edit with the caret where it has a `|`. */
function edited(edit: typeof withHistogram, marked: string): string {
  return edit(readSpecText(marked.replace("|", "")), marked.indexOf("|"));
}
const names = (text: string) =>
  (readSpecText(text).value as { histograms: { name: string }[] }).histograms.map(({ name }) => name);

const block =
  "title: t # mine\nhistograms:\n  - name: a\n    expression: x\n  - name: b # second\n    expression: y\ntree: mini\n";
const json = '{"title": "t", "histograms": [{"name": "a"}, {"name": "b"}]}';
const at = (text: string, part: string) => text.replace(part, `|${part}`);

describe("a histogram", () => {
  it.each([
    ["name: a", ["a", "b", "a_2"]],
    ["- name: a", ["a", "b", "a_2"]],
    ["  - name: b", ["a", "b", "b_2"]],
    ["expression: y", ["a", "b", "b_2"]],
    ["title", ["a", "b", "b_2"]],
    ["tree", ["a", "b", "b_2"]],
  ])("is added as a copy of the one at the caret, else of the last: %s", (part, expected) => {
    const text = edited(withHistogram, at(block, part));
    expect(names(text)).toEqual(expected);
    for (const comment of ["# mine", "# second"]) expect(text).toContain(comment);
  });

  it.each([
    ["expression: x", ["b"]],
    ["  - name: b", ["a"]],
    ["expression: y", ["a"]],
    ["title", ["a", "b"]],
    ["histograms", ["a", "b"]],
    ["tree", ["a", "b"]],
  ])("is removed where the caret stands in it, and only there: %s", (part, expected) => {
    expect(names(edited(withoutHistogram, at(block, part)))).toEqual(expected);
  });

  it("is added and removed in JSON", () => {
    expect(names(edited(withHistogram, at(json, '"name": "a"')))).toEqual(["a", "b", "a_2"]);
    expect(names(edited(withoutHistogram, at(json, '"name": "b"')))).toEqual(["a"]);
    expect(names(edited(withoutHistogram, at(json, '"t"')))).toEqual(["a", "b"]);
  });

  it("is the first where there is none", () => {
    for (const text of ["|title: t\n", "title: t\nhistograms: []|\n", "title: t\nhistograms:|\n"])
      expect(names(edited(withHistogram, text)), text).toEqual(["first"]);
  });

  it("is neither added to nor removed from a text that cannot be read", () => {
    for (const edit of [withHistogram, withoutHistogram]) expect(edited(edit, "a: [|")).toBe("a: [");
  });
});
