import { BrokerClosedError, LogReplacedError } from "../errors.ts";
import type { EventLog, FollowOptions, LogRecord, OutgoingRecord, Stored } from "../port.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import { placeMark, type ReadOptions, readStream, type Seen, StreamReplacedError } from "./stream-reader.ts";
import { analysisOf, logHeaders } from "./work-message.ts";

/** The logs of all analyses in one stream, which gives them their common order. */
export class ResultsLog implements EventLog {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;
  /** The last message that any reader has seen: whoever goes on after one sees by it whether this is still the same stream. */
  #seen: Seen | undefined;
  /** Readers that have lost it from sight. */
  readonly #inDoubt = new Set<symbol>();

  constructor(link: RabbitMqLink, publisher: Publisher) {
    this.#link = link;
    this.#publisher = publisher;
  }

  async append({ analysis, body }: OutgoingRecord): Promise<Stored> {
    await this.#publisher.store("appendLog", { queue: NAMES.results, body, headers: logHeaders(analysis) });
    return "stored";
  }

  follow(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    return this.#records(analysis, { from, signal });
  }

  async *read(
    analysis: string | undefined,
    { from = 0 }: Pick<FollowOptions, "from"> = {},
  ): AsyncGenerator<LogRecord, void, undefined> {
    if (this.#link.isClosed()) throw new BrokerClosedError("readLog");
    const untilMark = await placeMark(this.#publisher, "readLog", NAMES.results);
    yield* this.#records(analysis, { from, untilMark });
  }

  /** A stream gives up only whole segments, the oldest first, by the policy of its operator (docs/operations.md). */
  trim(): Promise<number> {
    return Promise.resolve(0);
  }

  /** Whether a reader does not know whether the log is still the one that it has read. */
  get isInDoubt(): boolean {
    return this.#inDoubt.size > 0;
  }

  /** All records come over the line, and those of other analyses are passed over here. */
  async *#records(
    analysis: string | undefined,
    options: Pick<ReadOptions, "from" | "untilMark" | "signal">,
  ): AsyncGenerator<LogRecord, void, undefined> {
    const reader = Symbol();
    const messages = readStream(this.#link, {
      ...options,
      stream: NAMES.results,
      publisher: this.#publisher,
      seen: options.from > 0 ? this.#seen : undefined,
      onDoubt: () => this.#inDoubt.add(reader),
      onCertain: () => this.#inDoubt.delete(reader),
    });
    try {
      for await (const { sequence, id, headers, body } of messages) {
        if (sequence > (this.#seen?.sequence ?? -1)) this.#seen = { sequence, id };
        const of = analysisOf(headers);
        // Without an analysis it is a mark.
        if (of !== undefined && (analysis === undefined || of === analysis)) yield { sequence, analysis: of, body };
      }
    } catch (error) {
      if (!(error instanceof StreamReplacedError)) throw error;
      this.#seen = undefined;
      throw new LogReplacedError(error.found, error.expected);
    } finally {
      this.#inDoubt.delete(reader);
    }
  }
}
