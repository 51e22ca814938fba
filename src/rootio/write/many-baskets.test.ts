import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../column.ts";
import { openRootFile } from "../root-file.ts";
import { openFileSource } from "../source/file-source.ts";
import { openFileSink } from "./file-sink.ts";
import { type BranchDefinition, createRootFile } from "./root-file-writer.ts";
import { openWithJsroot, readWithJsroot } from "../../../test/support/root-writer/jsroot-file.ts";
import { fixedOptions, soundStructure } from "../../../test/support/root-writer/written-file.ts";

const entries = 3_000_000;
const chunk = 50_000;
const branches: readonly BranchDefinition[] = [
  { name: "eventNumber", type: { shape: "scalar", type: "int32" } },
  { name: "lep_pt", type: { shape: "list", type: "float32" } },
];

/** Entry i has i modulo 4 values, all equal to i. */
function columnsFrom(first: number, length: number): Map<string, Column> {
  const values = Int32Array.from({ length }, (_, i) => first + i);
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) offsets[i + 1] = offsets[i]! + ((first + i) % 4);
  const content = new Float32Array(offsets[length]!);
  for (let i = 0; i < length; i++) content.fill(first + i, offsets[i], offsets[i + 1]);
  return new Map<string, Column>([
    ["eventNumber", { shape: "scalar", type: "int32", length, values }],
    ["lep_pt", { shape: "list", type: "float32", length, offsets, content }],
  ]);
}

describe("a tree of three million entries in thousands of baskets", () => {
  let folder: string;
  let path: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-many-"));
    path = join(folder, "many.root");
    const file = createRootFile(await openFileSink(path), fixedOptions);
    const tree = file.root.tree("mini", "", branches, { basketBytes: 8000, clusterEntries: 100_000 });
    for (let first = 0; first < entries; first += chunk) await tree.fill(columnsFrom(first, chunk), chunk);
    await tree.close();
    await file.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is sound, and the only file in its folder", async () => {
    expect(await readdir(folder)).toEqual(["many.root"]);
    const { records } = soundStructure(await readFile(path));
    expect(records.filter(({ className }) => className === "TBasket").length).toBeGreaterThan(7000);
  });

  it("comes back value by value", async () => {
    await using source = await openFileSource(path);
    const tree = await (await openRootFile(source)).openTree("mini");
    expect(tree.entries).toBe(entries);
    const [numbers, lists] = [tree.openBranch("eventNumber"), tree.openBranch("lep_pt")];
    let wrong = 0;
    for (let first = 0; first < entries; first += 8192) {
      const stop = Math.min(first + 8192, entries);
      const [number, list] = [numbers.read(first, stop), lists.read(first, stop)];
      if (number.shape !== "scalar" || list.shape !== "list") throw new Error("other shapes were expected");
      for (let i = first; i < stop; i++) {
        const [start, end] = [list.offsets[i - first]!, list.offsets[i - first + 1]!];
        if (number.values[i - first] !== i || end - start !== i % 4) wrong++;
        for (let k = start; k < end; k++) if (list.content[k] !== i) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it("is read by jsroot, at its beginning, at its end, and across a border of clusters", async () => {
    const tree = await (await openWithJsroot(await readFile(path))).readObject("mini");
    for (const first of [0, 99_000, entries - 2000]) {
      const names = branches.map(({ name }) => name);
      const read = await readWithJsroot(tree, names, { firstentry: first, numentries: 2000 });
      const expected = Array.from({ length: 2000 }, (_, i) => first + i);
      expect(read.get("eventNumber")).toEqual(expected);
      expect(read.get("lep_pt")).toEqual(expected.map((i) => new Array<number>(i % 4).fill(i)));
    }
  });
});
