import type { DeadLetterQueue, DeadFate, DeadFilter, DeadLetter } from "../messaging/port.ts";
import type {
  DeadLetterDocument,
  DeadLetterList,
  LetterStanding,
  RedriveReport,
} from "../protocol/documents/operations-document.ts";
import { type LetterFacts, toDeadLetterDocument } from "./to-operations-document.ts";
import type { LedgerLookup } from "./ledger-lookup.ts";
import { contentOf, type LetterContent, standingOf } from "./letter-content.ts";

export interface ListedLetters {
  readonly analysis?: string | undefined;
  /** At most so many, ≥ 1. */
  readonly limit: number;
}

/**
 * The oldest dead letters.
 *
 * @param ledgers undefined: the log is not asked, and no letter says whether it is still needed
 */
export async function listDeadLetters(
  deadLetters: DeadLetterQueue,
  { analysis, limit }: ListedLetters,
  ledgers: LedgerLookup | undefined,
): Promise<DeadLetterList> {
  const filter = analysis === undefined ? {} : { analysis };
  // One more than asked for tells whether there are more.
  const [found, total] = await Promise.all([deadLetters.list({ ...filter, limit: limit + 1 }), deadLetters.count()]);
  const letters: DeadLetterDocument[] = [];
  for (const letter of found.slice(0, limit)) letters.push(await describe(letter, ledgers));
  return { letters, more: found.length > limit, total: Math.max(total, found.length) };
}

/** One dead letter; undefined if there is none of this id. */
export async function findDeadLetter(
  deadLetters: DeadLetterQueue,
  id: string,
  ledgers: LedgerLookup,
): Promise<DeadLetterDocument | undefined> {
  const [letter] = await deadLetters.list({ id, limit: 1 });
  return letter === undefined ? undefined : describe(letter, ledgers);
}

/**
 * Makes work of dead letters again, and removes those whose item nobody needs any more.
 *
 * What is not needed is not published, since it could do harm where a file was replaced since: a `file` item would plan the new version
 * beside the old one, and the file of a complete analysis would count as changed. Whether something is needed never goes from no to yes
 * for the same item, so that a log of which the end is not read yet does no harm either.
 *
 * Letters that come meanwhile, also from items that fail again, are left alone.
 * @param signal aborts when it is to end early; the report then tells of what was done.
 */
export function redriveDeadLetters(
  deadLetters: DeadLetterQueue,
  filter: DeadFilter,
  ledgers: LedgerLookup,
  signal?: AbortSignal,
): Promise<RedriveReport> {
  const decide = async (letter: DeadLetter): Promise<DeadFate> =>
    fates[await standingOf(letter, contentOf(letter), ledgers)];
  return deadLetters
    .settle(decide, { ...filter, ...(signal === undefined ? {} : { signal }) })
    .then(({ redriven, dropped }) => ({ redriven, removed: dropped }));
}

const fates: Readonly<Record<LetterStanding, DeadFate>> = {
  needed: "redrive",
  unknown: "redrive",
  // Processors of another release may understand it; others put it back here.
  malformed: "redrive",
  done: "drop",
  superseded: "drop",
  cancelled: "drop",
};

async function describe(letter: DeadLetter, ledgers: LedgerLookup | undefined): Promise<DeadLetterDocument> {
  const content = contentOf(letter);
  return toDeadLetterDocument(letter, content, await factsOf(letter, content, ledgers));
}

async function factsOf(
  letter: DeadLetter,
  content: LetterContent,
  ledgers: LedgerLookup | undefined,
): Promise<LetterFacts | undefined> {
  if (ledgers === undefined) return undefined;
  const standing = await standingOf(letter, content, ledgers);
  const ledger = await ledgers(letter.analysis);
  return ledger === undefined ? { standing } : { title: ledger.view().spec.title, status: ledger.status, standing };
}
