import type { Broker } from "../messaging/port.ts";
import { checkBody } from "../messaging/checks.ts";
import type { LedgerBook } from "../ledger/ledger-book.ts";
import { bridgeLane, decodeBridgePart, type BridgePart } from "../protocol/bridge-messages.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import { keyForOnce, logDedupKey } from "../protocol/dedup-keys.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { isOfWork } from "../protocol/record-origin.ts";
import { splitDelta } from "../protocol/split-delta.ts";
import { MalformedMessageError } from "../protocol/malformed-message.ts";
import { protocolVersion, type FileIdentity } from "../protocol/work-item.ts";
import type { KeepRule } from "../config/keep-rule.ts";
import { isFull } from "../ledger/leaving.ts";
import { unfit } from "./bridge-spec.ts";
import { fillPart, type FilledPart } from "./fill-part.ts";
import { createKnownRuns, type KnownRun } from "./known-runs.ts";
import { dataQueues } from "./old-queues.ts";
import { RefusedMessageError } from "./refused-message.ts";

/** A larger body is refused: as JSON, some 400,000 events. */
export const maxPartBytes = 16 * 1024 * 1024;

/** Of Python's pickle: the opcode that names the protocol, the newest protocol, and the opcode that ends. */
const proto = 0x80;
const highestProtocol = 5;
const stop = 0x2e;

/** Opcodes that what Python's pickle writes with protocols 0 and 1 may begin with: marks, containers, numbers, texts, None, globals. */
const firstOpcodes = new Set(new TextEncoder().encode("(]})cFGIJKLMNPSTUVX"));

export interface PartStoreOptions {
  readonly broker: Pick<Broker, "log" | "capabilities">;
  /** Caught up. */
  readonly book: LedgerBook;
  /** Of the release. */
  readonly label: string;
  /** No new run is accepted beyond so many analyses. */
  readonly maxAnalyses: number;
  /** Whether some may leave for it: the plotter sees to that. */
  readonly keep: KeepRule;
  readonly now: () => Date;
}

/**
 * Stores a message from a data queue: resolves when the log holds everything that it says, so that it may be acknowledged.
 *
 * @returns `known` if the log held it already.
 * @throws {RefusedMessageError} if it never can be taken; any other error may pass.
 */
export type StorePart = (queue: string, body: Uint8Array) => Promise<"stored" | "known">;

export function createPartStore(options: PartStoreOptions): StorePart {
  const { broker, book, label } = options;
  const runOf = createKnownRuns(label);
  /** Runs whose `accepted` this process has stored, though the book may not have read it yet. */
  const accepted = new Set<string>();

  const append = async (event: LogEvent, run = 1): Promise<void> => {
    const body = encodeLogEvent(event);
    checkBody(body, broker.capabilities.maxBodyBytes, "log record");
    await broker.log.append({
      analysis: event.analysis,
      body,
      dedupKey: event.kind === "accepted" ? keyForOnce(event) : logDedupKey(event, run),
      origin: isOfWork(event) ? { lane: bridgeLane } : { kind: event.kind },
    });
  };

  const startAfter = (id: string, forgotten: number) =>
    forgotten === 0 ? { run: 1 } : { run: book.highestRunOf(id) + 1, afterForgotten: forgotten };

  const accept = async ({ id, spec }: KnownRun): Promise<void> => {
    const forgotten = book.forgottenRunOf(id);
    // A run that was forgotten and is published again begins anew.
    const key = `${id}/${forgotten}`;
    if (accepted.has(key)) return;
    if (book.get(id)?.accepted !== true) {
      if (isFull(book.list(), options.maxAnalyses, options.keep))
        throw unfit(`There are ${options.maxAnalyses} analyses already (setting HZZ_MAX_ANALYSES)`, "run");
      const at = options.now().toISOString();
      await append({
        version: protocolVersion,
        analysis: id,
        kind: "accepted",
        spec,
        at,
        ...startAfter(id, forgotten),
      });
    }
    accepted.add(key);
  };

  return async (queue, body) => {
    const part = readPart(body);
    const run = await runOf(part.run);
    const { kind, parts } = run.sample(part.sample);
    checkPlace(part, { queue, kind, parts });
    const filled = fillPart(part, run.layout, kind !== "data");
    if (await isKnown(book, run, part, filled.identity)) return "known";
    await accept(run);
    // A broker may still know the keys of what was forgotten.
    const turn = 1 + book.forgottenRunOf(run.id);
    const events = await Promise.all(eventsOf(run, part, filled, queue).map((event) => splitDelta(event)));
    await Promise.all(events.flat().map((event) => append(event, turn)));
    return "stored";
  };
}

/**
 * Which protocol of Python's pickle a body is in, told from its bytes alone: nothing of it is ever unpickled, since that runs what its
 * sender wrote. undefined: it is no pickle.
 *
 * From protocol 2 on a pickle begins with 0x80, which no text in UTF-8 does. Before that it is told by its first opcode and its last one,
 * `.`, which ends every pickle and no JSON.
 */
export function pickleProtocol(body: Uint8Array): string | undefined {
  const [first, second] = body;
  if (first === undefined) return undefined;
  if (first === proto && second !== undefined && second >= 2 && second <= highestProtocol) return String(second);
  return body.length > 1 && body[body.length - 1] === stop && firstOpcodes.has(first) ? "0 or 1" : undefined;
}

function readPart(body: Uint8Array): BridgePart {
  const protocol = pickleProtocol(body);
  if (protocol !== undefined)
    throw new RefusedMessageError(
      "pickle",
      `The body is a Python pickle (protocol ${protocol}). It is not read, since unpickling runs code that its sender wrote; publish JSON, as docs/migration.md shows`,
    );
  if (body.byteLength > maxPartBytes)
    throw new RefusedMessageError(
      "too-large",
      `The message has ${body.byteLength} bytes, at most ${maxPartBytes} are allowed; cut the sample into more parts`,
    );
  try {
    return decodeBridgePart(body);
  } catch (cause) {
    if (!(cause instanceof MalformedMessageError)) throw cause;
    throw new RefusedMessageError("malformed", cause.summary, cause.where, { cause });
  }
}

function checkPlace(
  { sample, part }: BridgePart,
  place: { readonly queue: string; readonly kind: string; readonly parts: number },
): void {
  const { queue, kind, parts } = place;
  if (dataQueues[queue] !== kind)
    throw unfit(
      `The sample ${sample} is ${kind}, but the queue ${queue} is for ${String(dataQueues[queue])}`,
      "sample",
    );
  if (part >= parts) throw unfit(`There is no part ${part}: the sample has ${parts}, and the first is 0`, "part");
}

/**
 * Whether the log holds this part, as far as it has been read; the ledger sees to what comes in between.
 * @throws {RefusedMessageError} if it holds another content under the same number
 */
async function isKnown(
  book: LedgerBook,
  { id }: KnownRun,
  { sample, part }: BridgePart,
  { uuid }: FileIdentity,
): Promise<boolean> {
  const analysis = await book.open(id);
  if (analysis?.accepted !== true || analysis.ledger.gapOf(sample, part).kind !== "none") return false;
  const samples = analysis.view().groups.flatMap((group) => group.samples);
  const known = samples.find(({ name }) => name === sample)?.identities?.[part];
  if (known?.uuid === uuid) return true;
  throw new RefusedMessageError(
    "contradiction",
    `Part ${part} of ${sample} is already in, with other content; a new run needs another name`,
    { field: "run.name" },
  );
}

function eventsOf(run: KnownRun, { sample, part }: BridgePart, filled: FilledPart, queue: string): readonly LogEvent[] {
  const { sums, identity } = filled;
  const { entries } = identity;
  const common = {
    version: protocolVersion,
    analysis: run.id,
    sample,
    file: part,
    source: `queue ${queue}`,
    identity,
  } as const;
  return [
    { ...common, kind: "file-planned", edges: [0, entries] },
    {
      ...common,
      kind: "partition-done",
      partition: { index: 0, count: 1, entryStart: 0, entryStop: entries },
      seen: entries,
      layout: run.layout.fingerprint,
      sums,
      stats: { requests: 1, bytes: identity.size, milliseconds: 0 },
    },
  ];
}
