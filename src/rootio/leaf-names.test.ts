import { describe, expect, it } from "vitest";
import { branchMetadata } from "../../test/support/branch-metadata.ts";
import { writeFile } from "../../test/support/root-writer/written-file.ts";
import { createMemorySource } from "../../test/support/memory-source.ts";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import { LeafNames } from "./leaf-names.ts";
import { planPartitions } from "./partitions.ts";
import { openRootFile } from "./root-file.ts";
import { openFileSource } from "./source/file-source.ts";
import { Streamers } from "./streamer-info.ts";
import { Tree } from "./tree.ts";
import { listed, type ListedBranch } from "./tree-metadata.ts";

/** Branches that tell which of them were looked at closely. */
function watched(branches: readonly ListedBranch[], made: string[]): ListedBranch[] {
  return branches.map((branch) => ({
    ...branch,
    metadata: () => {
      made.push(branch.path);
      return branch.metadata();
    },
  }));
}

describe("finding leaves by name", () => {
  const paths = ["n", "n", "Muon/Muon.pt", "a/x[3]", "b/y", "c/y", "b/n"];
  const branches = paths.map((path) => listed({ ...branchMetadata({ name: path.replace(/.*\//, "") }), path }));
  const namesOf = (made: string[] = []) =>
    new LeafNames({ name: "t", title: "", entries: 0, branches: watched(branches, made), streamers: new Streamers() });

  it.each(["n", "n#2", "n#3", "Muon/Muon.pt", "Muon.pt", "Muon", "x[3]", "x", "a/x", "y", "b/y", "c/y", "b/n", ""])(
    "gives the leaf of all names: %s",
    (name) => {
      expect(namesOf().get(name)?.name).toBe(namesOf().all().get(name)?.name);
    },
  );

  it("looks only at branches that can have the name", () => {
    const made: string[] = [];
    const names = namesOf(made);
    for (const name of ["Muon.pt", "x", "missing", "y", "Muon.pt"]) names.get(name);
    expect(made).toEqual(["Muon/Muon.pt", "a/x[3]", "b/y", "c/y"]);
  });
});

it("a tree of 1,500 branches makes those that are named, and none to plan its partitions", async () => {
  const names = Array.from({ length: 1500 }, (_, i) => `HLT_path${i}`);
  const bytes = await writeFile(async ({ root }) => {
    const type = { shape: "scalar", type: "float32" } as const;
    const writer = root.tree(
      "Events",
      "",
      names.map((name) => ({ name, type })),
    );
    const values = Float32Array.of(1, 2, 3);
    await writer.fill(new Map(names.map((name) => [name, { ...type, length: 3, values }])), 3);
    await writer.close();
  });
  const whole = await (await openRootFile(createMemorySource(bytes))).openTree("Events");
  const made: string[] = [];
  const { metadata, file } = whole;
  const tree = new Tree(file, "Events", { ...metadata, branches: watched(metadata.branches, made) });
  const types = tree.columnTypes();
  expect(["HLT_path7", "HLT_path1499", "pt"].map((name) => types.get(name)?.type)).toEqual([
    "float32",
    "float32",
    undefined,
  ]);
  expect(planPartitions(tree)).toEqual([0, 3]);
  expect(made).toEqual(["HLT_path7", "HLT_path1499"]);
  expect([...types.keys()]).toEqual(names);
});

describeWithSharedData("branches of public files, known by name alone", () => {
  it.each([
    ["coffea/nano_dy.root", "Events"],
    ["coffea/PHYSLITE_example.root", "CollectionTree"],
    ["coffea/edm4hep.root", "events"],
    ["coffea/test_FCC_Spring2021.root", "events"],
    ["skhep/uproot-issue403.root", "Event"],
    ["skhep/uproot-HZZ-objects.root", "events"],
    ["skhep/uproot-issue-1221.root", "TrkAna/trkana"],
    ["skhep/uproot-mc10events.root", "Events"],
  ])("have the names and baskets that their objects say: %s", async (path, name) => {
    await using source = await openFileSource(sharedPath("root-corpus", path));
    const file = await openRootFile(source);
    const [tree, again] = [await file.openTree(name), await file.openTree(name)];
    const { branches } = tree.metadata;
    expect(branches.map(({ name: short, path: long }) => [short, long])).toEqual(
      branches.map((branch) => [branch.metadata().name, branch.metadata().path]),
    );
    expect(branches.map((branch) => branch.baskets())).toEqual(
      branches.map((branch) => listed(branch.metadata()).baskets()),
    );
    const types = again.columnTypes();
    const alone = [...tree.columnTypes().keys()].map((one) => [one, types.get(one)]);
    expect(alone).toEqual([...tree.columnTypes()]);
  });
});
