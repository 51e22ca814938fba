import { describe, expect, it } from "vitest";
import { specSchema } from "../../analysis/spec-schema.ts";
import { placeOfCaret } from "./caret-place.ts";
import { optionsAt } from "./completion-source.ts";
import type { FieldSchema, FieldSchemas } from "./spec-fields.ts";

const { $defs, ...own } = specSchema() as unknown as { readonly $defs: FieldSchemas } & FieldSchema;
const schemas: FieldSchemas = { ...$defs, AnalysisSpec: own };
const columns = [{ name: "lep_pt", type: "float32[]", lowest: 7, highest: 200 }];

/** What is offered where the text has a `|`, by label. */
function offered(marked: string) {
  const caret = marked.indexOf("|");
  const text = marked.replace("|", "");
  const place = placeOfCaret(text, caret);
  return place === undefined ? [] : optionsAt(place, text, { schemas, columns });
}
const labels = (marked: string) => offered(marked).map(({ label }) => label);

describe("in a text that is being written", () => {
  it.each([
    ["title: t\ncu|", ["cuts", "tree"], ["title", "expression"]],
    ["cuts:\n  - name: a\n    ex|\n", ["expression", "label"], ["name", "bins"]],
    ["cuts:\n  - na|", ["name", "expression"], ["title"]],
    ["histograms:\n  - name: a\n    axis:\n      |", ["bins", "edges", "label"], ["name"]],
    ["histograms:\n  - { name: a, axis: { bins: 3, lo| } }", ["lower", "upper"], ["bins", "name"]],
    ['{ "title": "t", "cu|" }', ["cuts"], ["title"]],
    ['{ "title": "t", "cuts": [{ "name": "a", | }] }', ["expression"], ["name", "title"]],
    ['{\n  "groups": [\n    { "na|"', ["name", "samples"], ["title"]],
  ])("the keys that are missing are offered: %s", (text, there, absent) => {
    expect(labels(text)).toEqual(expect.arrayContaining(there));
    for (const name of absent) expect(labels(text)).not.toContain(name);
  });

  it("a key is offered with what it is, and written with its colon, in JSON with quotes", () => {
    const find = (text: string) => offered(text).find(({ label }) => label === "cuts");
    expect(find("cu|")).toMatchObject({ detail: "list", apply: "cuts: ", info: expect.stringMatching(/\w/) as string });
    expect(find("{ cu| }")!.apply).toBe('"cuts": ');
    expect(find('{ "cu|" }')!.apply).toBe("cuts");
  });

  it("the words that a field takes are offered as its value", () => {
    expect(labels("weights:\n  sign: a|")).toEqual(["signed", "absolute"]);
    expect(offered('{ "weights": { "sign": | } }')[0]!.apply).toBe('"signed"');
    expect(offered('{ "weights": { "sign": "|" } }')[0]!.apply).toBe("signed");
  });

  it.each([
    "define:\n  - { name: m4l, expression: mass(lep) }\ncollections: { lep: { pt: lep_pt } }\ncuts:\n  - name: a\n    expression: m|",
    "define: [{ name: m4l }]\ncollections: { lep: { pt: lep_pt } }\nweights: { factors: [ m| ] }",
    '{ "define": [{ "name": "m4l" }], "collections": { "lep": { "pt": "x" } }, "cuts": [{ "expression": "m| > 5" }] }',
    "define: [{ name: m4l }]\ncollections: { lep: { pt: m| } }",
  ])("an expression is offered functions, branches, definitions and collections: %s", (text) => {
    expect(labels(text)).toEqual(expect.arrayContaining(["mass", "lep_pt", "m4l", "lep"]));
    expect(offered(text).find(({ label }) => label === "lep_pt")!.detail).toBe("float32[], 7 … 200");
    expect(offered(text).find(({ label }) => label === "sqrt")).toMatchObject({
      detail: "sqrt(number)",
      apply: "sqrt(",
    });
  });

  it("a function is offered with what it takes and what it gives, a line for each kind of argument", () => {
    const find = (name: string) =>
      offered("cuts:\n  - name: a\n    expression: x|").find(({ label }) => label === name)!;
    expect(find("pt").info).toBe("pt(v): transverse momentum, in GeV");
    expect(find("count").info).toBe(
      "count(m), of bools: how many are true\ncount(x), of any other list: how many elements it has",
    );
  });

  it("behind the dot of a collection its fields are offered", () => {
    const start = "collections: { lep: { pt: lep_pt, charge: lep_q } }\ncuts:\n  - expression: sum(lep.";
    expect(labels(`${start}|`)).toEqual(["pt", "charge"]);
    expect(labels(`${start}ch|) > 1`)).toEqual(["pt", "charge"]);
  });

  it("nothing is offered in a title, in a comment, or in a number", () => {
    for (const text of ["title: ma|", "tree: t # cu|", "luminosityInvFb: 1|"]) expect(labels(text), text).toEqual([]);
  });
});
