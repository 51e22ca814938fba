import { randomUUID } from "node:crypto";
import { within } from "./channel-errors.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { StoredMessage } from "./stream-consumer.ts";
import { markOf, placeMark, readStream, StreamReplacedError } from "./stream-reader.ts";

const CATCH_UP_MS = 10_000;

interface Awaited {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A stream that is followed from its start as long as the connection lives, once somebody wants to know what it says. */
export class FollowedStream {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;
  readonly #stream: string;
  readonly #take: (message: StoredMessage) => void;
  readonly #onReplaced: () => void;
  readonly #awaited = new Map<string, Awaited>();
  #following: Promise<void> | undefined;
  #current: Promise<void> | undefined;
  #failure: Error | undefined;
  #inDoubt = false;

  /**
   * @param take gets every message in its order, marks left out
   * @param onReplaced told that the stream holds no more what was taken from it: it was deleted, or its server lost its store. What it
   * holds now is taken from its start.
   */
  constructor(
    link: RabbitMqLink,
    publisher: Publisher,
    stream: string,
    take: (message: StoredMessage) => void,
    onReplaced: () => void,
  ) {
    this.#link = link;
    this.#publisher = publisher;
    this.#stream = stream;
    this.#take = take;
    this.#onReplaced = onReplaced;
    link.onReconnect(() => {
      this.#current = undefined;
    });
  }

  /** Whether the stream is out of sight, and may be another one when it is back. */
  get isInDoubt(): boolean {
    return this.#inDoubt;
  }

  /**
   * Resolves when everything has been taken that was stored before the first call, or before the stream came back into sight the
   * last time; what came later has been taken as far as the server has sent it.
   * @throws {AppError} if the broker is away, or lets nobody read.
   */
  current(): Promise<void> {
    this.#following ??= this.#follow();
    if (!this.#link.isConnected()) return this.#catchUp();
    if (this.#current === undefined) {
      const current = this.#catchUp();
      this.#current = current;
      current.catch(() => {
        if (this.#current === current) this.#current = undefined;
      });
    }
    return this.#current;
  }

  /** Resolves when everything has been taken that was stored before this call. */
  upToNow(): Promise<void> {
    this.#following ??= this.#follow();
    return this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    const call = `reading ${this.#stream}`;
    const mark = randomUUID();
    try {
      const seen = new Promise<void>((resolve, reject) => {
        this.#awaited.set(mark, { resolve, reject });
      });
      // Heard of below; a follower that fails meanwhile must not count as unhandled.
      seen.catch(() => undefined);
      await placeMark(this.#publisher, call, this.#stream, mark);
      if (this.#failure !== undefined) throw this.#failure;
      await within(CATCH_UP_MS, seen);
    } catch (cause) {
      throw this.#link.toBrokerError(call, cause);
    } finally {
      this.#awaited.delete(mark);
    }
  }

  async #follow(): Promise<void> {
    try {
      while (!this.#link.isClosed()) await this.#followOne();
    } catch (error) {
      this.#failure = this.#link.toBrokerError(`reading ${this.#stream}`, error);
      for (const { reject } of this.#awaited.values()) reject(this.#failure);
    }
  }

  /** Until the connection is closed, or the stream is another one. */
  async #followOne(): Promise<void> {
    const found = () => {
      this.#inDoubt = false;
      this.#markAgain();
    };
    try {
      const messages = readStream(this.#link, {
        stream: this.#stream,
        from: 0,
        publisher: this.#publisher,
        signal: this.#link.closed,
        onDoubt: () => {
          this.#inDoubt = true;
          this.#current = undefined;
        },
        onCertain: found,
      });
      for await (const message of messages) {
        const mark = markOf(message);
        if (mark === undefined) this.#take(message);
        else this.#awaited.get(mark)?.resolve();
      }
    } catch (error) {
      if (!(error instanceof StreamReplacedError)) throw error;
      this.#current = undefined;
      this.#onReplaced();
      found();
    }
  }

  /** Marks that are waited for may have gone with the stream. One that fails is waited for in vain, which its caller hears of. */
  #markAgain(): void {
    for (const mark of this.#awaited.keys())
      placeMark(this.#publisher, `reading ${this.#stream}`, this.#stream, mark).catch(() => undefined);
  }
}
