import type { Msg } from "@nats-io/transport-node";
import { BrokerRefusedError } from "../errors.ts";
import type { ItemSource } from "../work-consumer.ts";
import { type ItemContext, JetStreamItem } from "./jetstream-item.ts";
import type { LaneConsumers } from "./lane-consumers.ts";
import { LaneTurns } from "./lane-turns.ts";
import { laneTokens, STREAMS } from "./names.ts";
import { LAST_EXPIRES_MS, PullSeries } from "./pull-series.ts";
import { AT_ONCE_MS, Questions } from "./questions.ts";
import { type JetStreamLink, within } from "./server-link.ts";

/** Pause before a lane whose requests were refused or lost is asked again. */
const REPAIR_PAUSE_MS = 250;
/** Longest wait until the server has read the last settlements. */
const FLUSH_MS = 2000;

export interface LaneSourceOptions extends ItemContext {
  readonly consumers: LaneConsumers;
  readonly lanes: readonly string[];
  /** Told why nothing can be consumed, also later: a right is missing, or the server says what nobody here understands. */
  readonly onRefused: (reason: BrokerRefusedError) => void;
}

interface Slot {
  /** Takes an item, or hears that no more come. */
  readonly resolve: (item: JetStreamItem | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Brings the items of some lanes to the slots of one consumer.
 *
 * Free slots ask lane after lane for what is there at once, in the order of its turns, and those that become free together ask together;
 * only when all are empty do they wait at all lanes. If more answer than slots are free, the rest goes back at once, as if nobody had seen
 * it: another processor may be idle.
 *
 * Modes: open → draining (`drain`) or closed (`close`).
 */
export class LaneSource implements ItemSource<JetStreamItem> {
  readonly #options: LaneSourceOptions;
  readonly #link: JetStreamLink;
  /** Slots for which nobody has asked yet. */
  readonly #free: Slot[] = [];
  readonly #waiting: Slot[] = [];
  readonly #lanes: readonly LaneTurns[];
  /** Of each consumer: that of a lane in one of its turns. */
  readonly #pulls = new Map<string, PullSeries>();
  readonly #repairs = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #onClose: readonly (() => void)[];
  readonly #questions: Questions;
  readonly #returning = new Set<Promise<void>>();
  #open = true;
  #nextLane = 0;
  #askScheduled = false;

  constructor(options: LaneSourceOptions) {
    const { link, onRefused } = options;
    this.#options = options;
    this.#link = link;
    this.#questions = new Questions(link, (message) => {
      this.#arrived(this.#itemOf(message));
    });
    this.#lanes = options.lanes.map(
      (lane) =>
        new LaneTurns(lane, this.#questions, {
          tooMany: (message) => {
            this.#return(this.#itemOf(message));
          },
          gone: (consumer) => {
            this.#repair(consumer);
          },
        }),
    );
    this.#onClose = [
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

  next(): Promise<JetStreamItem | undefined> {
    return new Promise((resolve, reject) => {
      // After all that has come from the server is read, so that slots that become free by it are one question.
      if (this.#free.push({ resolve, reject }) === 1) setImmediate(() => void this.#takeFor(this.#free.splice(0)));
    });
  }

  async drain(): Promise<void> {
    this.#stop();
    const drained = [...this.#pulls.values()].map((pulls) => pulls.drained());
    await within(LAST_EXPIRES_MS + AT_ONCE_MS, Promise.all(drained));
    // What has come while this process was busy is read by then, and goes back.
    await this.#link.flush(FLUSH_MS);
    this.#closeInboxes();
    await Promise.all(this.#returning);
  }

  async close(): Promise<void> {
    this.#stop();
    for (const release of this.#onClose) release();
    this.#closeInboxes();
    await Promise.all(this.#returning);
    await this.#link.flush(FLUSH_MS);
  }

  /** A call, since the compiler believes that nothing changes while one waits. */
  #isOpen(): boolean {
    return this.#open;
  }

  #stop(): void {
    this.#open = false;
    for (const timer of this.#repairs.values()) clearTimeout(timer);
    this.#repairs.clear();
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }

  async #takeFor(slots: Slot[]): Promise<void> {
    try {
      await this.#takeAtOnce(slots);
    } catch (error) {
      for (const { reject } of slots.splice(0)) reject(error);
    }
    if (this.#open) {
      this.#waiting.push(...slots);
      this.#scheduleAsk();
    } else for (const { resolve } of slots) resolve(undefined);
  }

  /** Asks the lanes in turn, starting with another one each time, so that a full lane does not starve the others. */
  async #takeAtOnce(slots: Slot[]): Promise<void> {
    const lanes = this.#lanes;
    const start = this.#nextLane++;
    for (let i = 0; i < lanes.length && slots.length > 0 && this.#open; i++) {
      const { messages, isAnswered } = await lanes[(start + i) % lanes.length]!.take(slots.length);
      // All in one go: what the slots send next then leaves together.
      for (const item of messages.map((message) => this.#itemOf(message))) {
        if (this.#isOpen()) slots.shift()!.resolve(item);
        else this.#return(item);
      }
      // The server is away or has lost the consumer: waiting at all of them, which comes next, finds out and repairs it.
      if (!isAnswered) return;
    }
  }

  #return(item: JetStreamItem): void {
    const returned = item.giveBackUnseen().finally(() => this.#returning.delete(returned));
    this.#returning.add(returned);
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
    if (wanted === 0) return;
    const consumers = this.#options.lanes.flatMap(laneTokens);
    const each = Math.max(1, Math.floor(wanted / consumers.length));
    for (const consumer of consumers) {
      if (this.#repairs.has(consumer)) continue;
      const pulls = this.#pullsOf(consumer);
      if (pulls.asked < each) pulls.pull(each - pulls.asked);
    }
  }

  #pullsOf(consumer: string): PullSeries {
    const known = this.#pulls.get(consumer);
    if (known !== undefined) return known;
    const ask = () => {
      this.#scheduleAsk();
    };
    const repair = () => {
      this.#repair(consumer);
    };
    const pulls = new PullSeries(this.#link, STREAMS.work, consumer, {
      message: (message) => {
        try {
          this.#arrived(this.#itemOf(message));
        } catch (error) {
          if (!(error instanceof BrokerRefusedError)) throw error;
          this.#options.onRefused(error);
        }
      },
      unfulfilled: ask,
      lapsing: ask,
      silent: repair,
      broken: (reason) => {
        if (reason !== undefined) this.#options.onRefused(reason);
        else repair();
      },
    });
    this.#pulls.set(consumer, pulls);
    return pulls;
  }

  #arrived(item: JetStreamItem): void {
    const slot = this.#waiting.shift();
    if (slot === undefined) this.#return(item);
    else slot.resolve(item);
    this.#scheduleAsk();
  }

  #itemOf(message: Msg): JetStreamItem {
    return new JetStreamItem(message, this.#options);
  }

  #repair(consumer: string): void {
    if (!this.#open || this.#repairs.has(consumer)) return;
    const ask = () => {
      this.#scheduleAsk();
    };
    const timer = setTimeout(() => {
      this.#repairs.delete(consumer);
      // Asked meanwhile as well: whoever leads the consumer may answer, though others say that nobody does. If the server is not
      // there yet, nothing is lost, and the next try says the same or works.
      this.#options.consumers.ensure(consumer).then(ask, () => undefined);
      ask();
    }, REPAIR_PAUSE_MS);
    this.#repairs.set(consumer, timer);
  }

  /** After a lost connection nobody knows which requests the server remembers. */
  #startAnew(): void {
    this.#closeInboxes();
    this.#scheduleAsk();
  }

  #closeInboxes(): void {
    for (const pulls of this.#pulls.values()) pulls.close();
    this.#pulls.clear();
    this.#questions.close();
  }
}
