import { randomUUID } from "node:crypto";
import type { Channel, ConsumeMessage } from "amqplib";
import { AppError } from "../../errors/app-error.ts";
import { BrokerClosedError, BrokerRefusedError } from "../errors.ts";
import { pauseOrAbort } from "../../async/pause.ts";
import { closeChannel, NOT_FOUND, PRECONDITION_FAILED, refusalCodeOf, tryAck } from "./channel-errors.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";

const REPAIR_PAUSE_MS = 250;
/** A node that starts says at first that it has no copy of a stream. One that says so for longer has none, in a cluster with few copies. */
const WITHOUT_COPY_MS = 60_000;
/** Messages that the server sends ahead of whoever takes them: about so many bytes, but some in any case. */
const AHEAD_BYTES = 8 * 2 ** 20;
/** If what comes is larger than what came before: so many bytes and no more, then anew. */
const MOST_BYTES = 2 * AHEAD_BYTES;
const LEAST_AHEAD = 16;
const MOST_AHEAD = 1024;
const OFFSET = "x-stream-offset";
const MARK = "hzz-mark";

export interface StoredMessage {
  /** Its offset in the stream. */
  readonly sequence: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  /** To the second, as its publisher says; 1970 if he does not. */
  readonly storedAt: Date;
}

export interface ReadOptions {
  readonly stream: string;
  readonly from: number;
  /** Ends before this mark, see `placeMark`; without it, the reader waits for more. */
  readonly untilMark?: string;
  readonly signal?: AbortSignal;
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
export function markOf({ headers }: StoredMessage): string | undefined {
  const mark = headers[MARK];
  return typeof mark === "string" ? mark : undefined;
}

/**
 * Messages of a stream in their order, each once, marks included.
 *
 * A consumer with bounded credit on a channel of its own; whenever that is lost (restart, lost connection, a reader so slow that
 * the server gave up), another one goes on after the last message that was yielded.
 * @throws {BrokerClosedError} when the connection is closed under it; {BrokerRefusedError} if the server refuses the reader. A
 * broker or a stream that is away is waited for.
 */
export async function* readStream(
  link: RabbitMqLink,
  options: ReadOptions,
): AsyncGenerator<StoredMessage, void, undefined> {
  const call = `reading ${options.stream}`;
  let next = Math.max(0, options.from);
  let ahead = LEAST_AHEAD;
  let withoutCopySince: number | undefined;
  for (;;) {
    if (link.isClosed()) throw new BrokerClosedError(call);
    if (options.signal?.aborted === true) return;
    const reader = await openReader(link, call, options, next, ahead).catch((error: unknown) => {
      withoutCopySince ??= performance.now();
      if (isWithoutCopy(error) && performance.now() - withoutCopySince < WITHOUT_COPY_MS) return undefined;
      throw error;
    });
    if (reader === undefined) {
      await pauseOrAbort(REPAIR_PAUSE_MS, link.closed);
      continue;
    }
    withoutCopySince = undefined;
    try {
      for (;;) {
        const message = await reader.take();
        if (message === undefined) break;
        // A start beyond the end may be answered with what comes before it.
        if (message.sequence < next) continue;
        next = message.sequence + 1;
        if (options.untilMark !== undefined && markOf(message) === options.untilMark) return;
        yield message;
        // How much a consumer may be sent ahead is said when it begins.
        const better = reader.betterAhead();
        if (!reader.isFull() && (better > 4 * reader.ahead || better < reader.ahead / 4)) break;
      }
    } finally {
      ahead = reader.betterAhead();
      reader.close();
    }
  }
}

/** @returns undefined if the broker was away */
async function openReader(
  link: RabbitMqLink,
  call: string,
  { stream, signal }: ReadOptions,
  from: number,
  ahead: number,
): Promise<StreamReader | undefined> {
  try {
    const channel = await link.openChannel(call);
    const reader = new StreamReader(channel, ahead, link, signal);
    await reader.start(stream, from).catch((cause: unknown) => {
      reader.close();
      throw link.toBrokerError(call, cause);
    });
    return reader;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // While a node starts, its streams are "not found".
    if (error instanceof BrokerRefusedError && refusalCodeOf(error) !== NOT_FOUND) throw error;
    return undefined;
  }
}

function isWithoutCopy(error: unknown): boolean {
  return (
    refusalCodeOf(error) === PRECONDITION_FAILED && /does not have a replica on the local node/.test(String(error))
  );
}

/** Messages of one consumer of a stream, sent a bounded number ahead of whoever takes them. */
class StreamReader {
  readonly ahead: number;
  readonly #channel: Channel;
  readonly #queue: ConsumeMessage[] = [];
  readonly #release: readonly (() => void)[];
  #taken = 0;
  #bytes = 0;
  #waiting = 0;
  #full = false;
  #over = false;
  #wake: () => void = () => undefined;

  constructor(channel: Channel, ahead: number, link: RabbitMqLink, signal: AbortSignal | undefined) {
    this.ahead = ahead;
    const end = () => {
      this.#over = true;
      this.#wake();
    };
    this.#channel = channel;
    channel.once("close", () => {
      if (!this.#full) end();
    });
    signal?.addEventListener("abort", end);
    this.#release = [link.onClose(end), () => signal?.removeEventListener("abort", end)];
    if (signal?.aborted === true || link.isClosed()) end();
  }

  async start(stream: string, from: number): Promise<void> {
    await this.#channel.prefetch(this.ahead);
    const receive = (message: ConsumeMessage | null) => {
      // Null: the server ended the consumer, since the stream was deleted or moves.
      if (message === null) this.#over = true;
      else this.#keep(message);
      this.#wake();
    };
    const offset = from === 0 ? "first" : { "!": "int64", value: from };
    await this.#channel.consume(stream, receive, { arguments: { [OFFSET]: offset } });
  }

  /** The next message; undefined when no more can come from here. */
  async take(): Promise<StoredMessage | undefined> {
    while (!this.#over) {
      const message = this.#queue.shift();
      if (message === undefined && this.#full) return undefined;
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#bytes += message.content.length;
      this.#waiting -= message.content.length;
      // Acknowledged a quarter at a time, which asks the server for as many more.
      if (++this.#taken % (this.ahead / 4) === 0) tryAck(this.#channel, message, true);
      const headers: Readonly<Record<string, unknown>> = message.properties.headers ?? {};
      const { timestamp } = message.properties as { readonly timestamp?: number };
      const storedAt = new Date((timestamp ?? 0) * 1000);
      return { sequence: Number(headers[OFFSET]), headers, body: message.content, storedAt };
    }
    return undefined;
  }

  /** Sent more than it may hold: ends when that is taken. */
  isFull(): boolean {
    return this.#full;
  }

  /** How many there should be ahead, as far as the messages taken so far tell; a power of two. */
  betterAhead(): number {
    if (this.#full) return LEAST_AHEAD;
    if (this.#taken < 4 * this.ahead) return this.ahead;
    const fitting = (AHEAD_BYTES * this.#taken) / Math.max(1, this.#bytes);
    return 2 ** Math.floor(Math.log2(Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, fitting))));
  }

  /** What does not fit is let go with its channel: the next reader starts with it. */
  #keep(message: ConsumeMessage): void {
    if (this.#full) return;
    this.#queue.push(message);
    this.#waiting += message.content.length;
    this.#full = this.#waiting > MOST_BYTES && this.ahead > LEAST_AHEAD;
    if (this.#full) void closeChannel(this.#channel);
  }

  close(): void {
    this.#over = true;
    for (const release of this.#release) release();
    void closeChannel(this.#channel);
  }
}
