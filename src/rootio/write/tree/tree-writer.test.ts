import { describe, expect, it } from "vitest";
import { createRandom } from "../../../../test/support/memory-source.ts";
import { byteWidth, type Column } from "../../column.ts";
import { InvalidOutputError } from "../errors.ts";
import { createMemorySink } from "../byte-sink.ts";
import { type BranchDefinition, createRootFile, type TreeOptions } from "../root-file-writer.ts";
import { numberTypes } from "../../../../test/support/root-writer/all-classes.ts";
import { openWithJsroot, readWithJsroot } from "../../../../test/support/root-writer/jsroot-file.ts";
import { bitsOf, parts, randomColumns } from "../../../../test/support/root-writer/random-columns.ts";
import {
  fixedOptions,
  openSound,
  readColumn,
  soundStructure,
  writeFile,
} from "../../../../test/support/root-writer/written-file.ts";

const everyType: readonly BranchDefinition[] = numberTypes.flatMap((type) => [
  { name: `scalar_${type}`, type: { shape: "scalar", type } },
  { name: `list_${type}`, type: { shape: "list", type } },
]);

const someBranches: readonly BranchDefinition[] = [
  { name: "run", type: { shape: "scalar", type: "int32" } },
  { name: "weight", title: "weight of the event", type: { shape: "scalar", type: "float32" } },
  { name: "lep_pt", type: { shape: "list", type: "float32" } },
  { name: "lep_isTight", type: { shape: "list", type: "bool" } },
];

type Columns = ReadonlyMap<string, Column>;

function treeFile(
  branches: readonly BranchDefinition[],
  columns: Columns,
  edges: readonly number[],
  options: TreeOptions & { readonly level?: 0 | 1 | 9 } = {},
): Promise<Uint8Array> {
  const { level = 1, ...treeOptions } = options;
  return writeFile(
    async (file) => {
      const tree = file.root.tree("mini", "a tree", branches, treeOptions);
      for (let i = 1; i < edges.length; i++)
        await tree.fill(parts(columns, edges[i - 1]!, edges[i]!), edges[i]! - edges[i - 1]!);
      expect(tree.entries).toBe(edges.at(-1));
      await tree.close();
    },
    { compression: { level } },
  );
}

async function expectReadBack(bytes: Uint8Array, columns: Columns, entries: number): Promise<void> {
  const tree = await (await openSound(bytes)).openTree("mini");
  expect(tree.entries).toBe(entries);
  expect([...tree.unreadable().keys()]).toEqual([]);
  for (const [name, column] of columns)
    expect([name, bitsOf(await readColumn(tree, name))]).toEqual([name, bitsOf(column)]);
}

describe("a tree", () => {
  it.each([0, 1, 9] as const)("comes back bit by bit for every type of branch, at level %i", async (level) => {
    const columns = randomColumns(everyType, 500, createRandom(1));
    const bytes = await treeFile(everyType, columns, [0, 500], { level, basketBytes: 700 });
    await expectReadBack(bytes, columns, 500);
    const tree = await (await openSound(bytes)).openTree("mini");
    expect(new Map(tree.columnTypes())).toEqual(new Map(everyType.map(({ name, type }) => [name, type])));
  });

  it("is read by jsroot to the same values", async () => {
    // Its 64-bit integers and bools come in forms of their own.
    const branches = everyType.filter(({ name }) => !/int64|bool/.test(name));
    const columns = randomColumns(branches, 300, createRandom(2));
    const bytes = await treeFile(branches, columns, [0, 300], { basketBytes: 500, clusterEntries: 70 });
    const file = await openWithJsroot(bytes);
    const read = await readWithJsroot(
      await file.readObject("mini"),
      branches.map(({ name }) => name),
    );
    for (const [name, column] of columns) {
      const expected: unknown[] =
        column.shape === "scalar"
          ? Array.from(column.values as ArrayLike<number>)
          : Array.from({ length: 300 }, (_, i) =>
              Array.from(column.content.subarray(column.offsets[i], column.offsets[i + 1]) as ArrayLike<number>),
            );
      expect([name, read.get(name)]).toEqual([name, expected]);
    }
  });

  it("has the same bytes however its entries are divided into calls", async () => {
    const columns = randomColumns(someBranches, 1000, createRandom(3));
    for (const options of [{ basketBytes: 400 }, { basketBytes: 900, clusterEntries: 60 }]) {
      const whole = await treeFile(someBranches, columns, [0, 1000], options);
      for (const edges of [
        [0, 1, 2, 3, 1000],
        [0, 0, 500, 500, 1000],
        Array.from({ length: 101 }, (_, i) => 10 * i),
        Array.from({ length: 1001 }, (_, i) => i),
      ])
        expect(Buffer.from(await treeFile(someBranches, columns, edges, options)).equals(whole)).toBe(true);
    }
  });

  it("without entries, without branches, and with one entry can be read", async () => {
    for (const branches of [someBranches, []])
      for (const entries of [0, 1]) {
        const columns = randomColumns(branches, entries, createRandom(4));
        const bytes = await treeFile(branches, columns, [0, entries]);
        await expectReadBack(bytes, columns, entries);
        const tree = await (await openWithJsroot(bytes)).readObject("mini");
        expect(tree["fEntries"]).toBe(entries);
      }
  });

  it("of nothing but empty lists can be read", async () => {
    const columns = randomColumns(someBranches, 100, createRandom(5), 0);
    await expectReadBack(await treeFile(someBranches, columns, [0, 100], { basketBytes: 300 }), columns, 100);
  });

  it("takes an entry that is longer than a basket, in a basket of its own", async () => {
    const branches = someBranches.slice(2);
    const columns = randomColumns(branches, 40, createRandom(6), 400);
    const bytes = await treeFile(branches, columns, [0, 7, 40], { basketBytes: 300 });
    await expectReadBack(bytes, columns, 40);
  });

  it("is compressed in several blocks where a basket exceeds 16 MB", async () => {
    const type = { shape: "scalar", type: "int32" } as const;
    const values = Int32Array.from({ length: 4_300_000 }, (_, i) => i >> 4);
    const columns = new Map<string, Column>([["n", { ...type, length: values.length, values }]]);
    const bytes = await treeFile([{ name: "n", type }], columns, [0, values.length], { basketBytes: 2 ** 26 });
    await expectReadBack(bytes, columns, values.length);
    expect(soundStructure(bytes).records.filter(({ className }) => className === "TBasket")).toHaveLength(1);
  });

  it("makes bools 0 or 1, whatever true was", async () => {
    const values = Uint8Array.of(0, 1, 2, 255);
    const branches: BranchDefinition[] = [
      { name: "one", type: { shape: "scalar", type: "bool" } },
      { name: "many", type: { shape: "list", type: "bool" } },
    ];
    const columns = new Map<string, Column>([
      ["one", { shape: "scalar", type: "bool", length: 4, values }],
      ["many", { shape: "list", type: "bool", length: 1, offsets: Int32Array.of(0, 4), content: values }],
    ]);
    const bytes = await writeFile(async ({ root }) => {
      const one = root.tree("one", "", branches.slice(0, 1));
      await one.fill(columns, 4);
      await one.close();
      const many = root.tree("many", "", branches.slice(1));
      await many.fill(columns, 1);
      await many.close();
    });
    const stored = Buffer.from(bytes);
    expect(stored.includes(Buffer.of(0, 1, 1, 1))).toBe(true);
    expect(stored.includes(Buffer.of(0x40, 0, 0, 10, 0, 9, 0, 0, 0, 4, 0, 1, 1, 1))).toBe(true);
    expect(stored.includes(Buffer.of(1, 2, 255))).toBe(false);
  });

  it("leaves the caller's arrays alone and does not need them afterwards", async () => {
    const columns = randomColumns(someBranches, 50, createRandom(7));
    const before = new Map([...columns].map(([name, column]) => [name, bitsOf(column)]));
    const again = randomColumns(someBranches, 50, createRandom(7));
    const bytes = await writeFile(async ({ root }) => {
      const tree = root.tree("mini", "", someBranches);
      await tree.fill(columns, 50);
      for (const [name, column] of columns) {
        expect(bitsOf(column)).toEqual(before.get(name));
        if (column.shape === "list") (column.content as Uint8Array).fill(1);
      }
      await tree.close();
    });
    await expectReadBack(bytes, again, 50);
  });
});

describe("baskets", () => {
  it("stay below the length that was asked for, and fill it", async () => {
    const columns = randomColumns(someBranches, 5000, createRandom(8));
    const bytes = await treeFile(someBranches, columns, [0, 5000], { basketBytes: 2000 });
    const baskets = soundStructure(bytes).records.filter(({ className }) => className === "TBasket");
    const longest = Math.max(...baskets.map((key) => key.keyLength + key.objectLength));
    expect(longest).toBeLessThanOrEqual(2000);
    expect(longest).toBeGreaterThan(1950);
  });

  it("are counted in the tables of their branches and of the tree", async () => {
    const columns = randomColumns(someBranches, 3000, createRandom(9));
    const bytes = await treeFile(someBranches, columns, [0, 1234, 3000], { basketBytes: 1500 });
    const baskets = soundStructure(bytes).records.filter(({ className }) => className === "TBasket");
    const tree = await (await openSound(bytes)).openTree("mini");
    for (const {
      name,
      basketSeeks,
      basketLengths,
      basketEntries,
      totalBytes,
      zippedBytes,
    } of tree.metadata.branches.map((branch) => branch.metadata())) {
      const own = baskets.filter((key) => key.name === name);
      expect(basketSeeks).toEqual(own.map(({ seek }) => seek));
      expect(basketLengths).toEqual(own.map(({ recordLength }) => recordLength));
      expect(basketEntries[0]).toBe(0);
      expect(basketEntries.at(-1)).toBe(3000);
      expect(totalBytes).toBe(own.reduce((sum, key) => sum + key.keyLength + key.objectLength, 0));
      expect(zippedBytes).toBe(own.reduce((sum, key) => sum + key.recordLength, 0));
      expect(own.map(({ cycle }) => cycle)).toEqual(own.map((_, i) => i));
    }
    const record = await (await openWithJsroot(bytes)).readObject("mini");
    const sum = (of: "totalBytes" | "zippedBytes"): number =>
      tree.metadata.branches.map((branch) => branch.metadata()).reduce((total, branch) => total + branch[of], 0);
    expect([record["fTotBytes"], record["fZipBytes"]]).toEqual([sum("totalBytes"), sum("zippedBytes")]);
  });

  it("that do not get smaller are stored, and so are all at level 0", async () => {
    const columns = randomColumns(everyType, 40, createRandom(10));
    const [packed, plain] = [
      await treeFile(everyType, columns, [0, 40]),
      await treeFile(everyType, columns, [0, 40], { level: 0 }),
    ];
    const isStored = (key: { recordLength: number; keyLength: number; objectLength: number }): boolean =>
      key.recordLength === key.keyLength + key.objectLength;
    const baskets = (bytes: Uint8Array) =>
      soundStructure(bytes).records.filter(({ className }) => className === "TBasket");
    expect(new Set(baskets(packed).map(isStored))).toEqual(new Set([true, false]));
    expect(soundStructure(plain).records.every(isStored)).toBe(true);
    const settings = await Promise.all(
      [packed, plain].map(async (b) => (await (await openSound(b)).openTree("mini")).branch("scalar_bool").compression),
    );
    expect(settings).toEqual([101, 0]);
  });
});

describe("memory", () => {
  it("holds no more than one basket for each branch: everything else has reached the sink", async () => {
    const columns = randomColumns(someBranches, 500, createRandom(14));
    const sink = createMemorySink();
    await using file = createRootFile(sink, { ...fixedOptions, compression: { level: 0 } });
    const tree = file.root.tree("mini", "", someBranches, { basketBytes: 3000 });
    let bytes = 0;
    for (let i = 0; i < 20; i++) {
      await tree.fill(columns, 500);
      for (const column of columns.values()) {
        const width = byteWidth(column.type);
        bytes += column.shape === "scalar" ? 500 * width : 500 * 10 + column.offsets[500]! * width;
      }
      expect(sink.bytes().length).toBeGreaterThan(bytes - 3000 * someBranches.length);
    }
  });
});

describe("clusters", () => {
  it("end after so many entries in every branch, and the tree says after how many", async () => {
    const columns = randomColumns(someBranches, 1000, createRandom(11));
    const bytes = await treeFile(someBranches, columns, [0, 333, 1000], { basketBytes: 700, clusterEntries: 150 });
    const tree = await (await openSound(bytes)).openTree("mini");
    for (const { basketEntries } of tree.metadata.branches.map((branch) => branch.metadata()))
      for (let edge = 0; edge < 1000; edge += 150) expect(basketEntries).toContain(edge);
    const record = await (await openWithJsroot(bytes)).readObject("mini");
    expect([record["fAutoFlush"], record["fNClusterRange"]]).toEqual([150, 0]);
    await expectReadBack(bytes, columns, 1000);
  });

  it("follow from bytes on disk if nobody says how many entries, as in ROOT", async () => {
    const branches: BranchDefinition[] = [
      { name: "a", type: { shape: "scalar", type: "float64" } },
      { name: "b", type: { shape: "scalar", type: "int8" } },
    ];
    const columns = randomColumns(branches, 1_000_000, createRandom(12));
    const write = (edges: readonly number[]): Promise<Uint8Array> =>
      writeFile(
        async ({ root }) => {
          const tree = root.tree("mini", "", branches);
          for (let round = 0; round < 8; round++)
            for (let i = 1; i < edges.length; i++)
              await tree.fill(parts(columns, edges[i - 1]!, edges[i]!), edges[i]! - edges[i - 1]!);
          await tree.close();
        },
        { compression: { level: 0 } },
      );
    const bytes = await write([0, 1_000_000]);
    expect(Buffer.from(await write([0, 123_456, 777_777, 1_000_000])).equals(bytes)).toBe(true);
    const record = await (await openWithJsroot(bytes)).readObject("mini");
    const clusterEntries = record["fAutoFlush"] as number;
    expect(clusterEntries * 9).toBeGreaterThan(29_000_000);
    expect(clusterEntries * 9).toBeLessThan(31_000_000);
    const tree = await (await openSound(bytes)).openTree("mini");
    for (const { basketEntries } of tree.metadata.branches.map((branch) => branch.metadata()))
      for (const edge of [clusterEntries, 2 * clusterEntries]) expect(basketEntries).toContain(edge);
    expect(record["fFlushedBytes"]).toBeLessThan(record["fZipBytes"] as number);
  });
});

describe("filling a tree", () => {
  const good = (): Map<string, Column> => randomColumns(someBranches, 10, createRandom(13));
  const run = good().get("run")!;
  const pt = good().get("lep_pt")!;
  if (run.shape !== "scalar" || pt.shape !== "list") throw new Error("other shapes were expected");

  it.each<[string, (columns: Map<string, Column>) => void, RegExp]>([
    ["no column", (c) => c.delete("run"), /No column was given/],
    ["another shape", (c) => c.set("run", pt), /scalar of int32 was expected.*list of float32/],
    ["another type", (c) => c.set("run", { ...run, type: "uint32" }), /scalar of int32 was expected.*scalar of uint32/],
    [
      "an array of another type",
      (c) => c.set("run", { ...run, values: new Float32Array(10) }),
      /array is Float32Array/,
    ],
    ["fewer entries", (c) => c.set("run", { ...run, length: 9 }), /10 entries were expected, but the column has 9/],
    ["fewer values", (c) => c.set("run", { ...run, values: new Int32Array(9) }), /10 values .* has 9/],
    ["fewer offsets", (c) => c.set("lep_pt", { ...pt, offsets: new Int32Array(10) }), /11 offsets .* there are 10/],
    [
      "offsets that go back",
      (c) => c.set("lep_pt", { ...pt, offsets: Int32Array.of(0, 2, 1, 3, 4, 5, 6, 7, 8, 9, 9) }),
      /Entry 1 would have -1/,
    ],
    ["offsets below 0", (c) => c.set("lep_pt", { ...pt, offsets: new Int32Array(11).fill(-1) }), /Offsets start at -1/],
    [
      "offsets beyond the values",
      (c) => c.set("lep_pt", { ...pt, content: new Float32Array(1) }),
      /values were expected, but the array has 1/,
    ],
    [
      "a list that fits into no record",
      (c) => c.set("lep_pt", { ...pt, offsets: new Int32Array(11).fill(2 ** 27, 5) }),
      /Entry 4 has 134217728 values/,
    ],
  ])("refuses %s, and can go on", async (_, spoil, message) => {
    const bytes = await writeFile(async ({ root }) => {
      const tree = root.tree("mini", "", someBranches);
      const bad = good();
      spoil(bad);
      await expect(tree.fill(bad, 10)).rejects.toThrow(message);
      await expect(tree.fill(bad, 10)).rejects.toBeInstanceOf(InvalidOutputError);
      await tree.fill(good(), 10);
      await tree.close();
    });
    await expectReadBack(bytes, good(), 10);
  });

  it("refuses calls that overlap or come after the end", async () => {
    await writeFile(async ({ root }) => {
      const tree = root.tree("mini", "", someBranches);
      const first = tree.fill(good(), 10);
      await expect(tree.fill(good(), 10)).rejects.toThrow(/has not ended/);
      await first;
      await expect(tree.fill(good(), -1)).rejects.toThrow(/number of entries/);
      await tree.close();
      await expect(tree.fill(good(), 10)).rejects.toThrow(/closed/);
      await expect(tree.close()).rejects.toThrow(/closed/);
    });
  });

  it("refuses branches and sizes that cannot be", async () => {
    await writeFile(({ root }) => {
      const type = { shape: "scalar", type: "int32" } as const;
      const make = (name: string, branches: readonly BranchDefinition[], options?: TreeOptions) => () =>
        root.tree(name, "", branches, options);
      expect(
        make("a", [
          { name: "x", type },
          { name: "x", type },
        ]),
      ).toThrow(/twice/);
      for (const name of ["", "a/b", "a[2]", "a:b", "a b", "a;1", "a\n\t"])
        expect(make(`b${name.length}${name.charCodeAt(1)}`, [{ name, type }])).toThrow(InvalidOutputError);
      expect(make("c", [{ name: "x", type: { shape: "list", type: "int32", fixedLength: 3 } }])).toThrow(
        /fixed length/,
      );
      expect(make("d", [], { basketBytes: 0 })).toThrow(/basketBytes/);
      expect(make("e", [], { clusterEntries: 1.5 })).toThrow(/clusterEntries/);
      return Promise.resolve();
    });
  });
});
