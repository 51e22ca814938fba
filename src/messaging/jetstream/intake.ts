import type { Msg } from "@nats-io/transport-node";
import type { BrokerPermissionError } from "../errors.ts";
import { ACK, nak } from "./ack-reply.ts";
import type { LaneConsumers } from "./lane-consumers.ts";
import { STREAMS, toToken } from "./names.ts";
import { PullInbox } from "./pull-inbox.ts";
import { type ServerLink, within } from "./server-link.ts";

/** Pause before a lane whose requests were refused or lost is asked again. */
const REPAIR_PAUSE_MS = 250;
/** Longest wait for the answer to a question that the server answers at once. */
const AT_ONCE_MS = 2000;

/**
 * Where the slots of one consumer get their next message from.
 *
 * With one lane, the server is asked for exactly as many messages as slots wait. With several, a free slot asks lane after
 * lane for what is there at once; only when all are empty does it wait at all of them together. If two answer in the same
 * instant and one slot is free, the second message is held, with signs of life, until the next slot is free.
 *
 * Modes: open → draining (`drain`) or closed (`close`).
 */
export class Intake {
  readonly #link: ServerLink;
  readonly #consumers: LaneConsumers;
  readonly #lanes: readonly string[];
  readonly #waiting: ((message: Msg | undefined) => void)[] = [];
  readonly #inboxes = new Map<string, PullInbox>();
  readonly #held: Msg[] = [];
  readonly #repairs = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #stopListening: () => void;
  #open = true;
  #nextLane = 0;
  #askScheduled = false;
  readonly #onRefused: (reason: BrokerPermissionError) => void;

  /** @param onRefused told when the user may not pull from a lane, which waiting does not change */
  constructor(
    link: ServerLink,
    consumers: LaneConsumers,
    lanes: readonly string[],
    onRefused: (reason: BrokerPermissionError) => void,
  ) {
    this.#link = link;
    this.#onRefused = onRefused;
    this.#consumers = consumers;
    this.#lanes = lanes;
    this.#stopListening = link.onReconnect(() => {
      this.#startAnew();
    });
  }

  /** Messages taken from the server that no slot has yet. */
  get held(): readonly Msg[] {
    return this.#held;
  }

  /** The next message, or undefined when this takes no more. */
  async next(): Promise<Msg | undefined> {
    if (!this.#open) return undefined;
    const held = this.#held.shift();
    if (held !== undefined) return held;
    if (this.#lanes.length > 1) {
      const message = await this.#takeAtOnce();
      if (message !== undefined && this.#isOpen()) return message;
      if (message !== undefined) this.#giveBack(message);
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

  /** Takes no more; resolves when nothing can be on its way any more. What came too late is given back. */
  async drain(): Promise<void> {
    this.#stop();
    const drained = [...this.#inboxes.values()].map((inbox) => inbox.drain());
    await within(AT_ONCE_MS, Promise.all(drained));
    this.close();
  }

  /** Takes no more, and gives back what is held. */
  close(): void {
    this.#stop();
    for (const inbox of this.#inboxes.values()) inbox.close();
    this.#inboxes.clear();
    for (const message of this.#held.splice(0)) this.#giveBack(message);
  }

  /** Settles what is held of the messages that match, as nobody wants it: the server would count it as in flight for ever. */
  dropHeld(matches: (message: Msg) => boolean): void {
    for (const message of this.#held.splice(0))
      if (matches(message)) this.#link.answer(message.reply ?? "", ACK);
      else this.#held.push(message);
  }

  /** A call, since the compiler believes that nothing changes while one waits. */
  #isOpen(): boolean {
    return this.#open;
  }

  #stop(): void {
    this.#open = false;
    this.#stopListening();
    for (const timer of this.#repairs.values()) clearTimeout(timer);
    this.#repairs.clear();
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  /** Asks the lanes in turn, starting with another one each time, so that a full lane does not starve the others. */
  async #takeAtOnce(): Promise<Msg | undefined> {
    const start = this.#nextLane++;
    for (let i = 0; i < this.#lanes.length && this.#open; i++) {
      const lane = this.#lanes[(start + i) % this.#lanes.length]!;
      const target = `$JS.API.CONSUMER.MSG.NEXT.${STREAMS.work}.${toToken(lane)}`;
      try {
        const answer = await this.#link.nc.request(target, JSON.stringify({ batch: 1, no_wait: true }), {
          timeout: AT_ONCE_MS,
          // A message comes under its own subject, so that the client's shared inbox could not tell whose answer it is.
          noMux: true,
          reply: this.#link.newInbox(),
        });
        if ((answer.headers?.code ?? 0) < 300) return answer;
      } catch {
        // The server is away or has lost the consumer: waiting at the lane, which comes next, finds out and repairs it.
        return undefined;
      }
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
    const perLane = Math.max(1, Math.floor(wanted / this.#lanes.length));
    for (const lane of this.#lanes) {
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
        this.#arrived(message);
      },
      unfulfilled: () => {
        this.#scheduleAsk();
      },
      broken: (reason) => {
        if (reason !== undefined) this.#onRefused(reason);
        else if (this.#inboxes.get(lane) === inbox) this.#repair(lane);
      },
    });
    this.#inboxes.set(lane, inbox);
    return inbox;
  }

  #arrived(message: Msg): void {
    if (!this.#open) {
      this.#giveBack(message);
      return;
    }
    const resolve = this.#waiting.shift();
    if (resolve === undefined) this.#held.push(message);
    else resolve(message);
    this.#scheduleAsk();
  }

  #repair(lane: string): void {
    this.#inboxes.delete(lane);
    if (!this.#open || this.#repairs.has(lane)) return;
    const timer = setTimeout(() => {
      this.#consumers.ensure(lane).then(
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
    for (const inbox of this.#inboxes.values()) inbox.close();
    this.#inboxes.clear();
    this.#scheduleAsk();
  }

  #giveBack(message: Msg): void {
    this.#link.answer(message.reply ?? "", nak(0));
  }
}
