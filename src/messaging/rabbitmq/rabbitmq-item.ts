import type { Channel, Message } from "amqplib";
import type { Verdict } from "../port.ts";
import type { ReceivedItem } from "../work-delivery.ts";
import { trySend } from "./channel-errors.ts";
import type { ControlLog } from "./control-log.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { LaneTurn } from "./names.ts";
import { factsOf, nobody, type WorkFacts } from "./work-message.ts";
import type { WorkSender } from "./work-sender.ts";

/** What an item needs to find its next place. */
export interface ItemPlaces {
  readonly control: ControlLog;
  readonly dead: DeadLetters;
  readonly sender: WorkSender;
}

/** One message that the server gave to this connection, until it is acknowledged or its channel is closed. */
export class RabbitMqItem implements ReceivedItem {
  readonly facts: WorkFacts;
  readonly lane: string;
  readonly analysis: string;
  readonly run: number;
  readonly body: Uint8Array;
  readonly attempt: number;
  readonly lastReason: string | undefined;
  readonly serverTimesOut = false;
  readonly #channel: Channel;
  readonly #message: Message;
  readonly #places: ItemPlaces;
  readonly #over = new AbortController();

  constructor(channel: Channel, message: Message, at: LaneTurn, places: ItemPlaces) {
    this.#channel = channel;
    this.#message = message;
    this.#places = places;
    this.facts = factsOf(message, at);
    const { analysis, run } = this.facts.address ?? nobody;
    this.lane = at.lane;
    this.analysis = analysis;
    this.run = run;
    this.body = message.content;
    this.attempt = this.facts.attempt;
    this.lastReason = this.facts.lastReason;
  }

  /** Aborts when the item is this connection's no more: it was answered, or its channel is closed. */
  get lost(): AbortSignal {
    return this.#over.signal;
  }

  isCancelled(): boolean {
    const { address, epoch } = this.facts;
    return address !== undefined && this.#places.control.isCancelled(address, epoch);
  }

  preset(): Verdict | undefined {
    if (this.facts.address === undefined)
      return { kind: "dead", reason: "it does not say which run of which analysis it is for" };
    return this.isCancelled() ? { kind: "done" } : undefined;
  }

  remove(): void {
    this.#end(() => {
      this.#channel.ack(this.#message);
    });
  }

  /** The server cannot wait, so this does. The server counts this delivery. */
  async giveBack(delayMs: number): Promise<void> {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    this.#end(() => {
      // All servers count what is rejected; what is "nacked", only older ones.
      this.#channel.reject(this.#message, true);
    });
  }

  /** As `giveBack`, for an item that nobody has seen: newer servers do not count its delivery. */
  giveBackUnseen(): void {
    this.#end(() => {
      this.#channel.nack(this.#message, false, true);
    });
  }

  /** As `giveBackUnseen`, but no server counts it: a copy takes its place. */
  async giveBackAsNew(): Promise<void> {
    try {
      await this.#places.sender.putBack(this.body, this.facts);
      this.remove();
    } catch {
      // The broker is away or full, which its other users report. The item comes again from where it is.
      this.giveBackUnseen();
    }
  }

  putOff(delayMs: number, reason: string): Promise<void> {
    return this.#places.sender.putOff(this.body, this.facts, delayMs, reason);
  }

  bury(reason: string, attempts: number): Promise<void> {
    const { lane, analysis, run } = this;
    return this.#places.dead.add({ lane, analysis, run, reason, attempts, at: new Date() }, this.body);
  }

  /** The channel is closed: the server has it back. */
  lose(): void {
    this.#over.abort();
  }

  #end(send: () => void): void {
    if (this.lost.aborted) return;
    trySend(send);
    this.lose();
  }
}
