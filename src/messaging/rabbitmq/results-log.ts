import { BrokerClosedError } from "../errors.ts";
import type { EventLog, FollowOptions, LogRecord, OutgoingRecord, Stored } from "../port.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import { placeMark, type ReadOptions, readStream } from "./stream-reader.ts";
import { analysisOf, logHeaders } from "./work-message.ts";

/** The logs of all analyses in one stream, which gives them their common order. */
export class ResultsLog implements EventLog {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;

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

  /** All records come over the line, and those of other analyses are passed over here. */
  async *#records(
    analysis: string | undefined,
    options: Omit<ReadOptions, "stream">,
  ): AsyncGenerator<LogRecord, void, undefined> {
    for await (const { sequence, headers, body } of readStream(this.#link, { stream: NAMES.results, ...options })) {
      const of = analysisOf(headers);
      // Without an analysis it is a mark.
      if (of !== undefined && (analysis === undefined || of === analysis)) yield { sequence, analysis: of, body };
    }
  }
}
