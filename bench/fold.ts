import { createLedger, type Ledger } from "../src/ledger/ledger.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import { entriesPerDelta, madeDeltas } from "./made-deltas.ts";
import { cpuMs, heapMb } from "./memory-use.ts";

export interface FoldResult {
  readonly deltas: number;
  /** Numbers in each delta. */
  readonly numbers: number;
  /** Bytes of one message. */
  readonly bytes: number;
  /** Decoding and folding, without making the messages. */
  readonly ms: number;
  /** The same as time of the processor, all threads of the process together. */
  readonly cpuMs: number;
  readonly deltasPerSecond: number;
  /** Of one view when one sample has changed. */
  readonly viewMs: number;
  /** Heap and buffers with the ledger ready, before the first delta and after the last one; 0 without `--expose-gc`. */
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
}

const batch = 4000;

/** Folds `count` deltas of `hzz-2020` as a plotter does: bytes to event, event into the ledger. */
export function measureFold(count: number): FoldResult {
  const made = madeDeltas(count + 1);
  const ledger = createLedger(made.analysis);
  for (const event of made.head) ledger.apply(event);
  const heapBeforeMb = heapMb();
  let [ms, cpu] = [0, 0];
  for (let start = 0; start < count; start += batch) {
    const messages = Array.from({ length: Math.min(batch, count - start) }, (_, i) => made.message(start + i));
    const [used, begun] = [process.cpuUsage(), performance.now()];
    for (const message of messages) ledger.apply(decodeLogEvent(message));
    ms += performance.now() - begun;
    cpu += cpuMs(used);
  }
  const heapAfterMb = heapMb();
  const last = made.message(count);
  return {
    deltas: count,
    numbers: made.numbers,
    bytes: last.length,
    ms,
    cpuMs: cpu,
    deltasPerSecond: (1000 * count) / ms,
    viewMs: timeView(ledger, last),
    heapBeforeMb,
    heapAfterMb,
  };
}

function timeView(ledger: Ledger, next: Uint8Array): number {
  const before = ledger.view();
  ledger.apply(decodeLogEvent(next));
  const begun = performance.now();
  const view = ledger.view();
  const ms = performance.now() - begun;
  if (view.progress.entriesSeen !== before.progress.entriesSeen + entriesPerDelta) throw new Error("a delta was lost");
  return ms;
}
