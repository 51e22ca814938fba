import type { Channel, Message } from "amqplib";
import { pauseOrAbort } from "../../async/pause.ts";
import { closeChannel, within } from "./channel-errors.ts";
import type { ServerLink } from "./server-link.ts";
import { Taken } from "./taken.ts";

const REPAIR_PAUSE_MS = 250;
/** Longest wait for the server's word that it sends no more. */
const DRAIN_MS = 2000;

export interface IntakeOptions {
  readonly link: ServerLink;
  /** Run before each channel is opened: lanes are there, and cancellations known. */
  readonly prepare: () => Promise<void>;
  /** Lane by queue. */
  readonly lanes: ReadonlyMap<string, string>;
  readonly concurrency: number;
  readonly onTaken: (taken: Taken) => void;
}

/**
 * Where the slots of one consumer get their next item from: one channel, opened again whenever it is lost.
 *
 * Modes: open → draining (`drain`) or closed (`close`). How a channel is asked for items is the subclass's.
 */
export abstract class Intake {
  protected readonly options: IntakeOptions;
  protected channel: Channel | undefined;
  readonly #stop = new AbortController();
  readonly #held: Taken[] = [];
  readonly #out = new Set<Taken>();

  constructor(options: IntakeOptions) {
    this.options = options;
  }

  /** The next item, or undefined when this takes no more. */
  abstract next(): Promise<Taken | undefined>;

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

  /** Takes no more. What came too late is given back. */
  async drain(): Promise<void> {
    this.#end();
    const { channel } = this;
    // If the server is away, it sends nothing either.
    if (channel !== undefined) await within(DRAIN_MS, this.cease(channel)).catch(() => undefined);
    for (const taken of this.#held.splice(0)) taken.giveBackUnseen();
  }

  /** Takes no more; what was taken and not settled goes back with the channel. Resolves when the server has read all that was sent. */
  async close(): Promise<void> {
    this.#end();
    if (this.channel !== undefined) await within(DRAIN_MS, closeChannel(this.channel)).catch(() => undefined);
  }

  protected isOpen(): boolean {
    return !this.#stop.signal.aborted;
  }

  protected get held(): readonly Taken[] {
    return this.#held;
  }

  protected takeHeld(): Taken | undefined {
    return this.#held.shift();
  }

  /** For what the server sends without being asked for each. */
  protected arrived(channel: Channel, message: Message, lane: string): void {
    const taken = this.took(channel, message, lane);
    if (this.isOpen()) this.#held.push(taken);
    else taken.giveBackUnseen();
    this.wake();
  }

  protected took(channel: Channel, message: Message, lane: string): Taken {
    const taken = new Taken(channel, message, lane);
    this.#out.add(taken);
    taken.over.addEventListener("abort", () => this.#out.delete(taken));
    this.options.onTaken(taken);
    return taken;
  }

  #end(): void {
    this.#stop.abort();
    this.wake();
  }

  #lost(channel: Channel): void {
    if (this.channel === channel) this.channel = undefined;
    this.#held.length = 0;
    for (const taken of [...this.#out]) taken.lose();
    this.wake();
  }
}
