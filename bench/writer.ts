import { byteWidth, type Column, type ColumnType, createArray } from "../src/rootio/column.ts";
import type { ByteSink } from "../src/rootio/write/file-sink.ts";
import { type BranchDefinition, createRootFile } from "../src/rootio/write/root-file-writer.ts";

/** What one round of writing cost. MB are 10⁶ bytes; time is CPU time of the process, all threads. */
export interface WriterSpeed {
  readonly level: 0 | 1;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Values alone, as they stand in memory. */
  readonly valueMbPerSecond: number;
  /** Bytes that reached the sink. */
  readonly fileMb: number;
  readonly fileMbPerSecond: number;
}

const scalars: readonly [string, ColumnType["type"]][] = [
  ["runNumber", "int32"],
  ["eventNumber", "int32"],
  ["channelNumber", "int32"],
  ["mcWeight", "float32"],
  ["scaleFactor_PILEUP", "float32"],
  ["scaleFactor_ELE", "float32"],
  ["scaleFactor_MUON", "float32"],
  ["scaleFactor_LepTRIGGER", "float32"],
  ["trigE", "bool"],
  ["trigM", "bool"],
  ["lep_n", "uint32"],
  ["met_et", "float32"],
  ["met_phi", "float32"],
  ["jet_n", "uint32"],
  ["XSection", "float32"],
  ["SumWeights", "float32"],
];

const lists: readonly [string, ColumnType["type"]][] = [
  ["lep_truthMatched", "bool"],
  ["lep_trigMatched", "bool"],
  ["lep_pt", "float32"],
  ["lep_eta", "float32"],
  ["lep_phi", "float32"],
  ["lep_E", "float32"],
  ["lep_z0", "float32"],
  ["lep_charge", "int32"],
  ["lep_type", "uint32"],
  ["lep_isTightID", "bool"],
  ["lep_ptcone30", "float32"],
  ["lep_etcone20", "float32"],
  ["lep_trackd0pvunbiased", "float32"],
  ["lep_tracksigd0pvunbiased", "float32"],
];

/** Values of every list: four leptons. */
const listLength = 4;

const branches: readonly BranchDefinition[] = [
  ...scalars.map(([name, type]) => ({ name, type: { shape: "scalar" as const, type } })),
  ...lists.map(([name, type]) => ({ name, type: { shape: "list" as const, type } })),
];

/** Measured numbers compress badly, counted ones well: some digits of noise on floats, small whole numbers for the rest. */
function exampleColumn({ shape, type }: ColumnType, length: number, seed: number): Column {
  const values = createArray(type, shape === "scalar" ? length : listLength * length) as Float32Array;
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const random = state / 2 ** 32;
    values[i] =
      type === "float32" ? 20_000 / Math.sqrt(random + 1e-3) : type === "bool" ? +(random > 0.1) : (random * 4) | 0;
  }
  if (shape === "scalar") return { shape, type, length, values };
  return {
    shape,
    type,
    length,
    offsets: Int32Array.from({ length: length + 1 }, (_, i) => listLength * i),
    content: values,
  };
}

/** Counts what it is given and forgets it: the disk is not what is measured. */
function countingSink(): ByteSink & { length: number } {
  const sink = {
    length: 0,
    write(bytes: Uint8Array): Promise<void> {
      sink.length += bytes.length;
      return Promise.resolve();
    },
    writeAt: () => Promise.resolve(),
    close: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
  return sink;
}

const chunk = 8192;

/** Writes a tree like those of the 2020 release, 30 branches of which 14 are lists, chunk after chunk, and takes the time. */
export async function measureWriter(level: 0 | 1, events: number, basketBytes = 32_000): Promise<WriterSpeed> {
  const columns = new Map(branches.map(({ name, type }, i) => [name, exampleColumn(type, chunk, i + 1)]));
  const sink = countingSink();
  const begun = process.cpuUsage();
  const file = createRootFile(sink, { name: "bench.root", compression: { level } });
  const tree = file.root.tree("mini", "mini", branches, { basketBytes });
  for (let left = events; left > 0; left -= chunk) await tree.fill(columns, Math.min(chunk, left));
  await tree.close();
  await file.close();
  const used = process.cpuUsage(begun);
  const seconds = (used.user + used.system) / 1e6;
  const eventBytes = branches.reduce(
    (sum, { type }) => sum + byteWidth(type.type) * (type.shape === "list" ? listLength : 1),
    0,
  );
  return {
    level,
    events,
    eventsPerSecond: events / seconds,
    valueMbPerSecond: (events * eventBytes) / 1e6 / seconds,
    fileMb: sink.length / 1e6,
    fileMbPerSecond: sink.length / 1e6 / seconds,
  };
}

/** Rounds with both levels in turns; the first one warms up and is left out. */
export async function measureWriterInRounds(rounds: number, events = 200_000): Promise<WriterSpeed[]> {
  const speeds: WriterSpeed[] = [];
  for (let round = 0; round <= rounds; round++)
    for (const level of [1, 0] as const) {
      const speed = await measureWriter(level, events);
      if (round > 0) speeds.push(speed);
    }
  return speeds;
}
