import { describe, expect, it } from "vitest";
import { createMemorySource, createRandom } from "../../../test/support/memory-source.ts";
import { AppError } from "../../errors/app-error.ts";
import { NotRootFileError, ShortReadError } from "../errors.ts";
import { openRootFile } from "../root-file.ts";
import type { BranchDefinition } from "./root-file-writer.ts";
import { bitsOf, randomColumns } from "../../../test/support/root-writer/random-columns.ts";
import { readColumn, writeFile } from "../../../test/support/root-writer/written-file.ts";

const branches: readonly BranchDefinition[] = [
  { name: "run", type: { shape: "scalar", type: "int32" } },
  { name: "lep_pt", type: { shape: "list", type: "float32" } },
];
const columns = randomColumns(branches, 300, createRandom(1));
// Only a few different values, so that baskets are compressed and carry checksums.
for (const column of columns.values()) {
  const values = column.shape === "scalar" ? column.values : column.content;
  for (let i = 0; i < values.length; i++) (values as Float32Array)[i] = i % 7;
}

function sample(): Promise<Uint8Array> {
  return writeFile(async ({ root }) => {
    const tree = root.directory("folder").tree("mini", "", branches, { basketBytes: 1500 });
    await tree.fill(columns, 300);
    await tree.close();
  });
}

async function readAll(bytes: Uint8Array): Promise<unknown> {
  const file = await openRootFile(createMemorySource(bytes));
  const tree = await file.openTree("folder/mini");
  const read = [];
  for (const { name } of branches) read.push(bitsOf(await readColumn(tree, name)));
  return read;
}

const intact = branches.map(({ name }) => bitsOf(columns.get(name)!));

describe("a written file", () => {
  it("cut short anywhere is refused, and the message says so", async () => {
    const bytes = await sample();
    for (let length = 0; length < bytes.length; length += length < 300 ? 1 : 13) {
      const error: unknown = await readAll(bytes.subarray(0, length)).catch((reason: unknown) => reason);
      if (length < 4) expect(error).toBeInstanceOf(NotRootFileError);
      else {
        expect(error).toBeInstanceOf(ShortReadError);
        expect((error as Error).message).toMatch(/cut short/);
      }
    }
    expect(await readAll(bytes)).toEqual(intact);
  });

  it("with its head, but cut and filled with zeros, is refused", async () => {
    const bytes = await sample();
    for (let length = 100; length < bytes.length - 70; length += 61) {
      const damaged = Uint8Array.from(bytes).fill(0, length);
      await expect(readAll(damaged)).rejects.toBeInstanceOf(AppError);
    }
  });

  it("with any one byte changed is refused, or read to the same values", async () => {
    const bytes = await sample();
    let refused = 0;
    for (let i = 0; i < bytes.length; i += 5) {
      const damaged = Uint8Array.from(bytes);
      damaged[i]! ^= 1 << (i % 8);
      const outcome = await readAll(damaged).catch((error: unknown) => error);
      if (outcome instanceof AppError) refused++;
      else expect([i, outcome]).toEqual([i, intact]);
    }
    expect(refused).toBeGreaterThan(bytes.length / 10);
  });
});
