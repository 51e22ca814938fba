import { expect, it } from "vitest";
import { branchMetadata } from "../../../test/support/branch-metadata.ts";
import { Streamers } from "../streamer-info.ts";
import { identify } from "./identify.ts";
import { namesOf } from "./leaf-names.ts";

it("names each leaf by its path, a second one by its number, and by the short name where only one has it", () => {
  const named: [path: string, name: string][] = [
    ["n", "n"],
    ["n", "n"],
    ["Muon/Muon.pt", "Muon.pt"],
    ["a/x[3]", "x[3]"],
    ["b/y", "y"],
    ["c/y", "y"],
  ];
  const leaves = named.flatMap(([path, name]) => identify({ ...branchMetadata({ name }), path }, new Streamers()));
  const names = namesOf(leaves);
  expect([...names].map(([name, leaf]) => [name, leaves.indexOf(leaf)])).toEqual([
    ["n", 0],
    ["n#2", 1],
    ["Muon/Muon.pt", 2],
    ["a/x[3]", 3],
    ["b/y", 4],
    ["c/y", 5],
    ["Muon.pt", 2],
    ["x[3]", 3],
    ["x", 3],
  ]);
});
