import type { Msg } from "@nats-io/transport-node";
import { AnalysisCancelledError, BrokerClosedError, type BrokerPermissionError } from "../errors.ts";
import { IN_PROGRESS, parseAckReply } from "./ack-reply.ts";
import { Intake } from "./intake.ts";
import type { LaneConsumers } from "./lane-consumers.ts";
import { type Address, addressOf } from "./names.ts";
import { type Desk, WorkDelivery } from "./work-delivery.ts";

/**
 * One `consumeWork` call: as many slots as its concurrency, each taking, handing over and settling one item after the other.
 *
 * Modes: running → draining (signal) → finished, or closed at any time. It leaves "draining" when the last slot is empty.
 */
export class WorkConsumer {
  readonly #desk: Desk;
  readonly #intake: Intake;
  readonly #inHand = new Set<WorkDelivery>();
  #close: (reason: Error) => void = () => undefined;

  constructor(desk: Desk, consumers: LaneConsumers) {
    this.#desk = desk;
    this.#intake = new Intake(desk.link, consumers, [...new Set(desk.options.lanes)], (reason) => {
      this.refuse(reason);
    });
  }

  /** @throws {BrokerClosedError} when the connection is closed under it. @throws {BrokerPermissionError} if the user lacks a right. */
  async run(): Promise<void> {
    const { signal, concurrency } = this.#desk.options;
    const closed = new Promise<never>((_, reject) => {
      this.#close = reject;
    });
    let drained: Promise<void> = Promise.resolve();
    const drain = () => {
      drained = this.#intake.drain();
    };
    const heldAlive = setInterval(() => {
      for (const { reply } of this.#intake.held) this.#desk.link.send(reply ?? "", IN_PROGRESS);
    }, this.#desk.ackWaitMs / 3);
    const { permissions } = this.#desk.link;
    const stopListening = permissions.onRefused((violation) => {
      // Work that is done and cannot be taken from its queue would be done again for ever.
      if (violation.subject.startsWith("$JS.ACK.")) this.refuse(permissions.toError("settling an item", violation));
    });
    signal.addEventListener("abort", drain, { once: true });
    if (signal.aborted) drain();
    try {
      await Promise.race([closed, Promise.all(Array.from({ length: concurrency }, () => this.#slot()))]);
      await Promise.race([closed, drained]);
      // The last settlements are read by the server before the caller hears that all is settled.
      await this.#desk.link.flush(2000);
    } finally {
      clearInterval(heldAlive);
      stopListening();
      signal.removeEventListener("abort", drain);
      this.#intake.close();
    }
  }

  /** The connection is closed: everything in hand goes back. */
  close(): void {
    this.#end(new BrokerClosedError("consuming"));
  }

  /** The user lacks a right without which nothing can be consumed. */
  refuse(reason: BrokerPermissionError): void {
    this.#end(reason);
  }

  #end(reason: Error): void {
    this.#intake.close();
    // Rejected first: the losses below would otherwise count as the end of a drain.
    this.#close(reason);
    for (const delivery of [...this.#inHand]) delivery.giveBack(new BrokerClosedError("the verdict"));
  }

  /** Ends what is in hand of the work that was stored up to the sequence number, when its run was cancelled. */
  cancel(analysis: string, run: number, upTo: number): void {
    const isMeant = (address: Address, sequence: number) =>
      address.analysis === analysis && address.run === run && sequence <= upTo;
    this.#intake.dropHeld((message) =>
      isMeant(addressOf(message.subject), parseAckReply(message.reply).streamSequence),
    );
    for (const delivery of [...this.#inHand])
      if (isMeant(delivery.address, delivery.facts.streamSequence))
        delivery.cancel(new AnalysisCancelledError(analysis));
  }

  async #slot(): Promise<void> {
    for (;;) {
      const message = await this.#intake.next();
      if (message === undefined) return;
      await this.#hand(message);
    }
  }

  async #hand(message: Msg): Promise<void> {
    const delivery = new WorkDelivery(this.#desk, message, parseAckReply(message.reply));
    this.#inHand.add(delivery);
    await delivery.run();
    this.#inHand.delete(delivery);
  }
}
