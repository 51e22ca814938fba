import { AppError } from "../errors/app-error.ts";
import type { DeadLetter } from "../messaging/port.ts";
import { decodeWorkItem } from "../protocol/codec.ts";
import type { QueuedItem } from "../protocol/work-item.ts";
import type { LetterStanding } from "../protocol/documents/operations-document.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { LedgerLookup } from "./ledger-lookup.ts";

/** What is in a dead letter: a work item, or bytes that are none and why. */
export type LetterContent = { readonly item: QueuedItem } | { readonly problem: string };

/** Never throws: a malformed body is an answer. */
export function contentOf({ body, analysis, run }: DeadLetter): LetterContent {
  try {
    const item = decodeWorkItem(body);
    if (item.analysis !== analysis)
      return { problem: `The item belongs to analysis ${item.analysis}, but was published for ${analysis}` };
    return item.run === run
      ? { item }
      : { problem: `The item belongs to run ${item.run}, but was published for run ${run}` };
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message };
    throw error;
  }
}

/** How a dead letter stands, given what the log tells of its analysis. */
export async function standingOf(
  letter: DeadLetter,
  content: LetterContent,
  ledgers: LedgerLookup,
): Promise<LetterStanding> {
  if (!("item" in content)) return "malformed";
  const ledger = await ledgers(letter.analysis);
  return ledger === undefined ? "unknown" : standingIn(ledger, content.item);
}

/**
 * Of an item whose analysis is accepted.
 *
 * A later run has work of its own for everything that was not in when it began, sent out before it was accepted; so an item of an
 * earlier run is never needed again. A `file` item is needed as long as any partition of its file is missing.
 */
function standingIn(ledger: Ledger, item: QueuedItem): LetterStanding {
  if (item.run < ledger.run) return "superseded";
  if (ledger.status === "complete") return "done";
  const gap = ledger.gapOf(item.sample.name, item.file.index);
  if (gap.kind === "none") return "done";
  if (gap.kind === "partitions" && item.kind === "partition") {
    const { index } = item.partition;
    if (!gap.partitions.some((partition) => partition.index === index)) return "done";
  }
  // Work of a run is sent out before the run is accepted, and may have failed by then; the cancelled run is the one before it.
  return ledger.status === "cancelled" && item.run === ledger.run ? "cancelled" : "needed";
}
