import { LogReplacedError } from "../../src/messaging/errors.ts";
import type { Broker, LogRecord } from "../../src/messaging/port.ts";
import { decodeLogEvent } from "../../src/protocol/codec.ts";
import { logDedupKey } from "../../src/protocol/dedup-keys.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import { until } from "./until.ts";

const momentMs = 60_000;

/** Follows the log of one analysis on a connection of its own, so that faults can be timed by what has happened. */
export class LogWatch {
  readonly #stop = new AbortController();
  #records: LogRecord[] = [];
  readonly #done = new Map<string, number>();
  /** Of partitions whose sums come in parts: where those begin that are in. */
  readonly #parts = new Map<string, Map<number, number>>();
  #failure: Error | undefined;
  #logs = 1;

  constructor(broker: Broker, analysis: string) {
    this.#followAll(broker, analysis).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#failure = new Error("The watch of the log broke", { cause: error });
    });
  }

  /** So far, in their order. */
  get records(): readonly LogRecord[] {
    return this.#records;
  }

  /** Partitions that are in so far. */
  get deltas(): number {
    return this.#done.size;
  }

  /** When each partition came in first, in ms of `performance.now()`, ascending. */
  get deltaTimes(): readonly number[] {
    return [...this.#done.values()];
  }

  /** Resolves when so many partitions are in. */
  afterDeltas(count: number): Promise<unknown> {
    return this.#wait(`${count} partitions are in (${this.deltas} are)`, () => this.deltas >= count);
  }

  /** Resolves when the log has so many records. */
  afterRecords(count: number): Promise<unknown> {
    return this.#wait(`the log has ${count} records`, () => this.#records.length >= count);
  }

  /** How many it has read. One that was lost or put back is another one, read from its start: what was in before does not count. */
  get logs(): number {
    return this.#logs;
  }

  afterLogs(count: number): Promise<unknown> {
    return this.#wait(`the watch reads log ${count} (it reads ${this.#logs})`, () => this.#logs >= count);
  }

  /** Does not wait for a broker that is away. */
  close(): void {
    this.#stop.abort();
  }

  #wait(what: string, holds: () => boolean): Promise<unknown> {
    return until(what, momentMs, () => {
      if (this.#failure !== undefined) throw this.#failure;
      return holds();
    });
  }

  async #followAll(broker: Broker, analysis: string): Promise<void> {
    while (!this.#stop.signal.aborted)
      try {
        await this.#follow(broker, analysis);
      } catch (error) {
        if (!(error instanceof LogReplacedError)) throw error;
        this.#records = [];
        this.#done.clear();
        this.#parts.clear();
        this.#logs++;
      }
  }

  async #follow(broker: Broker, analysis: string): Promise<void> {
    for await (const record of broker.log.follow(analysis, { signal: this.#stop.signal })) {
      this.#records.push(record);
      const key = this.#doneBy(decodeLogEvent(record.body));
      if (key !== undefined && !this.#done.has(key)) this.#done.set(key, performance.now());
    }
  }

  /** The partition that is in with this event. */
  #doneBy(event: LogEvent): string | undefined {
    if (event.kind === "partition-done") return logDedupKey(event);
    if (event.kind !== "partition-part") return undefined;
    const { sample, file, partition, part, sums } = event;
    const key = `${sample}/${file}/${partition.index}/${part.digest}`;
    const parts = this.#parts.get(key) ?? new Map<number, number>();
    this.#parts.set(key, parts.set(part.start, sums.length));
    return [...parts.values()].reduce((sum, length) => sum + length, 0) === part.length ? key : undefined;
  }
}
