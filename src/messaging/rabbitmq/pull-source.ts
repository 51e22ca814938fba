import type { Channel, Message } from "amqplib";
import { closeChannel } from "./channel-errors.ts";
import { ChannelSource } from "./channel-source.ts";
import type { RabbitMqItem } from "./rabbitmq-item.ts";

/**
 * Items of several lanes. A free slot asks lane after lane for what is there at once; only when all are empty does it wait at all
 * of them together, and what then comes wakes all slots that wait. If several lanes answer in the same instant and one slot is
 * free, the others' items are held, and are the next ones: at most one for each lane.
 *
 * A standing consumer on each lane would have to hold items for slots that another lane keeps busy.
 */
export class PullSource extends ChannelSource {
  readonly #waiting: (() => void)[] = [];
  #nextLane = 0;
  #watch: Watch | undefined;

  async next(): Promise<RabbitMqItem | undefined> {
    while (this.isOpen()) {
      const item = this.takeHeld() ?? (await this.#takeAtOnce());
      if (item === undefined) await this.#news();
      else if (this.isOpen()) return item;
      else item.giveBackUnseen();
    }
    return undefined;
  }

  protected begin(): Promise<void> {
    return Promise.resolve();
  }

  protected async cease(): Promise<void> {
    await this.#watch?.end();
  }

  protected wake(): void {
    this.#watch?.wake();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Asks the lanes in turn, starting with another one each time, so that a full lane does not starve the others. */
  async #takeAtOnce(): Promise<RabbitMqItem | undefined> {
    const lanes = [...this.options.lanes];
    const start = this.#nextLane++;
    const { channel } = this;
    for (let i = 0; channel !== undefined && i < lanes.length && this.isOpen(); i++) {
      const [queue, lane] = lanes[(start + i) % lanes.length]!;
      try {
        const message = await channel.get(queue);
        if (message !== false) return this.received(channel, message, lane);
      } catch {
        // The channel is closed, and another one will be opened.
        return undefined;
      }
    }
    return undefined;
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isOpen() || this.held.length > 0) {
        resolve();
        return;
      }
      this.#waiting.push(resolve);
      if (this.channel !== undefined && this.#watch === undefined) void this.#watchAll(this.channel);
    });
  }

  /** Waits at all lanes until something comes to one of them, the channel is lost, or no more is taken. */
  async #watchAll(channel: Channel): Promise<void> {
    const watch = new Watch(channel);
    this.#watch = watch;
    try {
      await watch.begin([...this.options.lanes], (message, lane) => {
        this.arrived(channel, message, lane);
      });
      await watch.end();
    } catch {
      // Lost, or a queue was deleted: a new channel makes what is missing.
      await closeChannel(channel);
    }
    this.#watch = undefined;
    // Slots that got nothing look again, and then watch anew.
    this.wake();
  }
}

/** Consumers on all lanes that may bring one item each. */
class Watch {
  readonly #channel: Channel;
  readonly #tags: string[] = [];
  #woken = false;
  #wake: () => void = () => undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Resolves when it is woken. */
  async begin(lanes: readonly (readonly [string, string])[], take: (message: Message, lane: string) => void) {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await this.#channel.prefetch(1);
    for (const [queue, lane] of lanes) {
      if (this.#woken) break;
      const { consumerTag } = await this.#channel.consume(queue, (message) => {
        // Null: the server ended the consumer, since the queue was deleted or moves. Another channel begins anew.
        if (message === null) void closeChannel(this.#channel);
        else take(message, lane);
      });
      this.#tags.push(consumerTag);
    }
    if (!this.#woken) await woken;
  }

  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Resolves when the server sends no more. */
  async end(): Promise<void> {
    this.wake();
    await Promise.all(this.#tags.splice(0).map((tag) => this.#channel.cancel(tag)));
  }
}
