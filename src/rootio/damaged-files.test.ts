import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMemorySource, createRandom } from "../../test/support/memory-source.ts";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import { AppError } from "../errors/app-error.ts";
import { readColumns } from "../../test/support/read-columns.ts";
import { openRootFile } from "./root-file.ts";
import type { Tree } from "./tree.ts";

/** Files with embedded baskets, many baskets, every compression, counted arrays and RVec. */
const files = [
  ["atlas-open-data/2020/Data/data_A.4lep.root", "mini"],
  ["root-samples/uproot-HZZ-zlib.root", "events"],
  ["root-samples/uproot-HZZ-lz4.root", "events"],
  ["root-samples/uproot-HZZ-lzma.root", "events"],
  ["root-samples/uproot-HZZ-zstd.root", "events"],
  ["root-samples/uproot-HZZ-uncompressed.root", "events"],
  ["root-samples/tree_with_clusters.root", "t1"],
  ["root-samples/stdvector.root", "tvec"],
  ["root-samples/unsigned_integers.root", "tree"],
  ["atlas-open-data/2025/ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root", "analysis"],
] as const;

/** At most so many branches a file, spread over all: enough to meet every kind, few enough for thousands of cases. */
const maxBranches = 8;

function someBranches(tree: Tree): string[] {
  const names = [...tree.columnTypes().keys()];
  const step = Math.max(1, Math.floor(names.length / maxBranches));
  return names.filter((_, i) => i % step === 0);
}

async function digest(bytes: Uint8Array, treeName: string, branches?: readonly string[]): Promise<string> {
  const file = await openRootFile(createMemorySource(bytes));
  const tree = await file.openTree(treeName);
  const hash = createHash("sha256").update(String(tree.entries));
  for (const [name, column] of await readColumns(tree, branches ?? someBranches(tree))) {
    hash.update(name).update(column.type);
    const values = column.shape === "scalar" ? column.values : column.content;
    if (column.shape === "list") hash.update(new Uint8Array(column.offsets.buffer));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

/** Byte ranges whose content the format protects by nothing: values stored uncompressed, and ZSTD frames without checksum. */
async function unprotected(
  bytes: Uint8Array,
  treeName: string,
  branches: readonly string[],
): Promise<[number, number][]> {
  const file = await openRootFile(createMemorySource(bytes));
  const tree = await file.openTree(treeName);
  const ranges: [number, number][] = [];
  for (const name of branches) {
    const branch = tree.branch(name);
    branch.basketSeeks.forEach((seek, i) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset + seek);
      const payload = seek + view.getUint16(14);
      const stop = seek + branch.basketLengths[i]!;
      const stored = view.getUint32(6) === stop - payload;
      const zstd = bytes[payload] === 0x5a && bytes[payload + 1] === 0x53;
      if (stored || zstd) ranges.push([payload, stop]);
    });
  }
  return ranges;
}

async function outcome(bytes: Uint8Array, treeName: string, branches: readonly string[]): Promise<string | AppError> {
  try {
    return await digest(bytes, treeName, branches);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

describeWithSharedData("damaged files", () => {
  for (const [path, treeName] of files) {
    it(`${path} cut short at every 512th byte is refused`, async () => {
      const whole = new Uint8Array(readFileSync(sharedPath(path)));
      for (let length = 0; length < whole.length; length += 512) {
        const result = await outcome(whole.slice(0, length), treeName, []);
        expect([length, result instanceof AppError && result.name]).toEqual([
          length,
          length < 4 ? "NotRootFileError" : "ShortReadError",
        ]);
      }
    });

    it(`${path} with flipped bytes gives an error or the same numbers`, { timeout: 120_000 }, async () => {
      const whole = new Uint8Array(readFileSync(sharedPath(path)));
      const file = await openRootFile(createMemorySource(whole));
      const branches = someBranches(await file.openTree(treeName));
      const good = await digest(whole, treeName, branches);
      const open = await unprotected(whole, treeName, branches);
      const random = createRandom(2020);
      const wrong: number[] = [];
      let errors = 0;
      // Half of the flips hit anywhere, half the ends of the file, where its structure stands.
      for (let i = 0; i < 400; i++) {
        const span = i % 2 === 0 ? whole.length : Math.min(whole.length, 2048);
        const offset = Math.floor(random() * span);
        const position = i % 4 === 1 ? whole.length - 1 - offset : offset;
        const damaged = whole.slice();
        damaged[position]! ^= 1 << Math.floor(random() * 8);
        const result = await outcome(damaged, treeName, branches);
        if (result instanceof AppError) errors++;
        else if (result !== good && !open.some(([start, stop]) => position >= start && position < stop))
          wrong.push(position);
      }
      expect(wrong).toEqual([]);
      expect(errors).toBeGreaterThan(20);
    });
  }
});
