import { BrokerRefusedError, BrokerUnavailableError } from "../errors.ts";
import { pauseOrAbort } from "../../async/pause.ts";
import { replyCodeOf, RESOURCE_LOCKED } from "./channel-errors.ts";
import type { RabbitMqLink } from "./server-link.ts";

const EXCLUSIVE = { exclusive: true, durable: false, autoDelete: false };
const PAUSE_MS = 50;
const LONGEST_WAIT_MS = 10_000;

/** What one connection at a time may do: it holds an exclusive queue, which goes with it if it dies. */
export class Lock {
  readonly #link: RabbitMqLink;
  readonly #queue: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(link: RabbitMqLink, queue: string) {
    this.#link = link;
    this.#queue = queue;
  }

  /**
   * Runs `run` while nobody else does.
   * @throws {BrokerUnavailableError} if somebody else holds the lock for too long.
   */
  hold<T>(call: string, run: () => Promise<T>): Promise<T> {
    // On one connection the server would let a second holder in.
    const turn = this.#last.then(async () => {
      await this.#acquire(call);
      try {
        return await run();
      } finally {
        await this.#release(call);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #acquire(call: string): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      try {
        await this.#link.askAside(call, (channel) => channel.assertQueue(this.#queue, EXCLUSIVE));
        return;
      } catch (error) {
        if (!(error instanceof BrokerRefusedError) || replyCodeOf(error.cause) !== RESOURCE_LOCKED) throw error;
        if (performance.now() > deadline) throw new BrokerUnavailableError(call, { cause: error.cause });
      }
      await pauseOrAbort(PAUSE_MS, this.#link.closed);
    }
  }

  /** If the connection is lost, the lock is gone as well. */
  async #release(call: string): Promise<void> {
    if (!this.#link.isConnected()) return;
    await this.#link.ask(call, (channel) => channel.deleteQueue(this.#queue)).catch(() => undefined);
  }
}
