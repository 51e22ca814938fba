import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { toyLabel } from "../../src/analysis/toy/toy-label.ts";
import { openFileSink } from "../../src/rootio/write/file-sink.ts";
import { createRootFile } from "../../src/rootio/write/root-file-writer.ts";
import { hasSharedData, sharedPath } from "./shared-data.ts";
import { plannedToy, toyCacheOfTests } from "./toy-files.ts";

/** A file of some 20 MB in small compressed baskets, which is read in several partitions. */
export interface LargeFile {
  readonly folder: string;
  readonly name: string;
  readonly entries: number;
}

/** One that another program wrote, where the shared data are; else one of the toy's events, which is written once for a run of the tests. */
export async function largeFile(): Promise<LargeFile> {
  if (hasSharedData) return { folder: sharedPath("benchmark"), name: "mini-small-baskets.root", entries: 150_000 };
  const folder = join(toyCacheOfTests().folder, "large");
  const name = "large.root";
  await mkdir(folder, { recursive: true });
  if (!existsSync(join(folder, name))) await write(join(folder, name));
  return { folder, name, entries: times * plannedToy(sample).entries() };
}

const sample = "Zee";
/** How often its events are written. */
const times = 16;
/** What the analysis reads, and a quarter that it does not. */
const written =
  /^(mcWeight|scaleFactor_(PILEUP|ELE|MUON|LepTRIGGER)|lep_(charge|type|pt|eta|phi|E|ptcone30|etcone20)|eventNumber)$/;

async function write(path: string): Promise<void> {
  const sink = await openFileSink(path);
  await using file = createRootFile(sink, { name: "large.root", title: toyLabel, compression: { level: 1 } });
  const toy = plannedToy(sample);
  const branches = toy.branches.filter(({ name }) => written.test(name));
  const tree = file.root.tree("mini", toyLabel, branches, { clusterEntries: 20_000 });
  const all = [...toy.chunks()];
  for (let i = 0; i < times; i++) for (const { columns, length } of all) await tree.fill(columns, length);
  await tree.close();
  await file.close();
}
