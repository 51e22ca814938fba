import { BrokerClosedError } from "./errors.ts";
import { type DeliveryContext, type ReceivedItem, WorkDelivery } from "./work-delivery.ts";

/** Where a consumer gets its items from. */
export interface ItemSource<Item extends ReceivedItem> {
  /** The next item, or undefined when no more come. */
  next(): Promise<Item | undefined>;
  /** Asks for no more. Resolves when nothing can be on its way any more; what came too late is given back. */
  drain(): Promise<void>;
  /** As `drain`, but at once. Resolves when the server has read all that was sent. */
  close(): Promise<void>;
}

/**
 * One call of `consume`: as many slots as its concurrency, each taking, handing over and settling one item after the other.
 *
 * Modes: running → draining (signal) → finished, or closed at any time. It leaves "draining" when the last slot is empty.
 */
export class WorkConsumer<Item extends ReceivedItem> {
  readonly #source: ItemSource<Item>;
  readonly #context: DeliveryContext;
  readonly #inHand = new Set<WorkDelivery<Item>>();
  #reject: (reason: Error) => void = () => undefined;

  constructor(source: ItemSource<Item>, context: DeliveryContext) {
    this.#source = source;
    this.#context = context;
  }

  /** @throws {BrokerClosedError} when the connection is closed meanwhile; what `end` was called with. */
  async run(concurrency: number, signal: AbortSignal): Promise<void> {
    const ended = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    let drained: Promise<void> = Promise.resolve();
    const drain = () => {
      drained = this.#source.drain();
    };
    signal.addEventListener("abort", drain, { once: true });
    if (signal.aborted) drain();
    try {
      await Promise.race([ended, Promise.all(Array.from({ length: concurrency }, () => this.#slot()))]);
      await Promise.race([ended, drained]);
    } finally {
      signal.removeEventListener("abort", drain);
      // The last settlements are read by the server before the caller hears that all is settled.
      await this.#source.close();
    }
  }

  /** Ends it at once: what is in hand goes back. Without a reason, since the connection is closed. */
  end(reason: Error = new BrokerClosedError("consuming")): void {
    // Rejected first: the losses below would otherwise count as the end of a drain.
    this.#reject(reason);
    void this.#source.close();
    for (const delivery of [...this.#inHand]) delivery.close();
  }

  /** Ends what is in hand and was cancelled. */
  cancel(isMeant: (item: Item) => boolean): void {
    for (const delivery of [...this.#inHand]) if (isMeant(delivery.item)) delivery.cancel();
  }

  async #slot(): Promise<void> {
    for (;;) {
      const item = await this.#source.next();
      if (item === undefined) return;
      const delivery = new WorkDelivery(item, this.#context);
      this.#inHand.add(delivery);
      await delivery.run();
      this.#inHand.delete(delivery);
    }
  }
}
