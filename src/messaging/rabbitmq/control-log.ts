import type { Address } from "../port.ts";
import type { CancellationCount } from "./cancellation-count.ts";
import { FollowedStream } from "./followed-stream.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { StoredMessage } from "./stream-consumer.ts";

const CALL = "keeping up with cancellations";

type ControlRecord =
  | { readonly kind: "cancel"; readonly analysis: string; readonly run: number; readonly epoch: number }
  | { readonly kind: "delay"; readonly lane: string; readonly delayMs: number };

/**
 * What all connections know alike: cancelled work, and the delays that are in use. Each keeps up with one small stream, from its
 * start on.
 *
 * Memory: one entry for each run that was ever cancelled, and for each pair of lane and delay.
 */
export class ControlLog {
  readonly #publisher: Publisher;
  readonly #count: CancellationCount;
  readonly #stream: FollowedStream;
  readonly #cancelledAt = new Map<string, number>();
  readonly #delays = new Map<string, Set<number>>();
  readonly #onCancel: () => void;

  constructor(link: RabbitMqLink, publisher: Publisher, count: CancellationCount, onCancel: () => void) {
    this.#publisher = publisher;
    this.#count = count;
    this.#onCancel = onCancel;
    const take = ({ body }: StoredMessage) => {
      const record = parseRecord(body);
      if (record !== undefined) this.#apply(record);
    };
    this.#stream = new FollowedStream(link, publisher, NAMES.control, take, () => {
      this.#begin();
    });
    count.keepUpBy(() => this.#stream.upToNow());
  }

  /** As `FollowedStream.current`: nothing is missed from then on. */
  current(): Promise<void> {
    return this.#stream.current();
  }

  /** Whether an item of the run that was published at this number of cancellations is wanted no more. */
  isCancelled({ analysis, run }: Omit<Address, "lane">, epoch: number): boolean {
    // Rather done in vain than dropped for a cancellation of another stream: its numbers begin anew.
    if (this.#stream.isInDoubt) return false;
    return epoch < (this.#cancelledAt.get(`${analysis}/${run}`) ?? 0);
  }

  /** Resolves when every connection will hear of it, and this one has. */
  async cancel(analysis: string, run: number): Promise<void> {
    const epoch = await this.#count.increase();
    await this.#append({ kind: "cancel", analysis, run, epoch });
  }

  /** Delays that items may be waiting out. @param lane its name in one of its turns */
  delaysOf(lane: string): readonly number[] {
    return [...(this.#delays.get(lane) ?? [])];
  }

  /** Lets everybody know that items of the lane may wait out this delay. */
  async announceDelay(lane: string, delayMs: number): Promise<void> {
    if (this.#delays.get(lane)?.has(delayMs) !== true) await this.#append({ kind: "delay", lane, delayMs });
  }

  /**
   * The stream was made anew. With its cancellations their numbers are gone: what they concerned, and still waits, is done in vain.
   * Delays stay in use, and are told again.
   */
  #begin(): void {
    this.#cancelledAt.clear();
    this.#count.forget();
    for (const [lane, delays] of this.#delays)
      for (const delayMs of delays) this.#append({ kind: "delay", lane, delayMs }).catch(() => undefined);
  }

  async #append(record: ControlRecord): Promise<void> {
    const body = new TextEncoder().encode(JSON.stringify(record));
    await this.#publisher.store(CALL, { queue: NAMES.control, body });
    this.#apply(record);
  }

  #apply(record: ControlRecord): void {
    if (record.kind === "delay") {
      const known = this.#delays.get(record.lane) ?? new Set();
      this.#delays.set(record.lane, known.add(record.delayMs));
      return;
    }
    const { analysis, run, epoch } = record;
    const key = `${analysis}/${run}`;
    this.#count.atLeast(epoch);
    this.#cancelledAt.set(key, Math.max(epoch, this.#cancelledAt.get(key) ?? 0));
    this.#onCancel();
  }
}

/** Undefined for what a later version may have put there, which this one cannot know. */
function parseRecord(body: Uint8Array): ControlRecord | undefined {
  let record: unknown;
  try {
    record = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  if (typeof record !== "object" || record === null || !("kind" in record)) return undefined;
  const { kind, analysis, run, epoch, lane, delayMs } = record as Partial<Record<string, unknown>>;
  if (kind === "cancel" && typeof analysis === "string" && typeof run === "number" && typeof epoch === "number")
    return { kind, analysis, run, epoch };
  if (kind === "delay" && typeof lane === "string" && typeof delayMs === "number") return { kind, lane, delayMs };
  return undefined;
}
