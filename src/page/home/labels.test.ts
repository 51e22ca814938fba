import { expect, it } from "vitest";
import { labelsIn, withLabel } from "./labels.ts";

it("labels are kept by id, taken back with an empty one, and those given last stay", () => {
  const two = withLabel(withLabel("", "a", "First"), "b", "Second");
  expect([...labelsIn(two)]).toEqual([
    ["a", "First"],
    ["b", "Second"],
  ]);
  expect(withLabel(withLabel(two, "a", ""), "b", "")).toBe("");
  let many = two;
  for (let i = 0; i < 500; i++) many = withLabel(many, `id-${i}`, `Label ${i}`);
  expect(labelsIn(many).size).toBe(500);
  expect(labelsIn(many).has("b")).toBe(false);
});

it("what is no text of labels holds none", () => {
  for (const text of ["", "no JSON", "null", "3"]) expect(labelsIn(text).size).toBe(0);
  expect([...labelsIn('{"a": 1, "b": "Second"}')]).toEqual([["b", "Second"]]);
});
