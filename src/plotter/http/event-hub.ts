import type { Logger } from "../../logging/logger.ts";
import { asError } from "../../errors/as-error.ts";
import type { OpenAnalysis } from "../../ledger/booked-analysis.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";
import { EventStream, type NextEvent, type StateSource } from "./event-stream.ts";
import { ListChanges } from "./list-changes.ts";
import { listId } from "../../protocol/documents/stream-limits.ts";
import { RecentValues } from "../../collections/recent-values.ts";
import { SeveralStates } from "./several-states.ts";
import { StateTexts } from "./state-texts.ts";
import { type SeatLimits, StreamSeats } from "./stream-seats.ts";

export interface EventHubOptions {
  readonly book: LedgerBook;
  readonly logger: Logger;
  readonly limits: SeatLimits;
  /** Default 15 s: shorter than the silence after which proxies cut a connection. */
  readonly heartbeatMs?: number;
}

/** Analyses whose texts outlive their streams: the stream of a finished one ends with its first event, and the next asks for the same. */
const KEPT_TEXTS = 4;

/** All open streams of an analysis. */
interface Channel {
  readonly streams: Set<EventStream>;
  readonly unsubscribe: () => void;
  /** What they share. */
  texts: StateTexts | undefined;
  /** Its results are being read from the log. */
  opening: Promise<void> | undefined;
  /** Set while the texts of its end are written. */
  preparing: Promise<void> | undefined;
}

/** The open event streams of a plotter. One subscription and one text for each analysis serve all who watch it. */
export class EventHub {
  readonly #book: LedgerBook;
  readonly #logger: Logger;
  readonly #seats: StreamSeats;
  readonly #heartbeatMs: number;
  readonly #list: ListChanges;
  readonly #channels = new Map<string, Channel>();
  readonly #texts = new RecentValues<{ texts: StateTexts }>(KEPT_TEXTS);
  #heart: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ book, logger, limits, heartbeatMs = 15_000 }: EventHubOptions) {
    this.#book = book;
    this.#logger = logger;
    this.#seats = new StreamSeats(limits);
    this.#heartbeatMs = heartbeatMs;
    this.#list = new ListChanges(book);
    this.#wakeWhenCaughtUp();
    book.onReplaced(() => {
      // What clients have is of another log, whose positions mean nothing in this one.
      for (const channel of this.#channels.values()) {
        channel.texts = undefined;
        for (const stream of [...channel.streams]) stream.startAnew();
      }
      this.#wakeWhenCaughtUp();
    });
  }

  #wakeWhenCaughtUp(): void {
    void this.#book.caughtUp.then(() => {
      for (const { streams } of this.#channels.values()) wakeAll(streams);
    });
  }

  get openStreams(): number {
    return this.#seats.taken;
  }

  /** Analyses that somebody watches. */
  get channels(): number {
    return this.#channels.size - Number(this.#channels.has(listId));
  }

  /**
   * Opens a stream. Until the book has caught up nothing comes but signs of life, since what it has of the log may be older than what
   * the client saw elsewhere.
   *
   * @param client its address
   * @param since sequence of the state that it has
   * @param differences it knows them: after its first event a group comes as what changed in it
   * @throws {HttpProblemError} if too many streams are open.
   */
  open(client: string, id: string, since: number | undefined, differences = false): ReadableStream<Uint8Array> {
    const giveBack = this.#seats.take(client);
    const channel = this.#channelOf(id);
    const told = differences ? new Set<string>() : undefined;
    const source = { next: (last: number | undefined) => this.#nextOrEnd(id, channel, last, told) };
    return this.#begin(new Map([[id, channel]]), source, since, giveBack);
  }

  /**
   * Opens one stream for several analyses, or the list of all, which counts as one.
   *
   * @param wanted analyses, with the sequence of the state that the client has of each
   * @param differences as `open`
   * @throws {HttpProblemError} as `open`.
   */
  openSeveral(
    client: string,
    wanted: ReadonlyMap<string, number | undefined>,
    differences = false,
  ): ReadableStream<Uint8Array> {
    const giveBack = this.#seats.take(client);
    // What is known not to be there costs nothing, however much of it is asked for.
    const mayBe = (id: string) => id === listId || !this.#book.isCaughtUp || this.#book.get(id)?.accepted === true;
    const perhaps = [...wanted.keys()].filter(mayBe);
    const channels = new Map(perhaps.map((id) => [id, this.#channelOf(id)]));
    const told = differences ? new Set<string>() : undefined;
    const source = new SeveralStates(wanted, (id, last) => {
      const channel = channels.get(id);
      return channel === undefined ? { kind: "end" } : this.#nextOrEnd(id, channel, last, told);
    });
    return this.#begin(channels, source, undefined, giveBack);
  }

  #begin(
    channels: ReadonlyMap<string, Channel>,
    source: StateSource,
    since: number | undefined,
    giveBack: () => void,
  ): ReadableStream<Uint8Array> {
    const stream = new EventStream(source, since, () => {
      giveBack();
      for (const [id, channel] of channels) this.#leave(id, channel, stream);
      if (this.#channels.size > 0) return;
      clearInterval(this.#heart);
      this.#heart = undefined;
    });
    for (const { streams } of channels.values()) streams.add(stream);
    this.#heart ??= setInterval(() => {
      for (const { streams } of this.#channels.values()) for (const open of streams) open.beat();
    }, this.#heartbeatMs);
    if (this.#closed) stream.end();
    return stream.readable;
  }

  /** Ends all streams in good order, and every one that is opened from now on. */
  close(): void {
    this.#closed = true;
    for (const { streams } of [...this.#channels.values()]) for (const stream of [...streams]) stream.end();
  }

  #channelOf(id: string): Channel {
    const known = this.#channels.get(id);
    if (known !== undefined) return known;
    const streams = new Set<EventStream>();
    const wake = () => {
      wakeAll(streams);
    };
    const unsubscribe = id === listId ? this.#list.subscribe(wake) : this.#book.subscribe(id, wake);
    const channel: Channel = { streams, unsubscribe, texts: undefined, opening: undefined, preparing: undefined };
    this.#channels.set(id, channel);
    return channel;
  }

  #nextOrEnd(
    id: string,
    channel: Channel,
    since: number | undefined,
    told: Set<string> | undefined,
  ): NextEvent | undefined {
    try {
      return id === listId ? this.#list.next(since) : this.#next(id, channel, since, told);
    } catch (error) {
      this.#logger.error("a state could not be sent, so its stream ends", { analysis: id, error: asError(error) });
      return { kind: "end" };
    }
  }

  /** @param told for a stream of differences: the analyses of which it has told a state */
  #next(id: string, channel: Channel, since: number | undefined, told: Set<string> | undefined): NextEvent | undefined {
    if (!this.#book.isCaughtUp) return undefined;
    const known = this.#book.get(id);
    // It was asked for before anybody could know that there is none; the next request is told.
    if (known?.accepted !== true) return { kind: "end" };
    const isLast = known.status !== "running";
    if (since === known.sequence) return isLast ? { kind: "end" } : undefined;
    const analysis = this.#book.opened(id);
    if (analysis === undefined) {
      this.#open(id, channel);
      return undefined;
    }
    // Forgotten and started anew, it is another one.
    if (channel.texts?.analysis !== analysis) channel.texts = this.#textsOf(analysis);
    // What goes on is told in small parts, and must not be late. The whole of what has ended is written with pauses.
    const preparing = isLast ? channel.texts.prepare() : undefined;
    if (preparing !== undefined) {
      this.#wakeAfter(preparing, id, channel);
      return undefined;
    }
    const { sequence, acceptedSequence } = analysis;
    // A client that is ahead of the log has seen another log, one from before it was accepted another analysis: it gets everything anew.
    const from = since !== undefined && since >= acceptedSequence && since <= sequence ? since : undefined;
    const bytes = told === undefined ? channel.texts.event(from) : channel.texts.difference(from, told.has(id));
    told?.add(id);
    return { kind: "state", sequence, bytes, isLast };
  }

  /** Has the results of an analysis read from the log, for all who wait for them. */
  #open(id: string, channel: Channel): void {
    channel.opening ??= this.#book
      .open(id)
      .then(() => {
        channel.opening = undefined;
        wakeAll(channel.streams);
      })
      .catch((error: unknown) => {
        channel.opening = undefined;
        this.#logger.warn(
          "results could not be read from the log; clients that wait for them are asked to come again",
          {
            analysis: id,
            error: asError(error),
          },
        );
        for (const stream of [...channel.streams]) stream.end();
      });
  }

  #wakeAfter(preparing: Promise<void>, id: string, channel: Channel): void {
    channel.preparing ??= preparing
      .then(() => {
        channel.preparing = undefined;
        wakeAll(channel.streams);
      })
      .catch((error: unknown) => {
        channel.preparing = undefined;
        this.#logger.error("a state could not be sent, so its streams end", { analysis: id, error: asError(error) });
        for (const stream of [...channel.streams]) stream.end();
      });
  }

  #textsOf(analysis: OpenAnalysis): StateTexts {
    const kept = this.#texts.get(analysis.id, () => ({ texts: new StateTexts(analysis) }));
    if (kept.texts.analysis !== analysis) kept.texts = new StateTexts(analysis);
    return kept.texts;
  }

  #leave(id: string, channel: Channel, stream: EventStream): void {
    channel.streams.delete(stream);
    if (channel.streams.size === 0 && this.#channels.get(id) === channel) {
      channel.unsubscribe();
      this.#channels.delete(id);
    }
  }
}

function wakeAll(streams: Set<EventStream>): void {
  for (const stream of [...streams]) stream.wake();
}
