import type { Channel, Message } from "amqplib";
import { TurnOrder } from "../turns.ts";
import { closeChannel } from "./channel-errors.ts";
import { ChannelSource } from "./channel-source.ts";
import { laneQueue, type LaneTurn, turnsOf } from "./names.ts";
import type { RabbitMqItem } from "./rabbitmq-item.ts";

/**
 * What comes while no slot is free waits so long for one, if the last item took no longer. Else it goes back at once. If all processors
 * are busy, an item that goes from one to the next is in the queue for a moment only, and slots that become free miss it.
 */
const SOON_MS = 100;

/**
 * Items of some lanes. A free slot asks lane after lane, and turn after turn, for what is there at once. Where there is nothing, a consumer
 * stands that brings the next item and ends; that turn is not asked while it stands. Only when all are empty does a slot wait, and what
 * then comes wakes all that wait.
 *
 * What such a consumer brings while no slot is free, or soon will be, goes back, for an idle processor, and the turn is asked again. It is ended only when
 * it has brought something: what is on its way to a consumer that is ended meanwhile would count as delivered.
 */
export class PullSource extends ChannelSource {
  readonly #waiting: (() => void)[] = [];
  readonly #orders = new Map(this.options.lanes.map((lane) => [lane, new TurnOrder()]));
  /** Consumers that stand, by their queues. */
  readonly #lookouts = new Map<string, Lookout>();
  /** Slots that are after an item. */
  #asking = 0;
  #nextLane = 0;
  /** How long the last item was in hand. */
  #lastMs = Infinity;
  #patience: ReturnType<typeof setTimeout> | undefined;

  async next(): Promise<RabbitMqItem | undefined> {
    this.#asking++;
    try {
      while (this.isOpen()) {
        const item = this.takeHeld() ?? (await this.#takeAtOnce());
        if (item === undefined) await this.#news();
        else if (this.isOpen()) return this.#timed(item);
        else item.giveBackUnseen();
      }
      return undefined;
    } finally {
      this.#asking--;
      this.#giveBackRest();
    }
  }

  protected async begin(channel: Channel): Promise<void> {
    this.#lookouts.clear();
    await channel.prefetch(1);
  }

  protected async cease(): Promise<void> {
    const lookouts = [...this.#lookouts.values()];
    this.#lookouts.clear();
    await Promise.all(lookouts.map((lookout) => lookout.end()));
    await Promise.all(this.#takeSurplus(0).map((item) => item.giveBackAsNew()));
  }

  protected wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.#giveBackRest();
  }

  #timed(item: RabbitMqItem): RabbitMqItem {
    const since = performance.now();
    item.lost.addEventListener("abort", () => {
      this.#lastMs = performance.now() - since;
    });
    return item;
  }

  #giveBackRest(): void {
    if (this.held.length <= this.#asking) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
    } else if (this.#lastMs > SOON_MS) this.#giveBackNow();
    else
      this.#patience ??= setTimeout(() => {
        this.#patience = undefined;
        this.#giveBackNow();
      }, SOON_MS);
  }

  #giveBackNow(): void {
    if (this.isOpen()) for (const item of this.#takeSurplus(this.#asking)) void item.giveBackAsNew();
  }

  /** What is held beyond so many. */
  #takeSurplus(kept: number): RabbitMqItem[] {
    return Array.from({ length: Math.max(0, this.held.length - kept) }, () => this.takeHeld()!);
  }

  /** Asks lane after lane, starting with another one each time, so that a full lane does not starve the others. */
  async #takeAtOnce(): Promise<RabbitMqItem | undefined> {
    const { lanes } = this.options;
    const start = this.#nextLane++;
    const { channel } = this;
    try {
      for (let i = 0; channel !== undefined && i < lanes.length; i++) {
        const item = await this.#takeOf(channel, lanes[(start + i) % lanes.length]!);
        if (item !== undefined) return item;
      }
    } catch {
      // The channel is closed, and another one will be opened.
    }
    return undefined;
  }

  async #takeOf(channel: Channel, lane: string): Promise<RabbitMqItem | undefined> {
    const order = this.#orders.get(lane)!;
    for (const turn of order.next()) {
      if (!this.isOpen()) return undefined;
      const at = { lane, turn };
      if (this.#lookouts.has(laneQueue(at))) continue;
      const message = await channel.get(laneQueue(at));
      if (message === false) this.#lookOut(channel, at);
      else {
        order.took();
        return this.received(channel, message, at);
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
      if (this.channel !== undefined)
        for (const at of this.options.lanes.flatMap(turnsOf)) this.#lookOut(this.channel, at);
    });
  }

  #lookOut(channel: Channel, at: LaneTurn): void {
    const queue = laneQueue(at);
    if (this.channel !== channel || this.#lookouts.has(queue)) return;
    const lookout = new Lookout(channel, queue, (message) => {
      if (this.#lookouts.get(queue) === lookout) this.#lookouts.delete(queue);
      // Of a lost channel the server has it back.
      if (this.channel === channel) this.arrived(channel, message, at);
    });
    this.#lookouts.set(queue, lookout);
  }
}

/** A consumer that brings one item. */
class Lookout {
  readonly #channel: Channel;
  readonly #began: Promise<string | undefined>;

  /** @param take gets the item when the server sends no more */
  constructor(channel: Channel, queue: string, take: (message: Message) => void) {
    this.#channel = channel;
    const consuming = channel.consume(queue, (message) => {
      // Null: the server ended the consumer, since the queue was deleted or moves. Another channel begins anew.
      if (message === null) void closeChannel(channel);
      else
        void this.end().then(() => {
          take(message);
        });
    });
    this.#began = consuming.then(
      ({ consumerTag }) => consumerTag,
      async () => {
        // Lost, or a queue was deleted: a new channel makes what is missing.
        await closeChannel(channel);
        return undefined;
      },
    );
  }

  /** Resolves when the server sends no more. */
  async end(): Promise<void> {
    const consumerTag = await this.#began;
    // If the channel is lost meanwhile, nothing comes either.
    if (consumerTag !== undefined) await this.#channel.cancel(consumerTag).catch(() => undefined);
  }
}
