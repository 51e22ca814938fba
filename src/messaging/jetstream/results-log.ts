import { setTimeout as pause } from "node:timers/promises";
import type { EventLog, FollowOptions, LogRecord, OutgoingRecord, Stored } from "../port.ts";
import { BrokerClosedError, BrokerPermissionError, BrokerUnavailableError } from "../errors.ts";
import { formerResultsSubject, resultsOfAnalysis, resultsSubject, STREAMS, toMessageId } from "./names.ts";
import { placeOf, provenOrigin } from "./record-place.ts";
import type { JetStreamLink } from "./server-link.ts";
import { type ReadMessage, type ReadOptions, readStream } from "./stream-reader.ts";
import type { StreamWatch } from "./stream-watch.ts";

/** Services that are updated together start in any order, so that a plotter comes soon. The server writes down each try in vain. */
const UPDATE_WAIT_MS = 30_000;
const UPDATE_LOOK_MS = 2000;

/**
 * The logs of all analyses in one stream, which gives them their common order. Each has a subject for every origin of its records; those of
 * earlier versions stand under another one, as does all that is appended before a plotter has updated the stream.
 */
export class ResultsLog implements EventLog {
  readonly #link: JetStreamLink;
  readonly #streams: StreamWatch;
  /** The last record that was read of the whole log. */
  #newest: ReadMessage | undefined;

  constructor(link: JetStreamLink, streams: StreamWatch) {
    this.#link = link;
    this.#streams = streams;
  }

  async append(record: OutgoingRecord): Promise<Stored> {
    const deadline = performance.now() + UPDATE_WAIT_MS;
    for (;;) {
      const wasFormer = this.#streams.isFormer(STREAMS.results);
      try {
        return await this.#append(record);
      } catch (error) {
        // This user has a right to the subject of its records alone, which the stream will have when a plotter has updated it.
        if (!(error instanceof BrokerPermissionError && wasFormer) || performance.now() > deadline) throw error;
      }
      await this.#streams.look();
      if (this.#streams.isFormer(STREAMS.results)) await pause(UPDATE_LOOK_MS);
    }
  }

  #append({ analysis, body, dedupKey, origin }: OutgoingRecord): Promise<Stored> {
    const msgID = toMessageId("log", analysis, dedupKey);
    return this.#link.ask("appendLog", async () => {
      const isFormer = this.#streams.isFormer(STREAMS.results);
      const subject = isFormer ? formerResultsSubject(analysis) : resultsSubject(analysis, origin);
      const { duplicate, seq } = await this.#link.publish(subject, body, { msgID, expect });
      if (duplicate) return "duplicate";
      this.#streams.stored(STREAMS.results, seq);
      return "stored";
    });
  }

  follow(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    // At the time of the call: what it goes on from was read by then.
    const part = { from, signal, replaced: this.#streams.replaced(STREAMS.results) };
    return analysis === undefined ? this.#records(undefined, part) : this.#followOne(analysis, part);
  }

  /** What is there, then all that comes, since what is there may be under subjects that no reader can ask for together. */
  async *#followOne(analysis: string, part: LogPart): AsyncGenerator<LogRecord, void, undefined> {
    const until = await this.#lastSequence();
    yield* this.#recordsOf(analysis, { ...part, until });
    yield* this.#pick(analysis, { ...part, from: Math.max(part.from, until + 1) });
  }

  /** Of the whole log the records of one analysis. */
  async *#pick(analysis: string, part: LogPart): AsyncGenerator<LogRecord, void, undefined> {
    for await (const record of this.#records(undefined, part)) if (record.analysis === analysis) yield record;
  }

  async *read(
    analysis: string | undefined,
    { from = 0 }: Pick<FollowOptions, "from"> = {},
  ): AsyncGenerator<LogRecord, void, undefined> {
    const replaced = this.#streams.replaced(STREAMS.results);
    const part = { from, until: await this.#lastSequence(), replaced };
    if (analysis !== undefined) yield* this.#recordsOf(analysis, part);
    else if (part.until >= Math.max(from, 1)) yield* this.#records(undefined, part);
    replaced.throwIfAborted();
  }

  async #lastSequence(): Promise<number> {
    const { messages, last_seq } = await this.#ask(async () => {
      return (await this.#link.jsm.streams.info(STREAMS.results)).state;
    });
    return messages === 0 ? 0 : last_seq;
  }

  /** A question in whose middle this connection is closed is no sign of a server that is away. */
  async #ask<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await this.#link.ask("readLog", run);
    } catch (error) {
      throw error instanceof BrokerUnavailableError && this.#link.isClosed() ? new BrokerClosedError("readLog") : error;
    }
  }

  /** Up to the end of the part. Records of earlier versions have a subject that the stream does not take any more, and no reader may ask for. */
  async *#recordsOf(
    analysis: string,
    part: LogPart & { readonly until: number },
  ): AsyncGenerator<LogRecord, void, undefined> {
    const { jsm } = this.#link;
    const filter = resultsOfAnalysis(analysis);
    const [former, own] = await this.#ask(() =>
      Promise.all(
        [formerResultsSubject(analysis), filter].map(
          async (last_by_subj) => (await jsm.streams.getMessage(STREAMS.results, { last_by_subj }))?.seq ?? 0,
        ),
      ),
    );
    const until = Math.min(part.until, Math.max(former!, own!));
    if (until < Math.max(part.from, 1)) return;
    yield* former! >= part.from && former! > 0
      ? this.#pick(analysis, { ...part, until })
      : this.#records(filter, { ...part, until });
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
      let removed = 0;
      for (const filter of [formerResultsSubject(analysis), resultsOfAnalysis(analysis)]) {
        this.#streams.removed(STREAMS.results);
        removed += (await jsm.streams.purge(STREAMS.results, { filter, seq: before })).purged;
        this.#streams.removed(STREAMS.results);
      }
      return removed;
    });
  }

  /** @param filter undefined: of the whole log */
  async *#records(filter: string | undefined, part: LogPart): AsyncGenerator<LogRecord, void, undefined> {
    const subject = filter === undefined ? {} : { subject: filter };
    const before = this.#newest?.sequence === part.from - 1 ? { last: this.#newest } : {};
    const identity = {
      ...before,
      recheck: () => this.#streams.look(),
      isOther: (found: string, expected: string) => {
        this.#streams.tellReplaced(STREAMS.results, found, expected);
      },
    };
    // Records of one lane come one after the other.
    let lastSubject = "";
    let last = placeOf(lastSubject);
    for await (const message of readStream(this.#link, { stream: STREAMS.results, ...subject, ...part, ...identity })) {
      const { sequence, body, storedAt } = message;
      this.#streams.read(STREAMS.results, sequence);
      if (filter === undefined) this.#newest = { sequence, storedAt };
      const place = message.subject === lastSubject ? last : (last = placeOf((lastSubject = message.subject)));
      yield { sequence, analysis: place.analysis, origin: provenOrigin(message, place), body };
    }
  }
}

/** The server stores a record that says so in this stream alone. */
const expect = { streamName: STREAMS.results };

type LogPart = Pick<ReadOptions, "from" | "until" | "signal" | "replaced">;
