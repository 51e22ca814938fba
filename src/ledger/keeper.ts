import { pauseOrAbort } from "../async/pause.ts";
import { InTurn } from "../async/in-turn.ts";
import type { KeepRule } from "../config/keep-rule.ts";
import { asError } from "../errors/as-error.ts";
import type { Logger } from "../logging/logger.ts";
import { BrokerClosedError } from "../messaging/errors.ts";
import type { Broker } from "../messaging/port.ts";
import { forgetAnalysis } from "./forget-analysis.ts";
import type { LedgerBook } from "./ledger-book.ts";
import { leaving } from "./leaving.ts";
import { StartWithdrawal } from "./withdraw-starts.ts";

/**
 * Lets old analyses go: writes `forgotten` into their logs, and then removes from the log what counts for nothing any more. It also takes
 * back what was sent by starts that nobody finished. Every plotter has one, and all do the same: what two of them do twice changes nothing.
 */
export interface Keeper {
  /** Lets go what is to go now, and tidies up. Calls wait for one another. */
  pass(): Promise<void>;
  /** A pass every few seconds, from the moment on at which the book has caught up. Resolves when `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface KeeperOptions {
  readonly broker: Pick<Broker, "work" | "log" | "deadLetters" | "recipes" | "capabilities">;
  readonly book: LedgerBook;
  readonly logger: Logger;
  readonly rule: KeepRule;
  /** The most analyses that there may be. */
  readonly limit: number;
  readonly now?: () => Date;
}

const betweenPassesMs = 10_000;
/** A book that has not seen a record by then sees it later; the next pass goes on. */
const ownWordsMs = 5000;
/**
 * A `forgotten` record stays so long in the log: a plotter that is cut off from the broker but still running hears of it when it is back, and a
 * start that counts on what was forgotten is known for what it is.
 */
const remembersMs = 86_400_000;

export function createKeeper({ broker, book, logger, rule, limit, now = () => new Date() }: KeeperOptions): Keeper {
  const turns = new InTurn();
  const withdrawal = new StartWithdrawal({ broker, book, logger });
  let isFailing = false;

  const letGo = async (): Promise<void> => {
    const gone = leaving(book.list(), rule, limit, now());
    if (gone.length === 0) return;
    const position = await broker.recipes.position();
    let hasLetters = false;
    for (const { id, ledger, status } of gone) {
      hasLetters ||= status !== "complete";
      await forgetAnalysis(broker, id, now(), ledger);
    }
    const last = gone.at(-1);
    if (last === undefined) return;
    await book.waitUntilForgotten(last.id, last.ledger.run, ownWordsMs);
    const forgotten = new Set(gone.map(({ id }) => id).filter((id) => book.get(id)?.accepted !== true));
    logger.info("Old analyses were forgotten", { analyses: forgotten.size });
    for (const id of forgotten) await broker.recipes.remove(id, position);
    if (hasLetters) await dropLetters(broker, (analysis) => forgotten.has(analysis));
  };

  const pass = async (): Promise<void> => {
    try {
      await withdrawal.look(now());
      await letGo();
      await trimForgotten({ broker, book }, now());
      isFailing = false;
    } catch (error) {
      if (error instanceof BrokerClosedError) return;
      if (!isFailing)
        logger.warn("Old analyses or unfinished starts could not be removed; it is tried again", {
          error: asError(error),
        });
      isFailing = true;
    }
  };

  return {
    pass: () => turns.run("pass", pass),
    run: async (signal) => {
      for (;;) {
        // Of a log that is read in part, work of a start may seem to be nobody's.
        await Promise.race([book.caughtUp, book.stopped]);
        if (signal.aborted) return;
        await turns.run("pass", pass);
        await pauseOrAbort(betweenPassesMs, signal);
      }
    },
  };
}

/** Nobody needs what failed for good of an analysis that is gone. */
export async function dropLetters(
  { deadLetters }: Pick<Broker, "deadLetters">,
  isGone: (analysis: string) => boolean,
): Promise<void> {
  await deadLetters.settle((letter) => (isGone(letter.analysis) ? "drop" : "keep"));
}

/** Removes from the log what was forgotten, where the broker can. */
export async function trimForgotten(
  { broker, book }: Pick<KeeperOptions, "broker" | "book">,
  now: Date,
): Promise<void> {
  const trim = async (analysis: string, before: number): Promise<void> => {
    if (broker.capabilities.trimsLog) await broker.log.trim(analysis, before);
    book.forgotten.trimmed(analysis, before);
  };
  const longAgo = now.getTime() - remembersMs;
  for (const { analysis, sequence, at, isTrimmed } of [...book.forgotten.list()]) {
    // What came after it is understood by it alone.
    const isLast = book.get(analysis) === undefined;
    if (isLast && Date.parse(at) < longAgo) await trim(analysis, sequence + 1);
    else if (!isTrimmed) await trim(analysis, sequence);
  }
}
