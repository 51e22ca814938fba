import type { DeadLetter, LaneState } from "../messaging/port.ts";
import type { QueuedItem } from "../protocol/work-item.ts";
import type { AnalysisStatus } from "../protocol/documents/analysis-document.ts";
import type {
  DeadLetterDocument,
  LaneDocument,
  LetterItem,
  LetterStanding,
  MalformedBody,
} from "../protocol/documents/operations-document.ts";

/** What is known of a dead letter besides itself. */
export interface LetterFacts {
  readonly title?: string;
  readonly status?: AnalysisStatus;
  readonly standing: LetterStanding;
}

/** Bytes of a malformed body that are shown. */
const shownBytes = 48;

/**
 * A dead letter as it goes over HTTP.
 *
 * @param content its item, or why its body is none
 * @param facts undefined: the log was not asked
 */
export function toDeadLetterDocument(
  letter: DeadLetter,
  content: { readonly item: QueuedItem } | { readonly problem: string },
  facts: LetterFacts | undefined,
): DeadLetterDocument {
  const { id, lane, analysis, reason, attempts, at, body } = letter;
  return {
    id,
    lane,
    analysis,
    reason,
    attempts,
    at: at.toISOString(),
    ...("item" in content ? { item: toLetterItem(content.item) } : { malformed: toMalformed(content.problem, body) }),
    ...(facts === undefined ? {} : { ...facts, advice: advice[facts.standing] }),
  };
}

export function toLaneDocument(name: string, state: LaneState): LaneDocument {
  const { waiting, inFlight, redelivered, consumers, foreignConsumers } = state;
  return {
    name,
    waiting,
    inFlight,
    ...(redelivered === undefined ? {} : { redelivered }),
    ...(consumers === undefined ? {} : { consumers }),
    ...(foreignConsumers === undefined ? {} : { foreignConsumers }),
  };
}

function toLetterItem(item: QueuedItem): LetterItem {
  const { kind, run, sample, file } = item;
  const base = { kind, run, group: sample.group, sample: sample.name, file: file.path };
  if (item.kind === "file") return base;
  const { entryStart, entryStop } = item.partition;
  return { ...base, entryStart, entryStop };
}

function toMalformed(problem: string, body: Uint8Array): MalformedBody {
  const firstBytes = Array.from(body.subarray(0, shownBytes), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return { problem, bytes: body.length, firstBytes };
}

const advice: Readonly<Record<LetterStanding, string>> = {
  needed:
    "Remove the cause that the reason names, then redrive it. Starting its analysis again does the same for everything that is missing.",
  done: "Nothing is left to do for it: what it was to read is in, or the file has changed since and cannot come in. Redriving only removes it.",
  superseded:
    "Nothing is left to do for it: its analysis was started again since, with new work for all that was missing. Redriving only removes it.",
  cancelled:
    "Its analysis was cancelled, so that nobody waits for it. Start the analysis again, and it gets new work for all that is missing. Redriving only removes this.",
  unknown: "Its analysis is not in the log. Redriven, it is done all the same, but perhaps for nobody.",
  malformed:
    "Its bytes are not a work item of this release. Find out who published them. Redrive it only if processors of another release can read it, else it comes back here.",
};
