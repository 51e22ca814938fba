import { copyFile, mkdtemp, open, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LargeFile, largeFile } from "../../test/support/large-file.ts";
import { hasSharedData } from "../../test/support/shared-data.ts";
import { presetByName } from "../analysis/presets/presets.ts";
import { recipeIn } from "../analysis/spec-recipe.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import type { WorkItem } from "../protocol/work-item.ts";
import { fileItem } from "../../test/support/work-items.ts";
import { Kernels } from "./kernels.ts";
import { OpenTrees } from "./open-trees.ts";
import { processWorkItem } from "./process-work-item.ts";
import { noCorrections } from "../../test/support/no-corrections.ts";

let folder: string;
let large: LargeFile;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-repaired-"));
  large = await largeFile();
  path = join(folder, "x.root");
  await copyFile(join(large.folder, large.name), path);
});
afterEach(() => rm(folder, { recursive: true }));

/** As a failing disk would: the middle of the file is zeros. */
async function damage(): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    await file.write(new Uint8Array(256 * 1024), 0, 256 * 1024, Math.floor(size / 2));
  } finally {
    await file.close();
  }
}

describe("a file that was repaired after an item of it had failed", () => {
  it.each([
    [
      "put in its place",
      () => copyFile(join(large.folder, large.name), `${path}.new`).then(() => rename(`${path}.new`, path)),
    ],
    ["written over it", () => copyFile(join(large.folder, large.name), path)],
  ])("is read as it is now, when the good one is %s", async (_, repair) => {
    const caches = { trees: new OpenTrees({ mirrors: [folder] }), kernels: new Kernels(noCorrections) };
    await using trees = caches.trees;
    const events: LogEvent[] = [];
    const items: WorkItem[] = [];
    const process = (item: WorkItem) =>
      processWorkItem(
        item,
        {
          signal: new AbortController().signal,
          append: (event) => Promise.resolve(void events.push(event)),
          publish: (next) => Promise.resolve(void items.push(next)),
        },
        { ...caches, trees },
      );
    await damage();
    const recipe = recipeIn(presetByName("hzz-2020"));
    await process({ ...fileItem("x.root"), recipe, isToy: !hasSharedData });
    expect(items.length).toBeGreaterThan(0);
    const failed: WorkItem[] = [];
    for (const item of items) await process(item).catch(() => failed.push(item));
    expect(failed.length).toBeGreaterThan(0);
    await repair();
    for (const item of failed) await process(item);
    const seen = events.map((event) => (event.kind === "partition-done" ? event.seen : 0));
    expect(seen.reduce((sum, one) => sum + one)).toBe(large.entries);
  });
});
