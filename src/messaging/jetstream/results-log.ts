import type { EventLog, FollowOptions, LogRecord, OutgoingRecord, Stored } from "../port.ts";
import { analysisOf, resultsSubject, STREAMS, toMessageId } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";
import { type ReadMessage, type ReadOptions, readStream } from "./stream-reader.ts";
import type { StreamWatch } from "./stream-watch.ts";

/** The logs of all analyses in one stream, which gives them their common order; each has a subject of its own. */
export class ResultsLog implements EventLog {
  readonly #link: JetStreamLink;
  readonly #streams: StreamWatch;
  /** The last record that was read of the whole log. */
  #newest: ReadMessage | undefined;

  constructor(link: JetStreamLink, streams: StreamWatch) {
    this.#link = link;
    this.#streams = streams;
  }

  append({ analysis, body, dedupKey }: OutgoingRecord): Promise<Stored> {
    const msgID = toMessageId("log", analysis, dedupKey);
    return this.#link.ask("appendLog", async () => {
      const { duplicate, seq } = await this.#link.publish(resultsSubject(analysis), body, { msgID });
      if (duplicate) return "duplicate";
      this.#streams.stored(STREAMS.results, seq);
      return "stored";
    });
  }

  follow(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    // At the time of the call: what it goes on from was read by then.
    return this.#records(analysis, { from, signal, replaced: this.#streams.replaced(STREAMS.results) });
  }

  async *read(
    analysis: string | undefined,
    { from = 0 }: Pick<FollowOptions, "from"> = {},
  ): AsyncGenerator<LogRecord, void, undefined> {
    const replaced = this.#streams.replaced(STREAMS.results);
    const { jsm } = this.#link;
    const until = await this.#link.ask("readLog", async () => {
      if (analysis === undefined) {
        const { messages, last_seq } = (await jsm.streams.info(STREAMS.results)).state;
        return messages === 0 ? 0 : last_seq;
      }
      const last_by_subj = resultsSubject(analysis);
      return (await jsm.streams.getMessage(STREAMS.results, { last_by_subj }))?.seq ?? 0;
    });
    if (until > 0 && until >= from) yield* this.#records(analysis, { from, until, replaced });
    replaced.throwIfAborted();
  }

  /**
   * What is removed leaves the server's disk with the block that it stands in, once nothing in that is kept.
   * @throws {LogReplacedError} if the number is of another log: here it would be the number of something else.
   */
  async trim(analysis: string, before: number): Promise<number> {
    const replaced = this.#streams.replaced(STREAMS.results);
    await this.#streams.look();
    replaced.throwIfAborted();
    const { jsm } = this.#link;
    return this.#link.ask("trimLog", async () => {
      this.#streams.removed(STREAMS.results);
      const { purged } = await jsm.streams.purge(STREAMS.results, { filter: resultsSubject(analysis), seq: before });
      this.#streams.removed(STREAMS.results);
      return purged;
    });
  }

  async *#records(analysis: string | undefined, part: LogPart): AsyncGenerator<LogRecord, void, undefined> {
    const subject = analysis === undefined ? {} : { subject: resultsSubject(analysis) };
    const before = this.#newest?.sequence === part.from - 1 ? { last: this.#newest } : {};
    const identity = {
      ...before,
      recheck: () => this.#streams.look(),
      isOther: (found: string, expected: string) => {
        this.#streams.tellReplaced(STREAMS.results, found, expected);
      },
    };
    for await (const message of readStream(this.#link, { stream: STREAMS.results, ...subject, ...part, ...identity })) {
      const { sequence, body, storedAt } = message;
      this.#streams.read(STREAMS.results, sequence);
      if (analysis === undefined) this.#newest = { sequence, storedAt };
      yield { sequence, analysis: analysisOf(message.subject), body };
    }
  }
}

type LogPart = Pick<ReadOptions, "from" | "until" | "signal" | "replaced">;
