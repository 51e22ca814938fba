import { describe, expect, it } from "vitest";
import { branchMetadata, floatLeaf } from "../../../test/support/branch-metadata.ts";
import type { BranchMetadata, LeafMetadata } from "../tree-metadata.ts";
import { identify } from "./identify.ts";
import { describeInterpretation } from "./interpretation.ts";

function typeOf(overrides: Partial<BranchMetadata>): string {
  const found = identify(branchMetadata(overrides));
  return found.kind === "unknown" ? found.reason : describeInterpretation(found);
}
const leaf = (overrides: Partial<LeafMetadata>): Partial<BranchMetadata> => ({
  leaves: [{ ...floatLeaf, ...overrides }],
});
const element = (className: string): Partial<BranchMetadata> => ({
  branchClass: "TBranchElement",
  className,
  leaves: [{ ...floatLeaf, className: "TLeafElement" }],
});

describe("identifying branches", () => {
  const table: [string, Partial<BranchMetadata>, string][] = [
    ["a float", {}, "float32"],
    ["an unsigned int", leaf({ className: "TLeafI", unsigned: true }), "uint32"],
    ["a signed char", leaf({ className: "TLeafB" }), "int8"],
    ["an unsigned long", leaf({ className: "TLeafL", unsigned: true }), "uint64"],
    ["a Long_t", leaf({ className: "TLeafG" }), "int64"],
    ["a bool", leaf({ className: "TLeafO" }), "bool"],
    ["a fixed array", leaf({ className: "TLeafD", title: "x[3]", length: 3 }), "float64[3]"],
    ["a fixed array of one", leaf({ title: "x[1]", length: 1 }), "float32[1]"],
    ["a counted array", leaf({ title: "x[n]", counter: "n" }), "float32[]"],
    ["a vector", element("vector<unsigned int>"), "vector<uint32>"],
    ["a vector with its allocator", element("std::vector<float, std::allocator<float> >"), "vector<float32>"],
    ["an RVec", element("ROOT::VecOps::RVec<bool>"), "vector<bool>"],
    ["a vector of long", element("vector<Long64_t>"), "vector<int64>"],
  ];
  it.each(table)("knows %s", (_, overrides, expected) => {
    expect(typeOf(overrides)).toBe(expected);
  });

  const refused: [string, Partial<BranchMetadata>, RegExp][] = [
    ["baskets in another file", { fileName: "other.root" }, /another file, other\.root/],
    ["split branches", { parts: ["a.x", "a.y"] }, /split into 2 parts/],
    ["parts of split objects", { ...element("Jet"), isPart: true }, /part of a split object/],
    ["no leaf", { leaves: [] }, /has no leaf/],
    ["several leaves", { leaves: [floatLeaf, floatLeaf] }, /2 leaves in one branch/],
    ["leaves without length", leaf({ length: 0 }), /has no length/],
    ["texts", leaf({ className: "TLeafC" }), /TLeafC are not read/],
    ["counted arrays of arrays", leaf({ length: 3, counter: "n" }), /counted array of arrays/],
    ["nested vectors", element("vector<vector<float> >"), /lists of vector<float> are not read/],
    ["strings", element("string"), /class string are not read/],
    ["vectors of strings", element("vector<string>"), /lists of string/],
    ["objects", element("TLorentzVector"), /class TLorentzVector/],
    ["other branches", { branchClass: "TBranchObject" }, /TBranchObject are not read/],
  ];
  it.each(refused)("refuses %s with a reason", (_, overrides, reason) => {
    expect(typeOf(overrides)).toMatch(reason);
  });
});
