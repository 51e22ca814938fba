import { fetchBaskets } from "../../src/rootio/fetch-baskets.ts";
import { readLeafWhenReady } from "../../src/rootio/read-when-ready.ts";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { openFileSource } from "../../src/rootio/source/file-source.ts";

/** CPU time of opening a tree with some of its branches, first of all in a new process and then again, and of reading them. */
export interface Opened {
  readonly firstMs: number;
  readonly againMs: number;
  readonly readMs: number;
}

const [path = "", name = "", branches = ""] = process.argv.slice(2);
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function open(): Promise<{ openMs: number; readMs: number }> {
  const begun = cpuMs();
  await using source = await openFileSource(path);
  const tree = await (await openRootFile(source)).openTree(name);
  const readers = branches.split(",").map((branch) => tree.openBranch(branch));
  const opened = cpuMs();
  await fetchBaskets(source, [{ branches: readers, start: 0, stop: tree.entries }]);
  for (const reader of readers) {
    await readLeafWhenReady(reader, 0, tree.entries);
    reader.close();
  }
  return { openMs: opened - begun, readMs: cpuMs() - opened };
}

const first = await open();
for (let i = 0; i < 9; i++) await open();
const again = await open();
console.log(JSON.stringify({ firstMs: first.openMs, againMs: again.openMs, readMs: again.readMs } satisfies Opened));
