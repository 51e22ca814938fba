import { createMemorySink } from "../../src/rootio/write/byte-sink.ts";
import { type ToyFile, toyPlan } from "../../src/toy/toy-plan.ts";
import { writeToyFile } from "../../src/toy/write-toy-file.ts";
import { cpuMs } from "../memory-use.ts";

/** What making a file of the toy cost, one thread. Time is CPU time of the process. */
export interface ToySpeed {
  readonly sample: string;
  readonly entries: number;
  readonly cpuMs: {
    /** Events as objects. */
    readonly events: number;
    /** Events, and columns of all branches. */
    readonly columns: number;
    /** Events, columns, and a ROOT file in memory, ZLIB level 1. */
    readonly file: number;
  };
  readonly fileBytes: number;
}

const { files, options } = toyPlan();

async function cost(work: () => void | Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  return cpuMs(begun);
}

async function measureFile(file: ToyFile): Promise<ToySpeed> {
  let fileBytes = 0;
  const events = await cost(() => {
    for (let block = 0; block < file.blocks; block++) file.block(block);
  });
  const columns = await cost(() => {
    for (const chunk of file.chunks()) if (chunk.columns.size === 0) throw new Error("The toy made no columns");
  });
  const whole = await cost(async () => {
    const sink = createMemorySink();
    await writeToyFile(file, options, sink);
    fileBytes = sink.bytes().length;
  });
  return { sample: file.sample, entries: file.entries(), cpuMs: { events, columns, file: whole }, fileBytes };
}

// The first pass over all files warms up.
for (const file of files) await measureFile(file);
const speeds: ToySpeed[] = [];
for (const file of files) speeds.push(await measureFile(file));
console.log(JSON.stringify(speeds));
