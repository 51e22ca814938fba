import { expect, test } from "vitest";
import { lineOf } from "./line-of.ts";

const yaml = `define:
  - name: a
    expression: x +
  - { name: b, expression: y }
collections:
  lep:
    pt: lep_pt
`;
const json = JSON.stringify({ define: [{ name: "a", expression: "x +" }] }, null, 2);

test.each([
  [yaml, "define[0]", 2],
  [yaml, "define[0].expression", 3],
  [yaml, "define[1].expression", 4],
  [yaml, "collections.lep.pt", 7],
  [json, "define[0].expression", 5],
])("a place of YAML or JSON has a line: %#", (text, place, line) => {
  expect(lineOf(text, place)).toBe(line);
});

test("a place that is not there has the line of the part around it, and a text without content none", () => {
  expect(lineOf(yaml, "collections.lep.eta")).toBe(6);
  expect(lineOf(yaml, "define[7].name")).toBe(1);
  expect(lineOf("", "define[0]")).toBeUndefined();
  expect(lineOf(" ".repeat(200_001), "define[0]")).toBeUndefined();
});
