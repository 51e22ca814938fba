import { describe, expect, it } from "vitest";
import { pointAt } from "../../analysis/expression/source.ts";
import { parseSpec } from "../../analysis/parse-spec.ts";
import { SpecError } from "../../analysis/spec-error.ts";
import { caretsIn } from "./carets.ts";
import { pathParts, placeProblems } from "./problem-places.ts";
import { readSpecText } from "./spec-text.ts";

/** What of the text is marked for a problem. */
function marked(text: string, path: string, message = "wrong"): string {
  const { from, to } = placeProblems(readSpecText(text), [{ path, message }])[0]!;
  return text.slice(from, to);
}

/** A message that points at the first occurrence of a part of the expression. */
function pointing(expression: string, part: string): string {
  const start = expression.indexOf(part);
  return `unknown name\n${pointAt(expression, { start, stop: start + part.length })}`;
}

const json = `{
  "title": "t",
  "cuts": [
    { "name": "a", "expression": "x > 0" },
    { "name": "b", "expression": "flavour == \\"\\u00e9\\" && lep_pts[0] > 5" }
  ],
  "collections": { "lep": { "pt": "p" }, "a b": { "pt": "q" } }
}`;

describe("a problem stands", () => {
  it("at the value of its path, in JSON and in YAML", () => {
    expect(marked(json, "cuts[0].name")).toBe('"a"');
    expect(marked(json, 'collections["a b"].pt')).toBe('"q"');
    expect(marked("title: t\ncuts:\n  - name: a\n    expression: x > 0\n", "cuts[0].expression")).toBe("x > 0");
    expect(marked("files: [a.root, b.root]", "files[1]")).toBe("b.root");
  });

  it("at the key of a list or an object, and at the nearest thing around what is missing", () => {
    expect(marked(json, "cuts")).toBe('"cuts"');
    expect(marked(json, "collections.lep.eta")).toBe('"lep"');
    expect(marked(json, "histograms")).toBe("{");
    expect(marked(json, "cuts[0].label")).toBe('{ "name": "a", "expression": "x > 0" }');
    expect(marked("cuts:\n  - name: a\n    label: b\n", "cuts[0].expression")).toBe("name: a");
    expect(marked("", "title")).toBe("");
  });

  it("at what carets point at in an expression, however it is written", () => {
    const expression = 'flavour == "é" && lep_pts[0] > 5';
    const at = "cuts[1].expression";
    expect(marked(json, at, pointing(expression, "lep_pts"))).toBe("lep_pts");
    for (const written of [
      `'${expression}'`,
      expression,
      `|\n      ${expression}`,
      '>-\n      flavour == "é"\n      && lep_pts[0] > 5',
      'flavour == "é"\n      && lep_pts[0]\n      > 5',
      '"flavour == \\"\\xe9\\" \\\n      && lep_pts[0] > 5"',
    ]) {
      const text = `cuts:\n  - {}\n  - name: b\n    expression: ${written}\n`;
      const value = (readSpecText(text).value as { cuts: { expression: string }[] }).cuts[1]!.expression;
      expect(marked(text, at, pointing(value, "lep_pts")), written).toBe("lep_pts");
    }
  });

  it("at its line, counted from 1", () => {
    expect(placeProblems(readSpecText(json), [{ path: "cuts[1].name", message: "" }])[0]!.line).toBe(5);
  });

  it("where a server says it is, for every mistake of a specification", () => {
    const text = JSON.stringify(
      { title: 3, tree: "t", files: ["f"], cuts: [{ name: "c", expression: "1 +" }], oops: 1 },
      null,
      1,
    );
    let found: string[] = [];
    try {
      parseSpec(text);
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      found = placeProblems(readSpecText(text), error.problems).map(
        ({ from, to, path }) => `${path} ${text.slice(from, to)}`,
      );
    }
    expect(found).toEqual(expect.arrayContaining(["title 3", "histograms {", "oops 1", "cuts[0].expression +"]));
  });
});

describe("carets", () => {
  it("point at the same part of a short and of a long expression, at its start, in its middle and at its end", () => {
    const long = Array.from({ length: 40 }, (_, i) => `x${i} > ${i}`).join(" && ");
    for (const expression of ["a > 1", long])
      for (const start of [0, 2, Math.floor(expression.length / 2), expression.length - 1]) {
        const span = { start, stop: start + 1 };
        expect(caretsIn(`bad\n${pointAt(expression, span)} in cuts[0]`, expression)).toEqual(span);
      }
  });

  it("that point at the end of the text, or at another expression, or nowhere", () => {
    expect(caretsIn(`bad\n${pointAt("a +", { start: 3, stop: 3 })}`, "a +")).toEqual({ start: 3, stop: 3 });
    expect(caretsIn(`bad\n${pointAt("b +", { start: 0, stop: 1 })}`, "a +")).toBeUndefined();
    expect(caretsIn("bad", "a +")).toBeUndefined();
  });
});

describe("a path", () => {
  it("is taken apart into names and positions", () => {
    expect(pathParts("groups[1].samples[0].files")).toEqual(["groups", 1, "samples", 0, "files"]);
    expect(pathParts('["a\\"b"].x["c d"][2]')).toEqual(['a"b', "x", "c d", 2]);
    expect(pathParts("")).toEqual([]);
  });
});
