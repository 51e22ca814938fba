import type { Channel } from "amqplib";
import { BrokerIncompleteError } from "../errors.ts";
import { NOT_FOUND, refusalCodeOf, textOf } from "./channel-errors.ts";
import { NAMES } from "./names.ts";
import type { RabbitMqLink } from "./server-link.ts";
import { ensureShared, QUEUES, STREAMS } from "./topology.ts";

/** Whatever nobody happens to use is missed after so long. */
const LOOK_EVERY_MS = 5000;

const QUESTIONS: ReadonlyMap<string, (channel: Channel) => Promise<unknown>> = new Map([
  ...STREAMS.map((name) => [`the stream ${name} is missing`, (channel: Channel) => channel.checkQueue(name)] as const),
  ...QUEUES.map((name) => [`the queue ${name} is missing`, (channel: Channel) => channel.checkQueue(name)] as const),
  [`the exchange ${NAMES.ask} is missing`, (channel: Channel) => channel.checkExchange(NAMES.ask)] as const,
]);

/** What all lanes share on a server, and whoever finds some of it missing has made again. */
export class SharedObjects {
  readonly #link: RabbitMqLink;
  readonly #newQueueWaitMs: number | undefined;
  #restoring: Promise<void> | undefined;
  #failure: unknown;

  constructor(link: RabbitMqLink, newQueueWaitMs?: number) {
    this.#link = link;
    this.#newQueueWaitMs = newQueueWaitMs;
    const timer = setInterval(() => {
      // A server that is away has other ways to be missed.
      if (link.isConnected()) this.check().catch(() => undefined);
    }, LOOK_EVERY_MS);
    timer.unref();
    link.onClose(() => {
      clearInterval(timer);
    });
  }

  /** Makes what is missing. Whoever asks meanwhile waits for the same. */
  restore(): Promise<void> {
    this.#restoring ??= this.#link
      .onConnection("restoring what is missing", (connection) => ensureShared(connection, this.#newQueueWaitMs))
      .then(
        () => {
          this.#failure = undefined;
        },
        (error: unknown) => {
          this.#failure = error;
          throw error;
        },
      )
      .finally(() => {
        this.#restoring = undefined;
      });
    return this.#restoring;
  }

  /**
   * Looks whether everything is there, and begins to make what is not.
   * @throws {BrokerIncompleteError} that names it; whatever the link throws.
   */
  async check(): Promise<void> {
    const all = async (channel: Channel) => {
      for (const ask of QUESTIONS.values()) await ask(channel);
    };
    if (await this.#isThere(all)) return;
    const parts = [...QUESTIONS].map(async ([problem, ask]) => ((await this.#isThere(ask)) ? [] : [problem]));
    const missing = (await Promise.all(parts)).flat();
    if (missing.length === 0) return;
    const failed = this.#failure;
    this.restore().catch(() => undefined);
    const why = failed === undefined ? [] : [`making it again failed: ${textOf(failed)}`];
    throw new BrokerIncompleteError("checkReachable", [...missing, ...why]);
  }

  /** On a channel of its own, since a question for what is not there costs the channel. */
  async #isThere(question: (channel: Channel) => Promise<unknown>): Promise<boolean> {
    try {
      await this.#link.askAside("checkReachable", question);
      return true;
    } catch (error) {
      if (refusalCodeOf(error) === NOT_FOUND) return false;
      throw error;
    }
  }
}
