import { describe, expect, it } from "vitest";
import { branchMetadata, floatLeaf } from "../../../test/support/branch-metadata.ts";
import type { BranchMetadata, LeafMetadata } from "../tree-metadata.ts";
import { Streamers } from "../streamer-info.ts";
import { identify } from "./identify.ts";
import { describeInterpretation } from "./interpretation.ts";

function typeOf(overrides: Partial<BranchMetadata>): string {
  const [leaf] = identify(branchMetadata(overrides), new Streamers());
  const found = leaf!.interpretation;
  return found.kind === "unknown" ? found.reason : describeInterpretation(found);
}
const leaf = (overrides: Partial<LeafMetadata>): Partial<BranchMetadata> => ({
  leaves: [{ ...floatLeaf, ...overrides }],
});
const element = (className: string): Partial<BranchMetadata> => ({
  branchClass: "TBranchElement",
  className,
  element: { kind: 0, id: -1, version: 6, checksum: 0 },
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
    ["a text", leaf({ className: "TLeafC" }), "text"],
    ["a counted array of arrays", leaf({ title: "x[n][3]", length: 3, counter: "n" }), "float32[][]"],
    ["an array of arrays", leaf({ title: "x[2][3]", length: 6 }), "float32[2][3]"],
    ["a packed number", leaf({ className: "TLeafD32", title: "x[0,1,8]" }), "float64"],
    ["a nested vector", element("vector<vector<float> >"), "float32[][]"],
    ["a vector of sets", element("vector<set<int, less<int> > >"), "int32[][]"],
    ["a string", element("string"), "text"],
    ["a vector of strings", element("vector<string>"), "text[]"],
    ["a bitset", element("bitset<8>"), "vector<bool>"],
  ];
  it.each(table)("knows %s", (_, overrides, expected) => {
    expect(typeOf(overrides)).toBe(expected);
  });

  const refused: [string, Partial<BranchMetadata>, RegExp][] = [
    ["baskets in another file", { fileName: "other.root" }, /another file, other\.root/],
    ["split branches", { parts: ["a.x", "a.y"] }, /split into 2 parts/],
    ["no leaf", { leaves: [] }, /has no leaf/],
    ["several leaves of changing length", { leaves: [floatLeaf, { ...floatLeaf, counter: "n" }] }, /2 leaves in one/],
    ["leaves without length", leaf({ length: 0 }), /has no length/],
    ["objects of unknown classes", element("Jet"), /the file does not describe class Jet/],
    ["other branches", { branchClass: "TBranchClones" }, /TBranchClones are not read/],
  ];
  it.each(refused)("refuses %s with a reason", (_, overrides, reason) => {
    expect(typeOf(overrides)).toMatch(reason);
  });
});
