import { randomUUID } from "node:crypto";
import { AppError } from "../../errors/app-error.ts";
import { BrokerClosedError, BrokerRefusedError } from "../errors.ts";
import { pauseOrAbort } from "../../async/pause.ts";
import { NOT_FOUND, PRECONDITION_FAILED, refusalCodeOf } from "./channel-errors.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import { LEAST_AHEAD, type StoredMessage, StreamConsumer } from "./stream-consumer.ts";

const REPAIR_PAUSE_MS = 250;
/** A node that starts says at first that it has no copy of a stream. One that says so for longer has none, in a cluster with few copies. */
const WITHOUT_COPY_MS = 60_000;
/** A message that is there comes at once; after so long it is asked whether the stream still reaches so far. */
const SEEN_SILENCE_MS = 1000;
/** After so long a mark is placed again: the stream may be another one since. */
const MARK_SILENCE_MS = 5000;
const END_MS = 10_000;
const MARK = "hzz-mark";

/** A message that stood in the stream. */
export type Seen = Pick<StoredMessage, "sequence" | "id">;

export interface ReadOptions {
  readonly stream: string;
  readonly from: number;
  /** Places marks. Makes the stream again if it is gone. */
  readonly publisher: Publisher;
  /** Must stand in the stream, where it stands just before `from` or later; else it is another stream. */
  readonly seen?: Seen | undefined;
  /** Ends before this mark, see `placeMark`; without it, the reader waits for more. */
  readonly untilMark?: string;
  readonly signal?: AbortSignal;
  /** Told when the stream is lost from sight, and may be another one when it comes back. */
  readonly onDoubt?: () => void;
  /** Told when it is the same one as before. */
  readonly onCertain?: () => void;
}

/** What was read is not in the stream any more: it was deleted and made again, or its oldest part was dropped before it was read. */
export class StreamReplacedError extends AppError {
  readonly retry = "later";
  readonly found: string;
  readonly expected: string;
  constructor(stream: string, found: string, { sequence }: Seen) {
    const expected = `the message ${sequence} that was read from ${stream}`;
    super(`The stream ${stream} is not the one that was read before: found ${found}, expected ${expected}`);
    this.found = found;
    this.expected = expected;
  }
}

/**
 * Puts a message into a stream that says nothing. Whoever reads up to it has read everything that was stored before: the end of
 * a stream cannot be asked for in AMQP 0.9.1.
 */
export async function placeMark(
  publisher: Publisher,
  call: string,
  stream: string,
  mark: string = randomUUID(),
): Promise<string> {
  await publisher.store(call, { queue: stream, body: new Uint8Array(), headers: { [MARK]: mark } });
  return mark;
}

/** The mark that a message is, if it is one. */
export function markOf({ headers }: Pick<StoredMessage, "headers">): string | undefined {
  const mark = headers[MARK];
  return typeof mark === "string" ? mark : undefined;
}

/**
 * Messages of a stream in their order, each once, marks included.
 *
 * A consumer with bounded credit on a channel of its own; whenever that is lost (restart, lost connection, a reader so slow that
 * the server gave up), another one goes on with the last message that was yielded, and looks whether it is still the same.
 * @throws {BrokerClosedError} when the connection is closed under it; {BrokerRefusedError} if the server refuses the reader;
 * {StreamReplacedError}. A broker that is away is waited for, and a stream that is gone is made again.
 */
export async function* readStream(
  link: RabbitMqLink,
  options: ReadOptions,
): AsyncGenerator<StoredMessage, void, undefined> {
  const { stream, untilMark } = options;
  const call = `reading ${stream}`;
  let next = Math.max(0, options.from);
  let seen = options.seen !== undefined && options.seen.sequence >= next - 1 ? options.seen : undefined;
  let ahead = LEAST_AHEAD;
  let withoutCopySince: number | undefined;
  const sight = { isLost: false };
  const doubt = () => {
    sight.isLost = true;
    options.onDoubt?.();
  };
  for (;;) {
    if (link.isClosed()) throw new BrokerClosedError(call);
    if (options.signal?.aborted === true) return;
    const start = Math.min(next, seen?.sequence ?? next);
    const consumer = await openConsumer(link, call, options, start, ahead).catch((error: unknown) => {
      withoutCopySince ??= performance.now();
      if (isWithoutCopy(error) && performance.now() - withoutCopySince < WITHOUT_COPY_MS) return undefined;
      throw error;
    });
    if (consumer === undefined) {
      doubt();
      await pauseOrAbort(REPAIR_PAUSE_MS, link.closed);
      continue;
    }
    withoutCopySince = undefined;
    let missed = seen;
    try {
      for (;;) {
        if (missed === undefined && sight.isLost) {
          sight.isLost = false;
          options.onCertain?.();
        }
        const message =
          missed !== undefined
            ? await takeUnlessSilent(consumer, SEEN_SILENCE_MS, () => checkReaches(link, call, options, missed!))
            : untilMark !== undefined
              ? await takeUnlessSilent(consumer, MARK_SILENCE_MS, () => markAgain(call, options))
              : await consumer.take();
        if (message === undefined) {
          if (!consumer.isFull()) doubt();
          break;
        }
        if (missed !== undefined && message.sequence >= missed.sequence) {
          if (message.sequence > missed.sequence)
            throw new StreamReplacedError(stream, `${message.sequence} as the first one that is kept`, missed);
          if (message.id !== missed.id) throw new StreamReplacedError(stream, "another message in its place", missed);
          missed = undefined;
        }
        // What was asked for again, to see whether it is there.
        if (message.sequence < next) continue;
        next = message.sequence + 1;
        seen = message;
        if (untilMark !== undefined && markOf(message) === untilMark) return;
        yield message;
        // How much a consumer may be sent ahead is said when it begins.
        const better = consumer.betterAhead();
        if (!consumer.isFull() && (better > 4 * consumer.ahead || better < consumer.ahead / 4)) break;
      }
    } finally {
      ahead = consumer.betterAhead();
      consumer.close();
    }
  }
}

/** @returns undefined if the broker was away, or the stream */
async function openConsumer(
  link: RabbitMqLink,
  call: string,
  { stream, signal, publisher }: Pick<ReadOptions, "stream" | "signal" | "publisher">,
  from: number | "last",
  ahead: number,
): Promise<StreamConsumer | undefined> {
  try {
    const channel = await link.openChannel(call);
    const consumer = new StreamConsumer(channel, ahead, link, signal);
    await consumer.start(stream, from).catch((cause: unknown) => {
      consumer.close();
      throw link.toBrokerError(call, cause);
    });
    return consumer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isGone = refusalCodeOf(error) === NOT_FOUND;
    if (error instanceof BrokerRefusedError && !isGone) throw error;
    // While a node starts, its streams are "not found" too; then none is made. What fails here is tried again.
    if (isGone) await publisher.restore().catch(() => undefined);
    return undefined;
  }
}

/** The next message. As long as none comes, `ask` is called time and again; what it throws ends the waiting. */
async function takeUnlessSilent(
  consumer: StreamConsumer,
  silenceMs: number,
  ask: () => Promise<void>,
): Promise<StoredMessage | undefined> {
  const taking = consumer.take();
  for (;;) {
    const heard = new AbortController();
    const hear = () => {
      heard.abort();
    };
    taking.then(hear, hear);
    await pauseOrAbort(silenceMs, heard.signal);
    if (heard.signal.aborted) return taking;
    await ask();
  }
}

/** @throws {StreamReplacedError} if the stream ends before the message that was seen. Nothing, if it cannot be told now. */
async function checkReaches(link: RabbitMqLink, call: string, options: ReadOptions, seen: Seen): Promise<void> {
  const { stream, publisher } = options;
  const late = AbortSignal.timeout(END_MS);
  const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
  try {
    const consumer = await openConsumer(link, call, { stream, publisher, signal }, "last", LEAST_AHEAD);
    if (consumer === undefined) return;
    try {
      const mark = await placeMark(publisher, call, stream);
      for (;;) {
        const message = await consumer.take();
        if (message === undefined || message.sequence > seen.sequence) return;
        if (markOf(message) === mark)
          throw new StreamReplacedError(stream, `${message.sequence} as the last one`, seen);
      }
    } finally {
      consumer.close();
    }
  } catch (error) {
    if (error instanceof StreamReplacedError || !(error instanceof AppError)) throw error;
  }
}

/** If it cannot be placed now, it is tried again. */
async function markAgain(call: string, { publisher, stream, untilMark }: ReadOptions): Promise<void> {
  await placeMark(publisher, call, stream, untilMark).catch(() => undefined);
}

function isWithoutCopy(error: unknown): boolean {
  return (
    refusalCodeOf(error) === PRECONDITION_FAILED && /does not have a replica on the local node/.test(String(error))
  );
}
