import { asError } from "../errors/as-error.ts";
import { AppError } from "../errors/app-error.ts";
import type { Delivery, Verdict } from "../messaging/port.ts";
import type { Failure, FileFailed, FilePlanned, ItemUnreadable, PartitionFailed } from "../protocol/log-event.ts";
import { protocolVersion, type QueuedItem } from "../protocol/work-item.ts";

export interface RetryPolicy {
  /** Tries of one item before it is given up. */
  readonly maxDeliveries: number;
  /** Pause after the first try; doubles with each further one. */
  readonly retryDelayMs: number;
  /** The longest pause. */
  readonly maxRetryDelayMs: number;
}

export interface Outcome {
  readonly verdict: Verdict;
  /** Present when the item is given up: what the log is to say before the verdict is given. */
  readonly failure?: Failure;
  /** The error is none of ours, so it is a fault of the program: its stack belongs into the log of the process. */
  readonly unforeseen: boolean;
}

/** Longest message of a failure; what comes from outside (a server's answer) may be of any length. */
const MAX_MESSAGE = 2000;

/**
 * The one place where an error becomes a verdict on a work item.
 *
 * An `AppError` says itself whether to try again; after the last try it is given up all the same. Any other error is a
 * fault that a repetition would repeat. Of several errors in one (`AggregateError`, or one that hid another on release),
 * one that rules out another try decides.
 * @param attempt 1 for the first try.
 */
export function verdictFor(error: unknown, attempt: number, policy: RetryPolicy): Outcome {
  const errors = flatten(error);
  const final = errors.find((one) => one instanceof AppError && one.retry === "never");
  // As errors, so that a thrown `undefined` is found like anything else.
  const unforeseen = errors.filter((one) => !(one instanceof AppError)).map(asError)[0];
  const decisive = final ?? unforeseen ?? errors[0];
  const others = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const isUnforeseen = !(decisive instanceof AppError);
  if (!isUnforeseen && decisive.retry === "later" && attempt < policy.maxDeliveries)
    return { verdict: { kind: "again", delayMs: pauseBefore(decisive, attempt, policy) }, unforeseen: false };
  const failure: Failure = {
    name: isUnforeseen ? "UnforeseenError" : decisive.name,
    message: shorten(isUnforeseen ? describe(asError(decisive)) : decisive.message, others),
    retry: isUnforeseen ? "never" : decisive.retry,
    attempts: attempt,
  };
  const reason = `${failure.name}: ${failure.message}`;
  return { verdict: { kind: "dead", reason }, failure, unforeseen: unforeseen !== undefined };
}

function pauseBefore({ retryAfterMs }: AppError, attempt: number, policy: RetryPolicy): number {
  return Math.max(backoff(attempt, policy), Math.min(Math.ceil(retryAfterMs), policy.maxRetryDelayMs));
}

/** Pause after try number `attempt`, in ms. */
export function backoff(attempt: number, { retryDelayMs, maxRetryDelayMs }: RetryPolicy): number {
  return Math.min(retryDelayMs * 2 ** (attempt - 1), maxRetryDelayMs);
}

/**
 * The event that says that an item was given up.
 *
 * A file item whose plan is in the log has only its own partition, the first, to lose: the others are work of their own.
 * @param planned the plan that this item has stored, if it came so far.
 */
export function failureEvent(
  item: QueuedItem,
  planned: FilePlanned | undefined,
  failure: Failure,
): FileFailed | PartitionFailed {
  const base = {
    version: protocolVersion,
    analysis: item.analysis,
    run: item.run,
    sample: item.sample.name,
    file: item.file.index,
  } as const;
  if (item.kind === "partition") {
    const { identity, partition } = item;
    return { ...base, kind: "partition-failed", identity, partition, failure };
  }
  const [entryStart, entryStop] = planned?.edges ?? [];
  if (planned === undefined || entryStart === undefined || entryStop === undefined)
    return { ...base, kind: "file-failed", failure };
  const partition = { index: 0, count: planned.edges.length - 1, entryStart, entryStop };
  return { ...base, kind: "partition-failed", identity: planned.identity, partition, failure };
}

/**
 * The event that says that nobody could read an item; its broker alone knows which run it belonged to.
 *
 * @returns undefined if not even that can be said.
 */
export async function unreadableEvent(
  { analysis, run, body, attempt }: Pick<Delivery, "analysis" | "run" | "body" | "attempt">,
  error: unknown,
): Promise<ItemUnreadable | undefined> {
  if (run < 1) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(body)));
  const item = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const { name, message } = asError(error);
  const failure = { name, message: shorten(message, ""), retry: "never", attempts: attempt } as const;
  return { version: protocolVersion, analysis, kind: "item-unreadable", run, item, failure };
}

/** The errors in an error; never empty. Nesting beyond any honest depth is taken as it is. */
function flatten(error: unknown, depth = 0): unknown[] {
  if (depth > 10 || error instanceof AppError || !(error instanceof Error)) return [error];
  const inner: unknown[] = [];
  if (error instanceof AggregateError) inner.push(...(error.errors as unknown[]));
  // SuppressedError, which Node 20 does not know by name: `error` was thrown while `suppressed` was on its way.
  else if ("suppressed" in error && "error" in error) inner.push(error.suppressed, error.error);
  return inner.length === 0 ? [error] : inner.flatMap((one) => flatten(one, depth + 1));
}

function describe(error: Error): string {
  return `${error.name}: ${error.message}`;
}

function shorten(message: string, suffix: string): string {
  const room = MAX_MESSAGE - suffix.length;
  return (message.length <= room ? message : `${message.slice(0, room - 1)}…`) + suffix;
}
