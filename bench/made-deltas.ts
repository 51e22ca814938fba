import { layoutOf } from "../src/analysis/layout.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { encodeLogEvent } from "../src/protocol/codec.ts";
import type { FilePlanned, LogEvent, PartitionDone } from "../src/protocol/log-event.ts";
import type { Partition } from "../src/protocol/work-item.ts";

/** The log of an analysis of which nothing was ever read: `hzz-2020` with one file for each sample and very many partitions. */
export interface MadeDeltas {
  readonly analysis: string;
  /** Deltas, which are all partitions: with the last one the analysis is complete. */
  readonly count: number;
  /** Numbers in each delta. */
  readonly numbers: number;
  /** `accepted`, then the plans of the files: what stands before the deltas. */
  readonly head: readonly LogEvent[];
  /** Delta `i`, the files in turns. Every number of it is other than 0, which is the worst case. */
  readonly delta: (i: number) => PartitionDone;
  /** The same as it stands in the log. */
  readonly message: (i: number) => Uint8Array;
}

export const entriesPerDelta = 1000;

export function madeDeltas(count: number, analysis = "bench-deltas"): MadeDeltas {
  const base = { version: 1, analysis } as const;
  const spec = presetByName("hzz-2020");
  const layout = layoutOf(spec);
  const samples = spec.groups.flatMap((group) => group.samples.map((sample) => sample.name));
  const plans = samples.map((sample, i): FilePlanned => {
    const partitions = Math.ceil((count - i) / samples.length);
    const edges = Array.from({ length: partitions + 1 }, (_, edge) => edge * entriesPerDelta);
    const identity = { uuid: "0b1f2c3d-0000-4000-8000-000000000000", size: 1e9, entries: edges.at(-1)! };
    const source = `https://atlas-opendata.web.cern.ch/atlas-opendata/samples/2020/4lep/MC/${sample}.4lep.root`;
    return { ...base, kind: "file-planned", sample, file: 0, source, identity, edges };
  });
  const vectors = randomVectors(layout.length);
  const sumsOf = (i: number): Float64Array => vectors[i % vectors.length]!;
  const partitionOf = (i: number): Partition => {
    const { edges } = plans[i % plans.length]!;
    const index = Math.floor(i / plans.length);
    return { index, count: edges.length - 1, entryStart: edges[index]!, entryStop: edges[index + 1]! };
  };
  const delta = (i: number): PartitionDone => {
    const { sample, file, source, identity } = plans[i % plans.length]!;
    const done = { ...base, kind: "partition-done", sample, file, source, identity, seen: entriesPerDelta } as const;
    const stats = { requests: 3, bytes: 7_654_321, milliseconds: 12.345678 };
    return { ...done, partition: partitionOf(i), layout: layout.fingerprint, sums: sumsOf(i), stats };
  };
  const heads = plans.map((_, i) => {
    const bytes = encodeLogEvent(delta(i));
    return bytes.subarray(0, bytes.length - 8 * layout.length);
  });
  /** Encoding each would take several times longer than what is measured; so only the numbers that differ are written anew. */
  const message = (i: number): Uint8Array => {
    const [head, sums, { index, entryStart, entryStop }] = [heads[i % heads.length]!, sumsOf(i), partitionOf(i)];
    const bytes = new Uint8Array(head.length + sums.byteLength);
    bytes.set(head);
    bytes.set(
      new Uint8Array(Float64Array.of(index, entryStart, entryStop).buffer),
      head.length - 8 * numbersBeforeSums,
    );
    bytes.set(new Uint8Array(sums.buffer), head.length);
    return bytes;
  };
  const last = count - 1;
  if (Buffer.compare(message(last), encodeLogEvent(delta(last))) !== 0)
    throw new Error("messages have another layout now");
  const head: LogEvent[] = [{ ...base, kind: "accepted", run: 1, spec, at: "2026-01-01T00:00:00Z" }, ...plans];
  return { analysis, count, numbers: layout.length, head, delta, message };
}

/** Numbers of a packed message (packed-delta.ts) before the sums: index, entryStart and entryStop, and four that are the same in all. */
const numbersBeforeSums = 7;

/** A thousand vectors of numbers with all their digits, of both signs, some powers of two apart; the same in every run (xorshift). */
function randomVectors(length: number): Float64Array[] {
  let [x, y] = [123456789, 362436069];
  const next = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = y ^ (y >>> 19) ^ t ^ (t >>> 8);
    return y;
  };
  const weight = (): number => (next() / 2 ** 31 + (next() >>> 11) / 2 ** 52) * 2 ** (next() & 7);
  return Array.from({ length: 997 }, () => Float64Array.from({ length }, weight));
}
