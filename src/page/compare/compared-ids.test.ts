import { expect, it } from "vitest";
import { comparePath, idsIn } from "./compared-ids.ts";

it("an address of a comparison holds the ids that it was made of, in order, each once", () => {
  const path = comparePath(["two", "one", "x&y"]);
  expect(path.replace(/^.*\/compare/, "")).toBe("?a=two&b=one&c=x%26y");
  expect(idsIn(path.slice(path.indexOf("?")))).toEqual(["two", "one", "x&y"]);
  expect(idsIn("?b=second&a=first&c=first&z=none&d=")).toEqual(["first", "second"]);
  expect(idsIn("")).toEqual([]);
});
