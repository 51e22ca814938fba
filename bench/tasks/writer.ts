import { constants, deflateSync } from "node:zlib";
import { readKeyOf } from "../../src/rootio/key.ts";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { type ByteSink, createMemorySink } from "../../src/rootio/write/byte-sink.ts";
import { type CompressionLevel, createRootFile } from "../../src/rootio/write/root-file-writer.ts";
import { columnsOf, toyBranches } from "../../src/toy/events/branches.ts";
import { toyPlan } from "../../src/toy/toy-plan.ts";
import { createMemorySource } from "../../test/support/memory-source.ts";
import { measure, type PassResult, type Result } from "../measure.ts";

/** A pass of the writer, or of its floor. */
export interface WriterPass extends PassResult {
  /** That came out of it. */
  readonly bytes: number;
}

/** The writer, and beside it what does nothing but compress (at level 0: copy) the same baskets. */
export type WriterResult = readonly [writer: WriterPass & Result, floor: WriterPass & Result];

const [level = "1", passes = "3"] = process.argv.slice(2);
const compression = { level: Number(level) as CompressionLevel };

/** Entries of a call of `fill`, and of the tree. */
const chunk = 8192;
const entries = 4 * chunk;

// Events of the toy, as columns: what is timed is writing, nothing else.
const file = toyPlan({ scale: 2 }).files.find(({ sample }) => sample === "llll")!;
const events = Array.from({ length: file.blocks }, (_, block) => file.block(block)).flat();
const chunks = Array.from({ length: entries / chunk }, (_, i) => columnsOf(events.slice(chunk * i, chunk * (i + 1))));

async function write(sink: ByteSink, { level }: { readonly level: CompressionLevel }): Promise<void> {
  const root = createRootFile(sink, { name: "bench.root", compression: { level } });
  const tree = root.root.tree("mini", "mini", toyBranches);
  for (const columns of chunks) await tree.fill(columns, chunk);
  await tree.close();
  await root.close();
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

/** What the writer compresses: the objects of all baskets. */
async function basketObjects(): Promise<Uint8Array[]> {
  const sink = createMemorySink();
  await write(sink, { level: 0 });
  const source = createMemorySource(Uint8Array.from(sink.bytes()));
  const tree = await (await openRootFile(source)).openTree("mini");
  const objects: Uint8Array[] = [];
  for (const { name } of toyBranches) {
    const { basketSeeks, basketLengths } = tree.branch(name);
    const ranges = basketSeeks.map((seek, i) => ({ start: seek, stop: seek + basketLengths[i]! }));
    for (const record of await source.read(ranges))
      objects.push(record.subarray(readKeyOf(record, "basket", { file: "bench.root" }).keyLength));
  }
  return objects;
}

const objects = await basketObjects();

async function writeAll(): Promise<WriterPass> {
  const sink = countingSink();
  await write(sink, compression);
  return { entries, bytes: sink.length };
}

/** The call that the writer makes for a basket. */
function floor(): Promise<WriterPass> {
  let bytes = 0;
  for (const object of objects) {
    const chunkSize = Math.max(constants.Z_MIN_CHUNK, object.length);
    const options = { ...compression, memLevel: constants.Z_MAX_MEMLEVEL, chunkSize };
    bytes += (compression.level === 0 ? Uint8Array.from(object) : deflateSync(object, options)).length;
  }
  return Promise.resolve({ entries, bytes });
}

// In turns in one process: this machine's speed changes from second to second.
await measure(Number(passes), writeAll, floor);
