import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { openFileSink } from "../src/rootio/write/file-sink.ts";
import { toyPlan } from "../src/toy/toy-plan.ts";
import { writeToyFile } from "../src/toy/write-toy-file.ts";
import type { BenchOptions } from "./options.ts";
import type { CourseName } from "./selection.ts";

/** Files to measure with. */
export interface BenchData {
  readonly kind: "real" | "toy";
  /** For the head of a table: which files, and why these. */
  readonly description: string;
  /** What the reader reads; absolute paths. */
  readonly races: readonly Race[];
  /** Folder laid out as the release of 2020, with its data and the samples Zee, Zmumu and ttbar_lep. */
  readonly release: { readonly folder: string; readonly label: string };
  /** A file of the same kind, with many more entries. */
  readonly large: { readonly path: string; readonly label: string };
  /** Folder of the reference numbers; there are none of the toy. */
  readonly reference: string | undefined;
}

export interface Race {
  readonly label: string;
  readonly course: CourseName;
  readonly path: string;
}

/** The real files if their folder is there; else toy files, made in a temporary folder that is removed when the process ends. */
export async function benchData({ shared, toy }: Pick<BenchOptions, "shared" | "toy">): Promise<BenchData> {
  const folder = resolve(shared.folder);
  if (!toy && (shared.named || existsSync(folder))) return realData(folder);
  const why = toy ? "as asked for with --toy" : `as there is no folder ${shared.folder}`;
  const data = await toyData(why);
  console.error(data.description);
  return data;
}

/** @throws {Error} naming the first file that is not there. */
export function requireFiles(paths: readonly string[]): void {
  for (const path of paths)
    if (!existsSync(path))
      throw new Error(`The benchmark needs ${path}; say where it is with --shared DIR, or take toy files with --toy`);
}

function realData(shared: string): BenchData {
  const small = join(shared, "benchmark/mini-small-baskets.root");
  const release = join(shared, "atlas-open-data");
  const races: readonly Race[] = [
    { label: "32 kB baskets", course: "2020", path: small },
    { label: "3 MB baskets", course: "2020", path: join(shared, "benchmark/mini-large-baskets.root") },
    {
      label: "2025 release",
      course: "2025",
      path: join(release, "2025/ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root"),
    },
  ];
  return {
    kind: "real",
    description: "Data: files of the ATLAS Open Data releases, and files of the same form with more entries",
    races,
    release: { folder: join(release, "2020"), label: "2020 release, 7 files, 1.2 MB" },
    large: { path: small, label: "20 MB, 32 kB baskets" },
    reference: join(shared, "reference"),
  };
}

/** Scales of the toys: a file with many entries, and files about as large as those of the release that are at hand. */
const largeScale = 4;
const releaseScale = 0.1;
const largeSamples = ["llll", "Zmumu"] as const;
const releaseSamples = /^(data_|Zee$|Zmumu$|ttbar_lep$)/;

async function toyData(why: string): Promise<BenchData> {
  const folder = temporaryFolder();
  const [release, large] = [join(folder, "release"), join(folder, "large")];
  const small = await makeToy(release, releaseScale, (sample) => releaseSamples.test(sample));
  const made = await makeToy(large, largeScale, (sample) => largeSamples.some((name) => name === sample));
  const races = largeSamples.map((name): Race => {
    const { path, entries } = made.find(({ sample }) => sample === name)!;
    return { label: `toy ${name}, ${entries} entries`, course: "toy", path };
  });
  return {
    kind: "toy",
    description: `Data: toy simulation of this project, not ATLAS data, made for this run, ${why}`,
    races,
    release: { folder: release, label: `toy, ${small.length} files, scale ${releaseScale}` },
    large: { path: races[0]!.path, label: races[0]!.label },
    reference: undefined,
  };
}

interface MadeSample {
  readonly sample: string;
  readonly path: string;
  readonly entries: number;
}

async function makeToy(folder: string, scale: number, wanted: (sample: string) => boolean): Promise<MadeSample[]> {
  const { options, files } = toyPlan({ scale });
  const made: MadeSample[] = [];
  for (const file of files.filter(({ sample }) => wanted(sample))) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeToyFile(file, options, await openFileSink(path));
    made.push({ sample: file.sample, path, entries: file.entries() });
  }
  return made;
}

/** Removed when the process ends, also by Ctrl-C. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hzz-bench-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  return folder;
}
