import type { Msg } from "@nats-io/transport-node";
import { BrokerRefusedError } from "../errors.ts";
import type { ItemSource } from "../work-consumer.ts";
import { JetStreamItem } from "./jetstream-item.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { LaneConsumers } from "./lane-consumers.ts";
import { STREAMS, toToken } from "./names.ts";
import { PullInbox } from "./pull-inbox.ts";
import { type JetStreamLink, within } from "./server-link.ts";

/** Pause before a lane whose requests were refused or lost is asked again. */
const REPAIR_PAUSE_MS = 250;
/** Longest wait for the answer to a question that the server answers at once. */
const AT_ONCE_MS = 2000;
/** Longest wait until the server has read the last settlements. */
const FLUSH_MS = 2000;

export interface LaneSourceOptions {
  readonly link: JetStreamLink;
  readonly dead: DeadLetters;
  readonly consumers: LaneConsumers;
  readonly lanes: readonly string[];
  readonly ackWaitMs: number;
  /** Told why nothing can be consumed, also later: a right is missing, or the server says what nobody here understands. */
  readonly onRefused: (reason: BrokerRefusedError) => void;
}

/**
 * Brings the items of some lanes to the slots of one consumer.
 *
 * With one lane, the server is asked for exactly as many messages as slots wait. With several, a free slot asks lane after
 * lane for what is there at once; only when all are empty does it wait at all of them together. If two answer in the same
 * instant and one slot is free, the second item is held, with signs of life, until the next slot is free.
 *
 * Modes: open → draining (`drain`) or closed (`close`).
 */
export class LaneSource implements ItemSource<JetStreamItem> {
  readonly #options: LaneSourceOptions;
  readonly #link: JetStreamLink;
  readonly #waiting: ((item: JetStreamItem | undefined) => void)[] = [];
  readonly #inboxes = new Map<string, PullInbox>();
  readonly #held: JetStreamItem[] = [];
  readonly #repairs = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #release: readonly (() => void)[];
  #open = true;
  #nextLane = 0;
  #askScheduled = false;

  constructor(options: LaneSourceOptions) {
    const { link, ackWaitMs, onRefused } = options;
    this.#options = options;
    this.#link = link;
    const heldAlive = setInterval(() => {
      for (const item of this.#held) item.progress();
    }, ackWaitMs / 3);
    this.#release = [
      () => {
        clearInterval(heldAlive);
      },
      link.onReconnect(() => {
        this.#startAnew();
      }),
      link.permissions.onRefused((violation) => {
        // Work that is done and cannot be taken from its queue would be done again for ever.
        if (violation.subject.startsWith("$JS.ACK."))
          onRefused(link.permissions.toError("settling an item", violation));
      }),
    ];
  }

  async next(): Promise<JetStreamItem | undefined> {
    if (!this.#open) return undefined;
    const held = this.#held.shift();
    if (held !== undefined) return held;
    if (this.#options.lanes.length > 1) {
      const item = await this.#takeAtOnce();
      if (item !== undefined && this.#isOpen()) return item;
      item?.giveBack(0);
    }
    return new Promise((resolve) => {
      if (!this.#isOpen()) {
        resolve(undefined);
        return;
      }
      this.#waiting.push(resolve);
      this.#scheduleAsk();
    });
  }

  async drain(): Promise<void> {
    this.#stop();
    const drained = [...this.#inboxes.values()].map((inbox) => inbox.drain());
    await within(AT_ONCE_MS, Promise.all(drained));
    this.#closeInboxes();
    for (const item of this.#held.splice(0)) item.giveBack(0);
  }

  async close(): Promise<void> {
    this.#stop();
    for (const release of this.#release) release();
    this.#closeInboxes();
    for (const item of this.#held.splice(0)) item.giveBack(0);
    await this.#link.flush(FLUSH_MS);
  }

  /** Removes what is held and was cancelled: the server would count it as in flight for ever. */
  dropHeld(isMeant: (item: JetStreamItem) => boolean): void {
    for (const item of this.#held.splice(0))
      if (isMeant(item)) item.remove("done");
      else this.#held.push(item);
  }

  /** A call, since the compiler believes that nothing changes while one waits. */
  #isOpen(): boolean {
    return this.#open;
  }

  #stop(): void {
    this.#open = false;
    for (const timer of this.#repairs.values()) clearTimeout(timer);
    this.#repairs.clear();
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  /** Asks the lanes in turn, starting with another one each time, so that a full lane does not starve the others. */
  async #takeAtOnce(): Promise<JetStreamItem | undefined> {
    const { lanes } = this.#options;
    const start = this.#nextLane++;
    for (let i = 0; i < lanes.length && this.#open; i++) {
      const lane = lanes[(start + i) % lanes.length]!;
      const target = `$JS.API.CONSUMER.MSG.NEXT.${STREAMS.work}.${toToken(lane)}`;
      let answer: Msg;
      try {
        answer = await this.#link.nc.request(target, JSON.stringify({ batch: 1, no_wait: true }), {
          timeout: AT_ONCE_MS,
          // A message comes under its own subject, so that the client's shared inbox could not tell whose answer it is.
          noMux: true,
          reply: this.#link.newInbox(),
        });
      } catch {
        // The server is away or has lost the consumer: waiting at the lane, which comes next, finds out and repairs it.
        return undefined;
      }
      if ((answer.headers?.code ?? 0) < 300) return this.#itemOf(answer);
    }
    return undefined;
  }

  /** In a turn of its own, so that slots that become free together are one request. */
  #scheduleAsk(): void {
    if (this.#askScheduled) return;
    this.#askScheduled = true;
    queueMicrotask(() => {
      this.#askScheduled = false;
      if (this.#open) this.#ask();
    });
  }

  #ask(): void {
    const wanted = this.#waiting.length;
    if (wanted === 0) {
      this.#withdraw();
      return;
    }
    const { lanes } = this.#options;
    const perLane = Math.max(1, Math.floor(wanted / lanes.length));
    for (const lane of lanes) {
      if (this.#repairs.has(lane)) continue;
      const inbox = this.#inboxes.get(lane) ?? this.#openInbox(lane);
      if (inbox.asked < perLane) inbox.pull(perLane - inbox.asked);
    }
  }

  /** No slot waits: what a lane still owes would be kept from others who could work on it. */
  #withdraw(): void {
    for (const [lane, inbox] of this.#inboxes) {
      if (inbox.asked === 0) continue;
      this.#inboxes.delete(lane);
      // Rejects only with the connection, which ends its requests as well.
      inbox.drain().catch(() => undefined);
    }
  }

  #openInbox(lane: string): PullInbox {
    const inbox = new PullInbox(this.#link, STREAMS.work, toToken(lane), {
      message: (message) => {
        try {
          this.#arrived(this.#itemOf(message));
        } catch (error) {
          if (!(error instanceof BrokerRefusedError)) throw error;
          this.#options.onRefused(error);
        }
      },
      unfulfilled: () => {
        this.#scheduleAsk();
      },
      broken: (reason) => {
        if (reason !== undefined) this.#options.onRefused(reason);
        else if (this.#inboxes.get(lane) === inbox) this.#repair(lane);
      },
    });
    this.#inboxes.set(lane, inbox);
    return inbox;
  }

  #arrived(item: JetStreamItem): void {
    if (!this.#open) {
      item.giveBack(0);
      return;
    }
    const resolve = this.#waiting.shift();
    if (resolve === undefined) this.#held.push(item);
    else resolve(item);
    this.#scheduleAsk();
  }

  #itemOf(message: Msg): JetStreamItem {
    return new JetStreamItem(message, this.#link, this.#options.dead);
  }

  #repair(lane: string): void {
    this.#inboxes.delete(lane);
    if (!this.#open || this.#repairs.has(lane)) return;
    const timer = setTimeout(() => {
      this.#options.consumers.ensure(lane).then(
        () => {
          this.#repairs.delete(lane);
          this.#scheduleAsk();
        },
        () => {
          // The server is not there yet. Nothing is lost meanwhile, and the next try says the same or works.
          this.#repairs.delete(lane);
          this.#repair(lane);
        },
      );
    }, REPAIR_PAUSE_MS);
    this.#repairs.set(lane, timer);
  }

  /** After a lost connection nobody knows which requests the server remembers. */
  #startAnew(): void {
    this.#closeInboxes();
    this.#scheduleAsk();
  }

  #closeInboxes(): void {
    for (const inbox of this.#inboxes.values()) inbox.close();
    this.#inboxes.clear();
  }
}
