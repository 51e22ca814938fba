import type { Address } from "../port.ts";
import { BrokerUnavailableError } from "../errors.ts";
import type { CancellationCount } from "./cancellation-count.ts";
import type { ControlLog } from "./control-log.ts";
import { delayStep, turnName } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { Lanes } from "./topology.ts";
import { againHeaders, type Headers, newWorkHeaders, unseenHeaders, type WorkFacts } from "./work-message.ts";

/** Puts items into lanes: new ones, and those that are to be delivered again. */
export class WorkSender {
  readonly #publisher: Publisher;
  readonly #lanes: Lanes;
  readonly #control: ControlLog;
  readonly #count: CancellationCount;

  constructor(publisher: Publisher, lanes: Lanes, control: ControlLog, count: CancellationCount) {
    this.#publisher = publisher;
    this.#lanes = lanes;
    this.#control = control;
    this.#count = count;
  }

  /** Resolves when a new item is stored in this turn of its lane. */
  async publish(call: string, address: Address, body: Uint8Array, turn = 0): Promise<void> {
    await this.#control.current();
    const epoch = await this.#count.read();
    const headers = newWorkHeaders(address, epoch);
    await this.#store(call, body, headers, () => this.#lanes.ensure(call, { lane: address.lane, turn }));
  }

  /**
   * Resolves when a copy of the item, which counts its deliveries, is stored where it waits out the delay. The copy is as old as the
   * item: what cancels one cancels the other.
   */
  async putOff(body: Uint8Array, facts: WorkFacts, delayMs: number, reason: string): Promise<void> {
    const call = "putting an item off";
    const headers = againHeaders(facts, reason);
    const step = delayStep(delayMs);
    return this.#store(call, body, headers, async () => {
      const queue = await this.#lanes.ensureDelay(call, facts, step);
      await this.#control.announceDelay(turnName(facts), step);
      return queue;
    });
  }

  /** Resolves when a copy of an item that nobody has looked at is stored where it was; its delivery does not count. */
  async putBack(body: Uint8Array, facts: WorkFacts): Promise<void> {
    const call = "putting an item back";
    const headers = unseenHeaders(facts);
    await this.#store(call, body, headers, () => this.#lanes.ensure(call, facts));
  }

  /** A queue that was deleted meanwhile is made again, once. */
  async #store(call: string, body: Uint8Array, headers: Headers, ensure: () => Promise<string>): Promise<void> {
    for (let tries = 1; tries <= 2; tries++) {
      const queue = await ensure();
      if (await this.#publisher.send(call, { queue, body, headers })) return;
      this.#lanes.forget(queue);
    }
    throw new BrokerUnavailableError(call);
  }
}
