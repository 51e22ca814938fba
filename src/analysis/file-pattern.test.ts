import { describe, expect, it } from "vitest";
import { isFilePattern, matchesPart, patternParts, patternProblem } from "./file-pattern.ts";

describe("a part of a pattern", () => {
  it.each([
    ["*", "a.root", true],
    ["*.root", "a.root", true],
    ["*.root", ".root", false],
    ["*.root", "a.root.bak", false],
    ["data_*.4lep.*", "data_A.4lep.root", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["*a", "aaa", true],
    ["a?", "ab", false],
    ["[ab]", "a", false],
    ["*", ".hidden", false],
    [".*", ".hidden", true],
    ["*", "", true],
  ])("%s, of %s: %s", (part, name, expected) => {
    expect(matchesPart(part, name)).toBe(expected);
  });

  it("takes no longer for many stars than their number tells", () => {
    const part = "*a".repeat(900) + "b";
    const steps = performance.now();
    expect(matchesPart(part, "a".repeat(250))).toBe(false);
    expect(performance.now() - steps).toBeLessThan(5000);
  });
});

describe("a pattern", () => {
  it("is a relative path with a star", () => {
    expect(["Data/*.root", "**/a.root", "a.root", "https://x.org/*.root", "toy:a*"].map(isFilePattern)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("has one `**` in place of several, and files behind one at its end", () => {
    expect(patternParts("a/**/**/*.root")).toEqual(["a", "**", "*.root"]);
    expect(patternParts("./a//**")).toEqual(["a", "**", "*"]);
  });

  it.each([
    ["https://example.org/data/*.root", /a server cannot be listed.*@files\.txt/],
    ["Data/x**.root", /"\*\*" stands for folders/],
    ["@files.txt", /read by hzz run and hzz submit/],
  ])("%s is refused", (name, message) => {
    expect(patternProblem(name)).toMatch(message);
  });

  it.each(["Data/*.root", "**/*.root", "a.root", "https://example.org/a.root?sign=*"])("%s is taken", (name) => {
    expect(patternProblem(name)).toBeUndefined();
  });
});
