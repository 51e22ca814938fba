import type { EventLog } from "../messaging/port.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { LedgerBook } from "../ledger/ledger-book.ts";
import { readLedger } from "../ledger/read-ledger.ts";

/** The ledger of an analysis; undefined if the log does not tell of it, or not that it was accepted. */
export type LedgerLookup = (analysis: string) => Promise<Ledger | undefined>;

/** From a book, which follows the log anyway. */
export function ledgersOfBook(book: LedgerBook): LedgerLookup {
  return async (analysis) => acceptedOnly((await book.open(analysis))?.ledger);
}

/** Analyses whose ledgers are kept, so that dead letters of the same few analyses do not read their logs each time. */
const kept = 4;

/** From the log itself, which is read for each analysis that is asked for, as it stands then. */
export function ledgersOfLog(log: EventLog): LedgerLookup {
  const ledgers = new Map<string, Promise<Ledger>>();
  return async (analysis) => {
    let ledger = ledgers.get(analysis);
    if (ledger === undefined) {
      ledgers.set(analysis, (ledger = readLedger(log, analysis)));
      const [oldest] = ledgers.keys();
      if (ledgers.size > kept && oldest !== undefined) ledgers.delete(oldest);
    }
    return acceptedOnly(await ledger);
  };
}

function acceptedOnly(ledger: Ledger | undefined): Ledger | undefined {
  return ledger?.accepted === true ? ledger : undefined;
}
