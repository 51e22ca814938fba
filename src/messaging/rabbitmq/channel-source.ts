import type { Channel, Message } from "amqplib";
import { pauseOrAbort } from "../../async/pause.ts";
import type { ItemSource } from "../work-consumer.ts";
import { closeChannel, within } from "./channel-errors.ts";
import type { LaneTurn } from "./names.ts";
import type { RabbitMqLink } from "./server-link.ts";
import { type ItemPlaces, RabbitMqItem } from "./rabbitmq-item.ts";

const REPAIR_PAUSE_MS = 250;
/** Longest wait for the server's word that it sends no more. */
const DRAIN_MS = 2000;

export interface SourceOptions {
  readonly link: RabbitMqLink;
  /** Run before each channel is opened: lanes are there, and cancellations known. */
  readonly prepare: () => Promise<void>;
  readonly lanes: readonly string[];
  readonly places: ItemPlaces;
}

/**
 * Brings items to the slots of one consumer over one channel, which is opened again whenever it is lost.
 *
 * Modes: open → draining (`drain`) or closed (`close`). How a channel is asked for items is the subclass's.
 */
export abstract class ChannelSource implements ItemSource<RabbitMqItem> {
  protected readonly options: SourceOptions;
  protected channel: Channel | undefined;
  readonly #stop = new AbortController();
  readonly #held: RabbitMqItem[] = [];
  readonly #unsettled = new Set<RabbitMqItem>();

  constructor(options: SourceOptions) {
    this.options = options;
  }

  abstract next(): Promise<RabbitMqItem | undefined>;

  /** Begins to ask on a new channel. */
  protected abstract begin(channel: Channel): Promise<void>;

  /** Something changed that waiting slots must know: an item, another channel, the end. */
  protected abstract wake(): void;

  /** Asks for no more; resolves when nothing can be on its way any more. */
  protected abstract cease(channel: Channel): Promise<void>;

  /** Keeps a channel open until this is drained or closed. */
  async run(): Promise<void> {
    const { link, prepare } = this.options;
    while (this.isOpen()) {
      try {
        await prepare();
        const channel = await link.openChannel("consuming");
        const closed = new Promise<void>((resolve) => channel.once("close", resolve));
        void closed.then(() => {
          this.#lost(channel);
        });
        if (!this.isOpen()) {
          // Told to stop while it was opened.
          await closeChannel(channel);
          break;
        }
        this.channel = channel;
        await this.begin(channel);
        this.wake();
        await closed;
      } catch {
        // The server is away or not ready yet. Nothing is lost meanwhile, and the next try says the same or works.
        if (this.channel !== undefined) await closeChannel(this.channel);
        await pauseOrAbort(REPAIR_PAUSE_MS, this.#stop.signal);
      }
    }
  }

  async drain(): Promise<void> {
    this.#end();
    const { channel } = this;
    // If the server is away, it sends nothing either.
    if (channel !== undefined) await within(DRAIN_MS, this.cease(channel)).catch(() => undefined);
    for (const item of this.#held.splice(0)) item.giveBackUnseen();
  }

  /** What was received and not settled goes back with the channel. */
  async close(): Promise<void> {
    this.#end();
    if (this.channel !== undefined) await within(DRAIN_MS, closeChannel(this.channel)).catch(() => undefined);
  }

  /** Items of a lane that were received and are not settled. */
  countOf(lane: string): number {
    return [...this.#unsettled].filter((item) => item.lane === lane).length;
  }

  protected isOpen(): boolean {
    return !this.#stop.signal.aborted;
  }

  protected get held(): readonly RabbitMqItem[] {
    return this.#held;
  }

  protected takeHeld(): RabbitMqItem | undefined {
    return this.#held.shift();
  }

  /** For what the server sends without being asked for each. */
  protected arrived(channel: Channel, message: Message, at: LaneTurn): void {
    const item = this.received(channel, message, at);
    if (this.isOpen()) this.#held.push(item);
    else item.giveBackUnseen();
    this.wake();
  }

  protected received(channel: Channel, message: Message, at: LaneTurn): RabbitMqItem {
    const item = new RabbitMqItem(channel, message, at, this.options.places);
    this.#unsettled.add(item);
    item.lost.addEventListener("abort", () => this.#unsettled.delete(item));
    return item;
  }

  #end(): void {
    this.#stop.abort();
    this.wake();
  }

  #lost(channel: Channel): void {
    if (this.channel === channel) this.channel = undefined;
    this.#held.length = 0;
    for (const item of [...this.#unsettled]) item.lose();
    this.wake();
  }
}
