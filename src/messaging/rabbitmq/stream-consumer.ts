import type { Channel, ConsumeMessage } from "amqplib";
import { closeChannel, tryAck } from "./channel-errors.ts";
import type { RabbitMqLink } from "./server-link.ts";

/** Messages that the server sends ahead of whoever takes them: about so many bytes, but some in any case. */
const AHEAD_BYTES = 8 * 2 ** 20;
/** If what comes is larger than what came before: so many bytes and no more, then anew. */
const MOST_BYTES = 2 * AHEAD_BYTES;
export const LEAST_AHEAD = 16;
const MOST_AHEAD = 1024;
const OFFSET = "x-stream-offset";

export interface StoredMessage {
  /** Its offset in the stream. */
  readonly sequence: number;
  /** As its publisher named it: another one in each message of ours. */
  readonly id: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  /** To the second, as its publisher says; 1970 if he does not. */
  readonly storedAt: Date;
}

/** Messages of one consumer of a stream, sent a bounded number ahead of whoever takes them. */
export class StreamConsumer {
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

  /** @param from an offset; `last`: with the last messages that were stored together */
  async start(stream: string, from: number | "last"): Promise<void> {
    await this.#channel.prefetch(this.ahead);
    const receive = (message: ConsumeMessage | null) => {
      // Null: the server ended the consumer, since the stream was deleted or moves.
      if (message === null) this.#over = true;
      else this.#keep(message);
      this.#wake();
    };
    const offset = from === 0 ? "first" : from === "last" ? from : { "!": "int64", value: from };
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
      const { timestamp, messageId: id } = message.properties as {
        readonly timestamp?: number;
        readonly messageId?: string;
      };
      const storedAt = new Date((timestamp ?? 0) * 1000);
      return { sequence: Number(headers[OFFSET]), id, headers, body: message.content, storedAt };
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
