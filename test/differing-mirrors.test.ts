import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { hzz2020 } from "../src/analysis/presets/hzz-2020.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { recipeIn } from "../src/analysis/spec-recipe.ts";
import { toyLabel } from "../src/analysis/toy/toy-label.ts";
import { toReport } from "../src/cli/report.ts";
import { createLedger } from "../src/ledger/ledger.ts";
import { fileItems, missingWork } from "../src/ledger/missing-work.ts";
import { Kernels } from "../src/processor/kernels.ts";
import { OpenTrees } from "../src/processor/open-trees.ts";
import { processWorkItem } from "../src/processor/process-work-item.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import type { LogEvent } from "../src/protocol/log-event.ts";
import type { WorkItem } from "../src/protocol/work-item.ts";
import { largeFile } from "./support/large-file.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { hasSharedData } from "./support/shared-data.ts";
import { toyFile } from "./support/toy-files.ts";
import { noCorrections } from "./support/no-corrections.ts";

/** Two mirrors that have different files under one name. */
let mirrors: { readonly a: string; readonly b: string };
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "hzz-mirrors-"));
  mirrors = { a: join(folder, "a"), b: join(folder, "b") };
  await mkdir(mirrors.a);
  await mkdir(mirrors.b);
});
afterEach(() => rm(join(mirrors.a, ".."), { recursive: true }));

const put = (path: string, mirror: string) => copyFile(path, join(mirror, "x.root"));

function specOf(label: string): AnalysisSpec {
  const [group] = hzz2020.groups;
  const groups = [{ ...group!, samples: [{ name: "s", files: ["x.root"] }] }];
  return parseSpec({ ...hzz2020, release: { label, baseUrls: [] }, groups });
}

it("a result says of each file which one was read", async () => {
  await put(await toyFile("data_A"), mirrors.a);
  await put(await toyFile("data_B"), mirrors.b);
  const filesOf = async (order: readonly string[]) => {
    const { view } = await runInProcess(specOf(toyLabel), { mirrors: order });
    expect(view.status).toBe("complete");
    return toReport(view, { version: "1" }).groups[0]!.samples[0]!.files;
  };
  const [fromA] = await filesOf([mirrors.a, mirrors.b]);
  const [fromB] = await filesOf([mirrors.b, mirrors.a]);
  expect(fromA).toMatchObject({ file: "x.root", source: join(mirrors.a, "x.root") });
  expect(fromB).toMatchObject({ file: "x.root", source: join(mirrors.b, "x.root") });
  expect(fromA!.uuid).toMatch(/^[0-9a-f-]{36}$/);
  expect(fromB!.uuid).not.toBe(fromA!.uuid);
});

describe("partitions of a file that was planned in one mirror", () => {
  /**
   * Plans with one list of mirrors, reads the other partitions with another, and folds what both have told.
   *
   * @param isLater the second is a run of its own, whose work follows from the log
   */
  async function run(
    toPlan: readonly string[],
    toRead: readonly string[],
    { isLater = false } = {},
  ): Promise<AnalysisView> {
    const spec = specOf(hasSharedData ? "Written by another program" : toyLabel);
    const prepared = await prepareAnalysis(spec);
    const ledger = createLedger(prepared.id);
    const at = new Date(0).toISOString();
    ledger.apply({ version: 1, analysis: prepared.id, kind: "accepted", spec, at, run: 1 });
    const items: WorkItem[] = [];
    const process = async (item: WorkItem, order: readonly string[]) => {
      await using trees = new OpenTrees({ mirrors: order });
      const context = {
        signal: new AbortController().signal,
        append: (event: LogEvent) => Promise.resolve(void ledger.apply(event)),
        publish: (next: WorkItem) => Promise.resolve(void items.push(next)),
      };
      await processWorkItem(item, context, { trees, kernels: new Kernels(noCorrections) });
    };
    for (const { item } of fileItems(prepared, 1)) await process({ ...item, recipe: recipeIn(spec) }, toPlan);
    expect(items.length).toBeGreaterThan(0);
    const missing = Array.from(missingWork(prepared, 2, ledger), ({ item }) => ({ ...item, recipe: recipeIn(spec) }));
    expect(missing).toHaveLength(items.length);
    for (const item of isLater ? missing : items) await process(item, toRead);
    return ledger.view();
  }

  beforeEach(async () => {
    const large = await largeFile();
    await put(join(large.folder, large.name), mirrors.a);
    await put(await toyFile("data_B"), mirrors.b);
  });

  it("are read there too, though another one is looked at first: complete, with the same numbers", async () => {
    const view = await run([mirrors.a], [mirrors.b, mirrors.a]);
    const expected = await run([mirrors.a], [mirrors.a]);
    expect(view.status).toBe("complete");
    expect(toReport(view, { version: "1" })).toEqual(toReport(expected, { version: "1" }));
  });

  it.each([
    ["in the same run", { isLater: false }],
    ["in a later run of the analysis", { isLater: true }],
  ])("fail by name if it is gone, and are not taken from the other one, %s", async (_, options) => {
    await expect(run([mirrors.a], [mirrors.b], options)).rejects.toMatchObject({
      name: "FileChangedError",
      message: expect.stringMatching(
        new RegExp(`planned, from ${mirrors.a}/x.root with UUID .*Instead ${mirrors.b}/x.root has one with UUID`),
      ) as string,
    });
  });
});
