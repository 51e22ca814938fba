import { setImmediate as nextTurn } from "node:timers/promises";
import { aborted } from "../../src/async/aborted.ts";
import { createLedgerBook } from "../../src/ledger/ledger-book.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { LogReplacedError } from "../../src/messaging/errors.ts";
import type { EventLog, LogRecord } from "../../src/messaging/port.ts";
import { viewText } from "../support/fixture-log.ts";
import type { Messages } from "./messages.ts";
import { Violation } from "./violation.ts";

const logger = createLogger({ level: "error", format: "json", write: () => undefined });

/** The real books of plotters whose log went back while they knew more of it. */
export class ReplacedBooks {
  readonly #analysis: string;
  readonly #messages: Messages;
  readonly #isTold: boolean;
  readonly #known = new Map<string, Promise<string>>();

  /** @param isTold whether a reader hears that the log is another one */
  constructor(analysis: string, messages: Messages, isTold: boolean) {
    this.#analysis = analysis;
    this.#messages = messages;
    this.#isTold = isTold;
  }

  /**
   * Lets a book that has folded one log go on with another one.
   *
   * @throws {Violation} if it does not end like one that was opened now.
   */
  async goOn(before: readonly number[], after: readonly number[]): Promise<void> {
    const [book, fresh] = await Promise.all([this.#textOf(before, after), this.#textOf(undefined, after)]);
    if (book !== fresh)
      throw new Violation("replay", "a plotter whose log went back differs from one that reads it now");
  }

  #textOf(before: readonly number[] | undefined, after: readonly number[]): Promise<string> {
    const key = `${before?.join() ?? "fresh"}|${after.join()}`;
    let text = this.#known.get(key);
    if (text === undefined) this.#known.set(key, (text = this.#follow(before, after)));
    return text;
  }

  /** @returns all that anybody can learn from the book after it has read everything */
  async #follow(before: readonly number[] | undefined, after: readonly number[]): Promise<string> {
    const stop = new AbortController();
    let tellRead: () => void;
    const isRead = new Promise<void>((resolve) => (tellRead = resolve));
    let current = before ?? after;
    let isReplaced = before === undefined;
    const recordsFrom = (from: number): LogRecord[] =>
      current
        .map((id, sequence) => {
          const { body, origin } = this.#messages.records[id]!;
          return { sequence, analysis: this.#analysis, origin, body };
        })
        .slice(from);
    const isTold = this.#isTold;
    const log: Pick<EventLog, "read" | "follow"> = {
      read: async function* (_, { from = 0 } = {}) {
        // As a broker, it answers later.
        await nextTurn();
        yield* recordsFrom(from);
      },
      follow: async function* (_, { from = 0, signal }) {
        if (!isReplaced) {
          isReplaced = true;
          current = after;
          if (isTold) throw new LogReplacedError("an older copy", "the log that was read");
        }
        yield* recordsFrom(from);
        tellRead();
        await aborted(signal);
      },
    };
    const notPartOfIt = (): never => {
      throw new TypeError("No part of the model calls this");
    };
    const broker = { log: { ...log, append: notPartOfIt, trim: notPartOfIt } };
    const book = createLedgerBook({ broker, logger, signal: stop.signal });
    await Promise.race([isRead, book.stopped]);
    const analysis = book.opened(this.#analysis);
    const { accepted, status, sequence, ledger } = analysis ?? {};
    const { run, highestRun, openStarts, stalled } = ledger ?? {};
    const facts = JSON.stringify({ accepted, status, sequence, run, highestRun, openStarts, stalled });
    const text = analysis?.accepted === true ? facts + viewText(analysis.view()) : facts;
    stop.abort();
    await book.stopped;
    return text;
  }
}
