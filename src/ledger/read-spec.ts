import type { AnalysisSpec } from "../analysis/spec.ts";
import type { EventLog } from "../messaging/port.ts";
import type { BookedAnalysis } from "./booked-analysis.ts";
import { NotAcceptedError } from "./errors.ts";
import type { LedgerBook } from "./ledger-book.ts";
import { readRecord } from "./read-record.ts";

/**
 * The specification of an analysis, without bringing back its results: if they are in the log alone, one record of it is read.
 *
 * @param analysis accepted
 * @throws {NotAcceptedError} if its records have been removed from the log meanwhile
 * @throws {BrokerUnavailableError | BrokerClosedError} if the log cannot be read
 */
export async function readSpec(
  book: Pick<LedgerBook, "opened">,
  log: EventLog,
  { id, acceptedSequence }: BookedAnalysis,
): Promise<AnalysisSpec> {
  const opened = book.opened(id);
  if (opened !== undefined) return opened.view().spec;
  for await (const record of log.read(id, { from: acceptedSequence })) {
    const event = readRecord(record);
    if (event.kind === "accepted") return event.spec;
  }
  throw new NotAcceptedError(`The analysis ${id} has left the log meanwhile; GET /analyses lists those that are there`);
}
