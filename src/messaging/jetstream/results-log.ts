import type { EventLog, FollowOptions, LogRecord, OutgoingRecord, Stored } from "../port.ts";
import { analysisOf, resultsSubject, STREAMS, toMessageId } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";
import { type ReadOptions, readStream } from "./stream-reader.ts";

/** The logs of all analyses in one stream, which gives them their common order; each has a subject of its own. */
export class ResultsLog implements EventLog {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  append({ analysis, body, dedupKey }: OutgoingRecord): Promise<Stored> {
    const msgID = toMessageId("log", analysis, dedupKey);
    return this.#link.ask("appendLog", () => this.#link.store(resultsSubject(analysis), body, { msgID }));
  }

  follow(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    return this.#records(analysis, { from, signal });
  }

  async *read(
    analysis: string | undefined,
    { from = 0 }: Pick<FollowOptions, "from"> = {},
  ): AsyncGenerator<LogRecord, void, undefined> {
    const { jsm } = this.#link;
    const until = await this.#link.ask("readLog", async () => {
      if (analysis === undefined) {
        const { messages, last_seq } = (await jsm.streams.info(STREAMS.results)).state;
        return messages === 0 ? 0 : last_seq;
      }
      const last_by_subj = resultsSubject(analysis);
      return (await jsm.streams.getMessage(STREAMS.results, { last_by_subj }))?.seq ?? 0;
    });
    if (until > 0 && until >= from) yield* this.#records(analysis, { from, until });
  }

  /** What is removed leaves the server's disk with the block that it stands in, once nothing in that is kept. */
  trim(analysis: string, before: number): Promise<number> {
    return this.#link.ask("trimLog", async () => {
      const { jsm } = this.#link;
      const { purged } = await jsm.streams.purge(STREAMS.results, { filter: resultsSubject(analysis), seq: before });
      return purged;
    });
  }

  async *#records(
    analysis: string | undefined,
    part: Omit<ReadOptions, "stream" | "subject">,
  ): AsyncGenerator<LogRecord, void, undefined> {
    const subject = analysis === undefined ? {} : { subject: resultsSubject(analysis) };
    for await (const message of readStream(this.#link, { stream: STREAMS.results, ...subject, ...part })) {
      const { sequence, body } = message;
      yield { sequence, analysis: analysisOf(message.subject), body };
    }
  }
}
