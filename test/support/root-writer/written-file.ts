import { createMemorySource } from "../memory-source.ts";
import type { Column } from "../../../src/rootio/column.ts";
import { numbersIn } from "../read-columns.ts";
import { fetchBaskets } from "../../../src/rootio/fetch-baskets.ts";
import { readWhenReady } from "../../../src/rootio/read-when-ready.ts";
import { type RootFile, openRootFile } from "../../../src/rootio/root-file.ts";
import type { Tree } from "../../../src/rootio/tree.ts";
import { createMemorySink } from "../../../src/rootio/write/byte-sink.ts";
import {
  createRootFile,
  type RootFileOptions,
  type RootFileWriter,
} from "../../../src/rootio/write/root-file-writer.ts";
import { type Structure, validateStructure } from "./validate-structure.ts";

/** Fixed name, date and uuid, so that a test's file is the same every time. */
export const fixedOptions: RootFileOptions = {
  name: "test.root",
  compression: { level: 1 },
  date: new Date("2020-01-22T12:34:56Z"),
  uuid: Uint8Array.from({ length: 16 }, (_, i) => 17 * i),
};

/** A whole file in memory, as `build` fills it. */
export async function writeFile(
  build: (file: RootFileWriter) => Promise<void>,
  options: Partial<RootFileOptions> = {},
): Promise<Uint8Array> {
  const sink = createMemorySink();
  const file = createRootFile(sink, { ...fixedOptions, ...options });
  await build(file);
  await file.close();
  return Uint8Array.from(sink.bytes());
}

/** @throws {Error} if the validator finds anything wrong. */
export function soundStructure(bytes: Uint8Array): Structure {
  const structure = validateStructure((start, stop) => bytes.subarray(start, stop), bytes.length);
  if (structure.problems.length > 0) throw new Error(structure.problems.join("\n"));
  if (structure.gaps > 0) throw new Error("a file of ours has no gaps");
  return structure;
}

/** Opens a written file with our reader, after the validator found it sound. */
export function openSound(bytes: Uint8Array): Promise<RootFile> {
  soundStructure(bytes);
  return openRootFile(createMemorySource(bytes));
}

/** A whole column as the branch reader gives it: copying numbers would change the bits of some NaN. */
export async function readColumn(tree: Tree, name: string): Promise<Column> {
  const branch = tree.openBranch(name);
  await fetchBaskets(tree.file.source, [{ branches: [branch], start: 0, stop: tree.entries }]);
  return numbersIn(await readWhenReady(branch, 0, tree.entries), name);
}
