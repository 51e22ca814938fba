import { BrokerClosedError } from "../errors.ts";
import type { LogRecord, Origin } from "../port.ts";

/**
 * The logs of all analyses, in one common order and in one list per analysis; kept as long as the broker lives, or until they are trimmed.
 *
 * A list only grows; trimming puts another one in its place, so that readers see that their position in it means nothing any more.
 */
export class MemoryLog {
  #all: LogRecord[] = [];
  #last = 0;
  readonly #byAnalysis = new Map<string, LogRecord[]>();
  readonly #waiters = new Set<() => void>();

  append(analysis: string, body: Uint8Array, origin: Origin | undefined): void {
    const record: LogRecord = { sequence: ++this.#last, analysis, origin, body };
    this.#all.push(record);
    const own = this.#byAnalysis.get(analysis);
    if (own === undefined) this.#byAnalysis.set(analysis, [record]);
    else own.push(record);
    this.wakeFollowers();
  }

  /** @returns how many records were removed */
  trim(analysis: string, before: number): number {
    const own = this.#byAnalysis.get(analysis);
    const kept = own?.filter(({ sequence }) => sequence >= before);
    if (own === undefined || kept === undefined || kept.length === own.length) return 0;
    if (kept.length === 0) this.#byAnalysis.delete(analysis);
    else this.#byAnalysis.set(analysis, kept);
    this.#all = this.#all.filter((record) => record.analysis !== analysis || record.sequence >= before);
    return own.length - kept.length;
  }

  /** Lets every waiting follower look again: for news, or for the closing of its connection. */
  wakeFollowers(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  async *follow(
    analysis: string | undefined,
    from: number,
    signal: AbortSignal,
    isClosed: () => boolean,
  ): AsyncGenerator<LogRecord, void, undefined> {
    let records = this.#recordsOf(analysis);
    let next = from;
    let position = firstAtLeast(records, next);
    for (;;) {
      if (isClosed()) throw new BrokerClosedError("following the log");
      if (signal.aborted) return;
      const latest = this.#recordsOf(analysis);
      if (latest !== records) {
        records = latest;
        position = firstAtLeast(records, next);
      }
      const record = records[position];
      if (record === undefined) {
        await this.#news(signal);
        continue;
      }
      position++;
      // A start beyond the end: what comes before it is passed over.
      if (record.sequence < next) continue;
      next = record.sequence + 1;
      yield record;
    }
  }

  /** What is there now; records appended while the reader is at it do not come. */
  async *read(
    analysis: string | undefined,
    from: number,
    isClosed: () => boolean,
  ): AsyncGenerator<LogRecord, void, undefined> {
    const records = this.#recordsOf(analysis);
    const end = records.length;
    for (let position = firstAtLeast(records, from); position < end; position++) {
      // One turn per record, as a broker over a wire has: a long replay leaves room for everybody else's promises.
      await Promise.resolve();
      if (isClosed()) throw new BrokerClosedError("reading the log");
      yield records[position]!;
    }
  }

  #recordsOf(analysis: string | undefined): readonly LogRecord[] {
    return analysis === undefined ? this.#all : (this.#byAnalysis.get(analysis) ?? NONE);
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiters.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiters.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}

const NONE: readonly LogRecord[] = [];

/** Position of the first record with a sequence number of at least `from`, by bisection; the length if there is none. */
function firstAtLeast(records: readonly LogRecord[], from: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (records[middle]!.sequence < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
