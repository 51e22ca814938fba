import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LargeFile, largeFile } from "../../test/support/large-file.ts";
import { filesAtHand } from "../../test/support/release-or-toy.ts";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import { presetByName } from "../analysis/presets/presets.ts";
import { recipeIn, type Recipe } from "../analysis/spec-recipe.ts";
import { decodeLogEvent, encodeLogEvent } from "../protocol/codec.ts";
import type { ColumnsSeen, FilePlanned, LogEvent, PartitionDone } from "../protocol/log-event.ts";
import type { FileWorkItem, WorkItem } from "../protocol/work-item.ts";
import { Kernels } from "./kernels.ts";
import { OpenTrees } from "./open-trees.ts";
import { processWorkItem } from "./process-work-item.ts";
import { noCorrections } from "../../test/support/no-corrections.ts";

let large: LargeFile;
let mirrors: readonly string[];
let caches: { trees: OpenTrees; kernels: Kernels };
beforeAll(async () => {
  large = await largeFile();
  mirrors = [await filesAtHand.folder(), large.folder];
});
beforeEach(() => {
  caches = { trees: new OpenTrees({ mirrors }), kernels: new Kernels(noCorrections) };
});
afterEach(() => caches.trees[Symbol.asyncDispose]());

function fileItem(path: string, recipe: Partial<Recipe> = {}): FileWorkItem {
  return {
    version: 1,
    kind: "file",
    analysis: "a1",
    run: 1,
    recipe: { ...recipeIn(presetByName("hzz-2020")), ...recipe },
    baseUrls: [],
    isToy: filesAtHand.preset === "hzz-toy",
    sample: { group: "g", name: "s", index: 0, weighted: true, normalisation: 1 },
    file: { index: 0, path },
  };
}

async function process(
  item: WorkItem,
  using = caches,
): Promise<{ steps: string[]; events: LogEvent[]; items: WorkItem[] }> {
  const steps: string[] = [];
  const events: LogEvent[] = [];
  const items: WorkItem[] = [];
  const context = {
    signal: new AbortController().signal,
    append: (event: LogEvent) => Promise.resolve(void (events.push(event), steps.push(event.kind))),
    publish: (next: WorkItem) => Promise.resolve(void (items.push(next), steps.push(`publish ${next.kind}`))),
  };
  await processWorkItem(item, context, using);
  return { steps, events, items };
}

describe("processing a work item", () => {
  it("plans a small file and fills its only partition at once", async () => {
    const { steps, events } = await process(fileItem("Data/data_A.4lep.root"));
    expect(steps).toEqual(["file-planned", "partition-done", "columns-seen"]);
    const [planned, done] = events as [FilePlanned, PartitionDone];
    const [entries] = filesAtHand.counted(["data_A"]).cutflow;
    expect(planned.edges).toEqual([0, entries]);
    expect([done.seen, done.identity]).toEqual([entries, planned.identity]);
  });

  it("tells the branches of the first file of the first sample, with ranges of those that it reads", async () => {
    const item = fileItem("Data/data_A.4lep.root");
    const seen = (await process(item)).events[2] as ColumnsSeen;
    const of = (name: string) => seen.columns.find((column) => column.name === name)!;
    expect(seen).toMatchObject({ sample: "s", file: 0 });
    expect(seen.entries).toBeGreaterThan(0);
    const { type, lowest = NaN, highest = NaN } = of("lep_pt");
    expect(type).toBe("float32[]");
    expect(lowest).toBeGreaterThan(1000);
    expect(highest).toBeGreaterThan(lowest);
    expect(highest).toBeLessThan(10_000_000);
    expect(of("trigE")).toEqual({ name: "trigE", type: "bool" });
    // One that the analysis does not read has no range.
    expect(of("runNumber")).not.toHaveProperty("lowest");
    expect(decodeLogEvent(encodeLogEvent(seen))).toEqual(seen);
    for (const other of [
      { ...item, file: { ...item.file, index: 1 } },
      { ...item, sample: { ...item.sample, index: 1 } },
    ])
      expect((await process(other)).steps).toEqual(["file-planned", "partition-done"]);
  });

  it("publishes the other partitions of a large file before its plan, and fills the first", async () => {
    const { steps, events, items } = await process(fileItem(large.name));
    const { edges, identity } = events[0] as FilePlanned;
    expect(edges.length).toBeGreaterThan(2);
    expect(steps).toEqual([
      ...edges.slice(2).map(() => "publish partition"),
      "file-planned",
      "partition-done",
      "columns-seen",
    ]);
    let seen = (events[1] as PartitionDone).seen;
    for (const item of items) seen += ((await process(item)).events[0] as PartitionDone).seen;
    expect([seen, identity.entries]).toEqual([large.entries, large.entries]);
  });

  it("gives the same event when it is done twice", async () => {
    const first = (await process(fileItem("Data/data_B.4lep.root"))).events[1] as PartitionDone;
    const again = (await process(fileItem("Data/data_B.4lep.root"))).events[1] as PartitionDone;
    expect({ ...again, stats: undefined }).toEqual({ ...first, stats: undefined });
  });

  it("refuses a partition of a file that was replaced since it was planned", async () => {
    const item = fileItem("Data/data_A.4lep.root");
    const { identity } = (await process(item)).events[0] as FilePlanned;
    const partition = { index: 0, count: 1, entryStart: 0, entryStop: identity.entries };
    const stale = { ...identity, uuid: "00000000-0000-0000-0000-000000000000" };
    await expect(process({ ...item, kind: "partition", identity: stale, partition })).rejects.toThrow(
      /not the one that was planned, from a place not known with UUID 00000000.*Data\/data_A\.4lep\.root has one with UUID/,
    );
  });

  const refusals: [string, () => FileWorkItem, string, RegExp][] = [
    [
      "an unknown branch",
      () => fileItem("Data/data_A.4lep.root", { cuts: [{ name: "c", expression: "lep_pts[0] > 1" }] }),
      "UnknownNameError",
      /lep_pts.*nearest names: lep_pt.*cuts\[0\]\.expression/s,
    ],
    [
      "a type error",
      () => fileItem("Data/data_A.4lep.root", { cuts: [{ name: "c", expression: "lep_pt > 1" }] }),
      "ExpressionTypeError",
      /cuts\[0\]\.expression/,
    ],
    [
      "a tree that is not there",
      () => fileItem("Data/data_A.4lep.root", { tree: "maxi" }),
      "TreeNotFoundError",
      /maxi.*mini/,
    ],
    [
      "an index beyond the leptons of an event",
      () => fileItem("Data/data_A.4lep.root", { cuts: [{ name: "c", expression: "lep_pt[4] > 1" }] }),
      "ExpressionValueError",
      /data_A\.4lep\.root.*entry 0/s,
    ],
    [
      "a weight that is not finite",
      () => fileItem("Data/data_A.4lep.root", { weights: { factors: ["1 / mcWeight"], sign: "signed" } }),
      "ExpressionValueError",
      /finite.*entry 0/s,
    ],
    ["a file that is nowhere", () => fileItem("Data/none.root"), "NoCandidateError", /2 places/],
  ];
  it.each(refusals)("refuses %s by name", async (_, item, name, message) => {
    await expect(process(item())).rejects.toMatchObject({ name, message: expect.stringMatching(message) as string });
  });
});

describeWithSharedData("processing a real file with a branch of strings", () => {
  it("compares it with strings, and with nothing else", async () => {
    const mirror = sharedPath("atlas-open-data/2025");
    await using trees = new OpenTrees({ mirrors: [mirror] });
    const ask = (expression: string) =>
      process(
        {
          ...fileItem("ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root", {
            tree: "analysis",
            collections: {},
            define: [],
            weights: { factors: [], sign: "signed" },
            cuts: [{ name: "c", expression }],
            histograms: [],
          }),
          isToy: false,
        },
        { trees, kernels: new Kernels(noCorrections) },
      );
    await expect(ask("category == 1")).rejects.toMatchObject({ name: "ExpressionTypeError" });
    for (const expression of ['startsWith(category, "4")', 'category in ["4e", "4mu"]'])
      expect((await ask(expression)).steps).toContain("partition-done");
    expect((await ask("lep_n == 4")).steps).toEqual(["file-planned", "partition-done", "columns-seen"]);
  });
});
