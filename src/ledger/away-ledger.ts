import { LedgerAwayError } from "./errors.ts";
import type { Ledger } from "./ledger.ts";

/** What an analysis takes of memory whose results are in the log alone: what a list tells of it. */
const briefBytes = 2000;
/** A UUID, and its place in a list. */
const uuidBytes = 60;

/** What stays of a ledger whose results have left memory: what is known without them. It takes nothing in and shows nothing. */
export function awayLedger(ledger: Ledger): Ledger {
  const { accepted, status, run, highestRun, pinned, stalled, forgottenRun, openStarts, uuids } = ledger;
  const { startedAt, acceptedAt, startedBy } = ledger;
  const brief = accepted ? ledger.brief() : undefined;
  const refuse = (): never => {
    throw new LedgerAwayError(
      "The results of this analysis are in the log alone; the book brings them back before they are used",
    );
  };
  return {
    ...{ accepted, status, run, highestRun, pinned, stalled, forgottenRun, openStarts, uuids },
    ...{ startedAt, acceptedAt, startedBy },
    memoryBytes: briefBytes + uuidBytes * uuids.length,
    columns: undefined,
    brief: () => brief ?? refuse(),
    apply: refuse,
    view: refuse,
    gapOf: refuse,
  };
}
