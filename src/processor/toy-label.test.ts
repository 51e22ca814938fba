import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFileSink } from "../rootio/write/file-sink.ts";
import { createRootFile } from "../rootio/write/root-file-writer.ts";
import { toyPlan } from "../toy/toy-plan.ts";
import { writeToyFile } from "../toy/write-toy-file.ts";
import { fileItem } from "../../test/support/work-items.ts";
import { OpenTrees } from "./open-trees.ts";

describe("the label of an analysis", () => {
  const { options, files } = toyPlan({ scale: 0.01 });
  const toy = files[0]!;
  const real = "Data/real.root";
  let mirror: string;
  beforeAll(async () => {
    mirror = await mkdtemp(join(tmpdir(), "hzz-label-"));
    await mkdir(dirname(join(mirror, toy.path)));
    await writeToyFile(toy, options, await openFileSink(join(mirror, toy.path)));
    const file = createRootFile(await openFileSink(join(mirror, real)), { name: "real", compression: { level: 1 } });
    await file.root
      .tree("mini", "4-vectors + variables for scaling", [{ name: "x", type: { shape: "scalar", type: "float32" } }])
      .close();
    await file.close();
  });
  afterAll(() => rm(mirror, { recursive: true }));

  const open = async (path: string, isToy: boolean) => {
    await using trees = new OpenTrees({ mirrors: [mirror] });
    return (await trees.open({ ...fileItem(path), isToy })).identity.entries;
  };

  it("is that of the file, toy or not", async () => {
    expect(await open(toy.path, true)).toBe(toy.entries());
    expect(await open(real, false)).toBe(0);
  });

  it("does not stand on a toy if it says something else: the file is refused, with what to do", async () => {
    const failure = open(toy.path, false);
    await expect(failure).rejects.toMatchObject({ name: "ToyLabelError", retry: "never" });
    await expect(failure).rejects.toThrow(/"Toy simulation, not ATLAS data".*hzz-toy.*data_A\.4lep\.root.*tree mini/);
  });

  it("does not say toy of what is none", async () => {
    await expect(open(real, true)).rejects.toThrow(/not a toy.*real\.root/);
  });
});
