import { analysisIdOf } from "../analysis/analysis-id.ts";
import { AppError } from "../errors/app-error.ts";
import type { EventLog } from "../messaging/port.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import type { Accepted } from "../protocol/log-event.ts";
import { ForeignEventError } from "./errors.ts";
import { createLedger, type Ledger } from "./ledger.ts";

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
 * @returns why it was left aside: it cannot be read, or contradicts what is known; undefined if it was not
 */
export async function foldRecord(ledger: Ledger, body: Uint8Array, check = checkId): Promise<AppError | undefined> {
  try {
    const event = decodeLogEvent(body);
    if (event.kind === "accepted") await check(event);
    ledger.apply(event);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** What the log tells of an analysis now. What does not fit is left aside, as every plotter does; they log it. */
export async function readLedger(log: EventLog, analysis: string): Promise<Ledger> {
  const ledger = createLedger(analysis);
  for await (const { body } of log.read(analysis)) await foldRecord(ledger, body);
  return ledger;
}
