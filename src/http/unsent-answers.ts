import type { Logger } from "../logging/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { networkOf } from "./client-network.ts";

/** Why an answer was cut off. */
export type CutReason =
  /** Its client left too much unread. */
  | "client"
  /** All clients together did. */
  | "all"
  /** Its connection took nothing for long. */
  | "silent"
  /** Too many further requests came on its connection. */
  | "pipelined";

/** Memory that waits until somebody reads; one object of it may be shared by many answers. */
export interface Memory {
  readonly byteLength: number;
}

/** How much memory may wait for slow clients, and who is told. */
export interface UnsentAnswersOptions {
  /** Of all clients; of one client it is a quarter. */
  readonly mostBytes: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** One answer's share in a piece of memory. */
interface Hold {
  readonly client: string;
  readonly memory: Memory;
  readonly cut: () => boolean;
}

/** Lines in the log are no more than one in so many milliseconds: whoever leaves answers unread shall not fill it. */
const LOG_PAUSE_MS = 10_000;

/**
 * What answers hold in memory until their clients have read them. When it becomes too much, of one client or of all, the answers are cut
 * off whose bytes nobody has asked for since longest, but never the largest, nor the last.
 *
 * Memory counts once, however many answers share it: a hundred slow readers of one result are no burden.
 */
export class UnsentAnswers {
  readonly #mostBytes: number;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #all = new HeldMemory();
  readonly #byClient = new Map<string, HeldMemory>();
  readonly #count: (reason: CutReason) => void;
  #nextLine = -Infinity;
  #untold = 0;

  constructor({ mostBytes, logger, metrics, now = () => performance.now() }: UnsentAnswersOptions) {
    this.#mostBytes = mostBytes;
    this.#logger = logger;
    this.#now = now;
    metrics.gaugeOf("unsent_bytes", "Bytes of answers that their clients have not read yet.", () => this.bytes);
    const cut = metrics.counter("answers_cut_total", "Answers cut off because nobody read them.", ["reason"]);
    for (const reason of ["client", "all", "silent", "pipelined"] as const) cut.add(0, { reason });
    this.#count = (reason) => {
      cut.add(1, { reason });
    };
  }

  get bytes(): number {
    return this.#all.bytes;
  }

  /**
   * @param address of the client
   * @param cut ends the answer at once; tells whether it has not ended already
   * @returns lets go of the memory; calling it twice does nothing.
   */
  hold(address: string, memory: Memory, cut: () => boolean): () => void {
    const client = networkOf(address);
    const hold = { client, memory, cut };
    let own = this.#byClient.get(client);
    if (own === undefined) this.#byClient.set(client, (own = new HeldMemory()));
    own.add(hold);
    this.#all.add(hold);
    this.#makeRoom(own, this.#mostBytes / 4, "client");
    this.#makeRoom(this.#all, this.#mostBytes, "all");
    return () => {
      this.#release(hold);
    };
  }

  /** Counts and logs an answer that was cut off. */
  tell(reason: CutReason, client: string): void {
    this.#count(reason);
    this.#untold++;
    const now = this.#now();
    if (now < this.#nextLine) return;
    this.#logger.warn("Unread answers were cut off", { reason, client, answers: this.#untold });
    this.#nextLine = now + LOG_PAUSE_MS;
    this.#untold = 0;
  }

  /** The largest and the last stay: else a document above the limit could never be read while its client asks for others. */
  #makeRoom(held: HeldMemory, most: number, reason: CutReason): void {
    while (held.bytesBesideLargest > most) {
      const oldest = held.oldest();
      if (oldest.length === 0) return;
      for (const hold of oldest) {
        this.#release(hold);
        if (hold.cut()) this.tell(reason, hold.client);
      }
    }
  }

  #release(hold: Hold): void {
    if (!this.#all.remove(hold)) return;
    const own = this.#byClient.get(hold.client)!;
    own.remove(hold);
    if (own.pieces === 0) this.#byClient.delete(hold.client);
  }
}

/** Closes the connection of an answer. @returns whether it was open */
export function cutOff(socket: { readonly destroyed: boolean; destroy(): void } | undefined): boolean {
  if (socket === undefined || socket.destroyed) return false;
  socket.destroy();
  return true;
}

/** Pieces of memory with the answers that hold them; the one that nobody has asked for since longest comes first. */
class HeldMemory {
  readonly #holds = new Map<Memory, Set<Hold>>();
  #largest: Memory | undefined;
  #last: Memory | undefined;
  bytes = 0;

  get pieces(): number {
    return this.#holds.size;
  }

  add(hold: Hold): void {
    const { memory } = hold;
    let holds = this.#holds.get(memory);
    if (holds === undefined) {
      holds = new Set();
      this.bytes += memory.byteLength;
    }
    holds.add(hold);
    this.#holds.delete(memory);
    this.#holds.set(memory, holds);
    this.#last = memory;
    if (this.#largest === undefined || memory.byteLength >= this.#largest.byteLength) this.#largest = memory;
  }

  remove(hold: Hold): boolean {
    const { memory } = hold;
    const holds = this.#holds.get(memory);
    if (holds?.delete(hold) !== true) return false;
    if (holds.size > 0) return true;
    this.#holds.delete(memory);
    this.bytes -= memory.byteLength;
    if (this.#largest === memory) this.#largest = largestOf(this.#holds.keys());
    return true;
  }

  /** Bytes besides the largest piece. */
  get bytesBesideLargest(): number {
    return this.bytes - (this.#largest?.byteLength ?? 0);
  }

  /** Those who hold what nobody has asked for since longest, neither the largest nor the last. */
  oldest(): readonly Hold[] {
    for (const [memory, holds] of this.#holds)
      if (memory !== this.#largest) return memory === this.#last ? [] : [...holds];
    return [];
  }
}

/** Of several that are as large, the last. */
function largestOf(pieces: Iterable<Memory>): Memory | undefined {
  let largest: Memory | undefined;
  for (const memory of pieces) if (largest === undefined || memory.byteLength >= largest.byteLength) largest = memory;
  return largest;
}
