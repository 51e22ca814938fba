import { BrokerClosedError } from "../errors.ts";
import type { Share } from "./census.ts";
import type { Intake, IntakeOptions } from "./intake.ts";
import { PullIntake } from "./pull-intake.ts";
import { PushIntake } from "./push-intake.ts";
import type { Taken } from "./taken.ts";
import { type Desk, WorkDelivery } from "./work-delivery.ts";

/**
 * One `consumeWork` call: as many slots as its concurrency, each taking, handing over and settling one item after the other.
 *
 * Modes: running → draining (signal) → finished, or closed at any time. It leaves "draining" when the last slot is empty.
 */
export class WorkConsumer {
  readonly #desk: Desk;
  readonly #intake: Intake;
  readonly #taken = new Set<Taken>();
  readonly #inHand = new Set<WorkDelivery>();
  #close: (reason: Error) => void = () => undefined;

  constructor(desk: Desk, options: Omit<IntakeOptions, "onTaken">) {
    this.#desk = desk;
    const onTaken = (taken: Taken) => {
      this.#taken.add(taken);
      taken.over.addEventListener("abort", () => this.#taken.delete(taken));
    };
    this.#intake =
      options.lanes.size === 1 ? new PushIntake({ ...options, onTaken }) : new PullIntake({ ...options, onTaken });
  }

  /** @throws {BrokerClosedError} when the connection is closed under it. */
  async run(): Promise<void> {
    const { signal, concurrency } = this.#desk.options;
    const closed = new Promise<never>((_, reject) => {
      this.#close = reject;
    });
    let drained: Promise<void> = Promise.resolve();
    const drain = () => {
      drained = this.#intake.drain();
    };
    signal.addEventListener("abort", drain, { once: true });
    if (signal.aborted) drain();
    void this.#intake.run();
    try {
      await Promise.race([closed, Promise.all(Array.from({ length: concurrency }, () => this.#slot()))]);
      await Promise.race([closed, drained]);
    } finally {
      signal.removeEventListener("abort", drain);
      // The last settlements are read by the server before the caller hears that all is settled.
      await this.#intake.close();
    }
  }

  /** The connection is closed: everything in hand goes back. */
  close(): void {
    // Rejected first: the losses below would otherwise count as the end of a drain.
    this.#close(new BrokerClosedError("consuming"));
    void this.#intake.close();
    for (const delivery of [...this.#inHand]) delivery.lose(new BrokerClosedError("the verdict"));
  }

  /** Ends what is in hand and was cancelled. */
  dropCancelled(): void {
    for (const delivery of [...this.#inHand]) {
      const { address, epoch } = delivery.facts;
      if (address !== undefined && this.#desk.control.isCancelled(address, epoch)) delivery.cancel();
    }
  }

  share(lane: string): Share {
    const { lanes, signal } = this.#desk.options;
    const inHand = [...this.#taken].filter(({ facts }) => facts.lane === lane).length;
    return { inHand, consumers: lanes.includes(lane) && !signal.aborted ? 1 : 0 };
  }

  async #slot(): Promise<void> {
    for (;;) {
      const taken = await this.#intake.next();
      if (taken === undefined) return;
      const delivery = new WorkDelivery(this.#desk, taken);
      this.#inHand.add(delivery);
      await delivery.run();
      this.#inHand.delete(delivery);
    }
  }
}
