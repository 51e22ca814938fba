import { HttpProblemError } from "../../http/problem.ts";
import type { BookedAnalysis, OpenAnalysis } from "../../ledger/booked-analysis.ts";
import { type AnalysisView, histogramsNotKept } from "../../protocol/documents/analysis-view.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";

/** A plotter that starts beside a long log: most requests can wait so long rather than fail. */
const catchUpMs = 5000;

/**
 * The accepted analysis of this id, with its results. While the log is still being read, it is waited for a moment.
 *
 * @throws {HttpProblemError} 404 if there is none, 503 if the log takes longer.
 * @throws {BrokerUnavailableError | BrokerClosedError} if its results have to be read from the log, and cannot be.
 */
export async function findAnalysis(book: LedgerBook, id: string): Promise<OpenAnalysis> {
  await caughtUp(book);
  const analysis = await book.open(id);
  return analysis?.accepted === true ? analysis : unknown(id);
}

/** As `findAnalysis`, without its results, for a book that has caught up. */
export function acceptedOf(book: LedgerBook, id: string): BookedAnalysis {
  const analysis = book.get(id);
  return analysis?.accepted === true ? analysis : unknown(id);
}

function unknown(id: string): never {
  throw new HttpProblemError({
    title: "Unknown analysis",
    status: 404,
    detail: `There is no analysis ${JSON.stringify(id.slice(0, 64))} here; GET /analyses lists them.`,
  });
}

/** Resolves when the book has everything that was in the log at the start. @throws {HttpProblemError} 503 if that takes too long. */
export async function caughtUp(book: LedgerBook): Promise<void> {
  if (book.isCaughtUp) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, catchUpMs);
  });
  await Promise.race([book.caughtUp, late]);
  clearTimeout(timer);
  // Read again: it has changed meanwhile.
  if (hasCaughtUp(book)) return;
  throw new HttpProblemError({
    title: "Still reading the log",
    status: 503,
    detail: "This server has just started and is still reading the log. Try again in a moment.",
    headers: { "retry-after": "2" },
  });
}

function hasCaughtUp(book: LedgerBook): boolean {
  return book.isCaughtUp;
}

/** The same view. @throws {HttpProblemError} 503 if this server does not keep its histograms: an answer without them would look empty. */
export function keptHistograms(view: AnalysisView): AnalysisView {
  const warning = view.warnings?.find(({ name }) => name === histogramsNotKept);
  if (warning === undefined) return view;
  throw new HttpProblemError({
    title: "Histograms not kept",
    status: 503,
    detail: `Of the analysis ${view.id}, ${warning.message}.`,
  });
}
