import { analysisIdOf } from "../analysis/analysis-id.ts";
import { AppError } from "../errors/app-error.ts";
import type { EventLog } from "../messaging/port.ts";
import type { Accepted, LogEvent } from "../protocol/log-event.ts";
import { ForeignEventError } from "./errors.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { laneOf, readRecord } from "./read-record.ts";

/**
 * An analysis has the name that follows from its specification, in logs of all releases, so that nobody can put another one under it.
 *
 * @throws {ForeignEventError} if it has another.
 */
export async function checkId({ analysis, spec }: Accepted): Promise<void> {
  const id = await analysisIdOf(spec);
  if (id === analysis) return;
  throw new ForeignEventError(`The id of this specification is ${id}, but it was accepted as ${analysis}`, {
    field: "analysis",
  });
}

/**
 * Folds one record of the log of an analysis, if it fits.
 *
 * @param read may throw, if the record cannot be read
 * @param apply takes the event in; throws if it contradicts what is known
 * @returns why it was left aside; undefined if it was not
 */
export async function foldRecord(
  read: () => LogEvent,
  apply: (event: LogEvent) => unknown,
  check = checkId,
): Promise<AppError | undefined> {
  try {
    const event = read();
    if (event.kind === "accepted") await check(event);
    apply(event);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** What the log tells of an analysis now. What does not fit is left aside, as every plotter does; they log it. */
export async function readLedger(log: EventLog, analysis: string): Promise<Ledger> {
  const ledger = createLedger(analysis);
  for await (const record of log.read(analysis))
    await foldRecord(
      () => readRecord(record),
      (event) => ledger.apply(event, laneOf(record)),
    );
  return ledger;
}
