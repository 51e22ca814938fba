import type { Logger } from "../logging/logger.ts";
import { pauseOrAbort } from "../async/pause.ts";
import type { PlainOutgoing } from "../messaging/rabbitmq/plain-queues.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import type { OpenAnalysis } from "../ledger/booked-analysis.ts";
import { toStateOutline } from "../protocol/documents/to-analysis-document.ts";
import type { LedgerBook } from "../ledger/ledger-book.ts";
import { uhiDocumentText } from "../results/uhi-document.ts";
import { bridgeVersion } from "../protocol/bridge-messages.ts";
import { asError } from "../errors/as-error.ts";
import type { BridgeCounts } from "./bridge-counts.ts";
import { isBridgeSpec } from "./bridge-spec.ts";
import { completionQueue, cursorQueue, plottingQueue } from "./old-queues.ts";

export interface AnnouncerOptions {
  /** Caught up. */
  readonly book: LedgerBook;
  readonly publish: (message: PlainOutgoing) => Promise<void>;
  /** The message of a queue, left where it is. */
  readonly peek: (queue: string) => Promise<Uint8Array | undefined>;
  /** `bridge`: runs of the bridge alone. */
  readonly announce: "bridge" | "all";
  readonly counts: BridgeCounts;
  readonly logger: Logger;
  readonly retryDelayMs: number;
  /** Ends it, before the next announcement. */
  readonly signal: AbortSignal;
}

/**
 * Announces each analysis that has ended, at least once: its plot data, its completion, then the cursor, which says that everything up to
 * its place in the log is out. An analysis that changes after its end is announced again, with a higher sequence.
 *
 * A bridge that is started for the first time begins with what ends from then on.
 */
export async function announceEnds(options: AnnouncerOptions): Promise<void> {
  const { book, signal, logger, retryDelayMs } = options;
  let wake: () => void = () => undefined;
  const wakeUp = (): void => {
    wake();
  };
  const unsubscribe = book.subscribe(undefined, wakeUp);
  signal.addEventListener("abort", wakeUp);
  let cursor: number | undefined;
  let told = false;
  const others = new Set<string>();
  try {
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      try {
        cursor ??= await openCursor(options);
        const next = await nextEnd(options, cursor, others);
        if (next === undefined) await changed;
        else cursor = await announce(options, next);
        told = false;
      } catch (error) {
        const reason = asError(error).message;
        if (!told) logger.warn("Analyses that have ended cannot be announced now", { reason });
        told = true;
        await pauseOrAbort(retryDelayMs, signal);
      }
    }
  } finally {
    signal.removeEventListener("abort", wakeUp);
    unsubscribe();
  }
}

/**
 * The earliest one that has ended and is not announced. What ends later has a higher sequence.
 *
 * @param others those that were found to be none of the bridge's, so that their results are not asked for each time
 */
async function nextEnd(
  { book, announce }: AnnouncerOptions,
  cursor: number,
  others: Set<string>,
): Promise<OpenAnalysis | undefined> {
  const ended = book
    .list()
    .filter(({ id, status, sequence }) => status !== "running" && sequence > cursor && !others.has(id))
    .sort((a, b) => a.sequence - b.sequence);
  for (const { id } of ended) {
    const analysis = await book.open(id);
    if (analysis?.accepted !== true) continue;
    if (announce === "all" || isBridgeSpec(analysis.view().spec)) return analysis;
    others.add(id);
  }
  return undefined;
}

/** @returns its sequence, up to which all is announced now */
async function announce({ publish, counts, logger }: AnnouncerOptions, analysis: OpenAnalysis): Promise<number> {
  // Both at this moment: while messages are on their way, the analysis may change.
  const { sequence } = analysis;
  const view = analysis.view();
  const { id, status, run } = view;
  const headers = { id: `${id}/${sequence}`, analysis: id, status, run, sequence };
  await publish({ queue: plottingQueue, body: Buffer.from(uhiDocumentText(view)), headers });
  await publish({ queue: completionQueue, body: toBytes(toCompletion(view, sequence)), headers });
  await publish(cursorMessage(sequence));
  counts.announced(status);
  logger.info("The end of an analysis is announced", { analysis: id, status, sequence });
  return sequence;
}

/** As `bridgeCompletionSchema` says. */
function toCompletion(view: AnalysisView, sequence: number): object {
  return { version: bridgeVersion, ...toStateOutline(view, sequence), title: view.spec.title };
}

/** Where the last bridge stopped; for the first one, and for another log, the present end. */
async function openCursor({ book, peek, publish, logger }: AnnouncerOptions): Promise<number> {
  const end = book.list().reduce((latest, { sequence }) => Math.max(latest, sequence), 0);
  const kept = readCursor(await peek(cursorQueue));
  if (kept !== undefined && kept <= end) return kept;
  if (kept !== undefined)
    logger.warn(
      "The cursor is beyond the end of the log, so this is another log; analyses that have ended in it are not announced",
      {
        cursor: kept,
        end,
      },
    );
  await publish(cursorMessage(end));
  return end;
}

function readCursor(body: Uint8Array | undefined): number | undefined {
  // Ours alone; whatever else it may hold is no cursor.
  const digits =
    body === undefined ? undefined : /^\{"sequence":(\d{1,15})\}$/.exec(Buffer.from(body).toString("latin1"))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function cursorMessage(sequence: number): PlainOutgoing {
  return { queue: cursorQueue, body: toBytes({ sequence }), headers: {} };
}

function toBytes(message: object): Buffer {
  return Buffer.from(JSON.stringify(message));
}
