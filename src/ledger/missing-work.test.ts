import { describe, expect, it } from "vitest";
import { parseSpec } from "../analysis/parse-spec.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { hzz2020 } from "../analysis/presets/hzz-2020.ts";
import { decodeWorkItem, encodeWorkItem } from "../protocol/codec.ts";
import { workDedupKey } from "../protocol/dedup-keys.ts";
import type { QueuedItem } from "../protocol/work-item.ts";
import type { FileGap } from "./file-gap.ts";
import type { Ledger } from "./ledger.ts";
import { fileItems, missingWork, mostItemBytes } from "./missing-work.ts";

const [group] = hzz2020.groups;
const largest = Number.MAX_SAFE_INTEGER;

const specs = {
  "a preset": hzz2020,
  "long names": {
    ...hzz2020,
    release: {
      label: "Mine",
      baseUrls: Array.from({ length: 10 }, (_, i) => `https://example.org/${"ü".repeat(500)}/${i}/`),
    },
    groups: [
      {
        ...group!,
        name: "g".repeat(64),
        samples: [{ name: "s".repeat(64), files: ["a.root", `${'"'.repeat(1000)}${"\u2028\ud800".repeat(499)}.r`] }],
      },
    ],
  },
};

it.each(Object.entries(specs))("no item of %s has more bytes than are foretold", async (_, input) => {
  const prepared = await prepareAnalysis(parseSpec(input));
  const most = mostItemBytes(prepared);
  for (const { item } of fileItems(prepared, largest)) {
    const partition = { index: 199_999, count: 200_000, entryStart: largest - 1, entryStop: largest };
    const identity = { uuid: "\u0000".repeat(100), size: largest, entries: largest };
    const plannedFrom = "\u0000".repeat(250);
    const ofPartition: QueuedItem = { ...item, kind: "partition", identity, partition, plannedFrom };
    for (const each of [item, ofPartition]) {
      const { length } = encodeWorkItem(each);
      expect(length).toBeLessThanOrEqual(most);
    }
  }
});

describe("the turns of an analysis' work", () => {
  const files = (lane: string, count: number) => ({
    ...group!,
    lane,
    name: lane,
    samples: [
      { name: `of ${lane}`.replace(" ", "_"), files: Array.from({ length: count }, (_, i) => `${lane}${i}.root`) },
    ],
  });
  const twoLanes = prepareAnalysis(parseSpec({ ...hzz2020, groups: [files("data", 20), files("zz", 3)] }));
  const accepted = (gapOf: (sample: string, file: number) => FileGap) =>
    ({ accepted: true, gapOf }) as unknown as Ledger;

  it("follow from its files that come before in the same lane", async () => {
    const items = [...fileItems(await twoLanes, 1)];
    expect(items.map(({ lane, turn }) => `${lane} ${turn}`)).toEqual([
      "data 0",
      ...Array<string>(15).fill("data 1"),
      ...Array<string>(4).fill("data 2"),
      ...["zz 0", "zz 1", "zz 1"],
    ]);
    expect(items[19]!.item.turn).toEqual({ first: 19, step: 20 });
    expect(items[21]!.item.turn).toEqual({ first: 1, step: 3 });
    for (const { item } of items) expect(decodeWorkItem(encodeWorkItem(item))).toEqual(item);
  });

  it("are the last ones of a batch, whose items are else the same", async () => {
    const prepared = await twoLanes;
    const batch = [...fileItems(prepared, 1, "batch")];
    expect(new Set(batch.map(({ turn }) => turn))).toEqual(new Set([3]));
    expect(new Set(batch.map(({ item }) => item.turn))).toEqual(new Set(["batch"]));
    const usual = [...fileItems(prepared, 1)];
    expect(batch.map(({ item }) => workDedupKey(item))).toEqual(usual.map(({ item }) => workDedupKey(item)));
    expect(batch.map(({ item }) => ({ ...item, turn: 0 }))).toEqual(usual.map(({ item }) => ({ ...item, turn: 0 })));
  });

  it("begin with the first item that is missing, if it is taken up again", async () => {
    const identity = { uuid: "u", size: 10, entries: 100 };
    const partitions = [7, 8, 9].map((index) => ({ index, count: 10, entryStart: index, entryStop: index + 1 }));
    const ledger = accepted((sample, file) => {
      if (sample === "of_zz") return { kind: "none" };
      return file < 17
        ? { kind: "none" }
        : file === 17
          ? { kind: "partitions", source: "data17.root", identity, partitions }
          : { kind: "file" };
    });
    const prepared = await twoLanes;
    const again = [...missingWork(prepared, 2, ledger)];
    expect(again.map(({ turn, item }) => [turn, item.kind, item.file.index])).toEqual([
      [0, "partition", 17],
      [1, "partition", 17],
      [1, "partition", 17],
      [1, "file", 18],
      [1, "file", 19],
    ]);
    expect(again[4]!.item.turn).toEqual({ first: 4, step: 20 });
    const batch = [...missingWork(prepared, 2, ledger, "batch")];
    expect(batch.map(({ turn }) => turn)).toEqual([3, 3, 3, 3, 3]);
    expect(batch.map(({ item }) => item.turn)).toEqual(Array(5).fill("batch"));
  });
});
