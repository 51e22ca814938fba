import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { toyOptions } from "../../src/analysis/toy/toy-options.ts";
import { type MadeFile, runToyThreads } from "../../src/cli/toy-threads.ts";
import { toyPlan } from "../../src/toy/toy-plan.ts";
import { temporaryFolder } from "../bench-data.ts";
import { cpuMs, rssMb } from "../memory-use.ts";

/** A whole toy on disk, made by a process that has just started, as a user waits for it. */
export interface ToyFiles {
  readonly wallMs: number;
  /** All threads. */
  readonly cpuMs: number;
  readonly entries: number;
  readonly bytes: number;
  readonly peakRssMb: number;
}

const [threads = "1", scale = "1"] = process.argv.slice(2);
const folder = temporaryFolder();
const options = toyOptions({ scale: Number(scale) });
for (const { path } of toyPlan(options).files) await mkdir(dirname(join(folder, path)), { recursive: true });
const files: MadeFile[] = [];
const [since, begun] = [process.cpuUsage(), performance.now()];
await runToyThreads({
  workerUrl: new URL("../toy-thread.js", import.meta.url),
  folder,
  options,
  threads: Number(threads),
  signal: new AbortController().signal,
  onFile: (file) => files.push(file),
});
const result: ToyFiles = {
  wallMs: performance.now() - begun,
  cpuMs: cpuMs(since),
  entries: files.reduce((sum, file) => sum + file.entries, 0),
  bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  peakRssMb: rssMb().peak,
};
console.log(JSON.stringify(result));
