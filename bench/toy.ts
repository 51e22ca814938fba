import { createMemorySink } from "../src/rootio/write/file-sink.ts";
import { type ToyOptions, toyOptions } from "../src/toy/toy-options.ts";
import { type ToyFile, toyPlan } from "../src/toy/toy-plan.ts";
import { writeToyFile } from "../src/toy/write-toy-file.ts";

/** What one round of making a sample of the toy cost, one thread. Time is CPU time of the process; a file includes its events. */
export interface ToySpeed {
  readonly sample: string;
  readonly entries: number;
  readonly seconds: {
    /** Events as objects. */
    readonly events: number;
    /** Events, and columns of all branches. */
    readonly columns: number;
    /** Events, columns, and a ROOT file in memory, ZLIB level 1. */
    readonly file: number;
  };
  readonly fileBytes: number;
}

async function cpuSeconds(work: () => void | Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const used = process.cpuUsage(begun);
  return (used.user + used.system) / 1e6;
}

async function measureFile(file: ToyFile, options: ToyOptions): Promise<ToySpeed> {
  let fileBytes = 0;
  const events = await cpuSeconds(() => {
    for (let block = 0; block < file.blocks; block++) file.block(block);
  });
  const columns = await cpuSeconds(() => {
    for (const chunk of file.chunks()) if (chunk.columns.size === 0) throw new Error("The toy made no columns");
  });
  const whole = await cpuSeconds(async () => {
    const sink = createMemorySink();
    await writeToyFile(file, options, sink);
    fileBytes = sink.bytes().length;
  });
  return { sample: file.sample, entries: file.entries(), seconds: { events, columns, file: whole }, fileBytes };
}

/** Rounds in which all files of a toy take turns; the first one warms up and is left out. */
export async function measureToyInRounds(rounds: number, scale = 1): Promise<ToySpeed[]> {
  const options = toyOptions({ scale });
  const { files } = toyPlan(options);
  const speeds: ToySpeed[] = [];
  for (let round = 0; round <= rounds; round++)
    for (const file of files) {
      const speed = await measureFile(file, options);
      if (round > 0) speeds.push(speed);
    }
  return speeds;
}
