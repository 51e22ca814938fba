import type { LedgerBook } from "../../ledger/ledger-book.ts";
import type { ListUpdate } from "../../protocol/documents/analysis-document.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { listId } from "../../protocol/documents/stream-limits.ts";
import { toAnalysisSummary } from "../../protocol/documents/to-analysis-document.ts";
import type { NextEvent } from "./event-stream.ts";

/** A list is read by people: its lines need not move more often. */
const pauseMs = 500;

const encoder = new TextEncoder();

/** What has changed in the list of all analyses, for streams that follow it; at most twice a second, however much happens. */
export class ListChanges {
  readonly #book: LedgerBook;
  readonly #pauseMs: number;
  /** Streams are told of what the log says up to here. */
  #position = 0;

  constructor(book: LedgerBook, ms = pauseMs) {
    this.#book = book;
    this.#pauseMs = ms;
  }

  /** @param wake called when there may be something new. @returns what ends it */
  subscribe(wake: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      this.#position = this.#book.position;
      wake();
    };
    this.#position = this.#book.position;
    const end = this.#book.subscribe(undefined, () => {
      timer ??= setTimeout(tell, this.#pauseMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }

  /**
   * Analyses that changed since a list was told, as they are now, and those that were removed.
   *
   * @param since `sequence` of that list; one that is not of this log, or none, ends it: the client asks for the list again
   */
  next(since: number | undefined): NextEvent | undefined {
    if (!this.#book.isCaughtUp) return undefined;
    if (since === undefined || since > this.#book.position) return { kind: "end" };
    if (since >= this.#position) return undefined;
    const changed = this.#book
      .list()
      .filter((analysis) => analysis.sequence > since)
      .map((analysis) => toAnalysisSummary(analysis.ledger.brief(), analysis.sequence, "./"));
    const gone = Array.from(this.#book.forgotten.list())
      .filter(({ analysis, sequence }) => sequence > since && this.#book.get(analysis)?.accepted !== true)
      .map(({ analysis }) => analysis);
    if (changed.length + gone.length === 0) return undefined;
    const update: ListUpdate = { id: listId, sequence: this.#position, changed, gone };
    const bytes = encoder.encode(`event: state\nid: ${this.#position}\ndata: ${toJsonText(update)}\n\n`);
    return { kind: "state", sequence: this.#position, bytes, isLast: false };
  }
}
