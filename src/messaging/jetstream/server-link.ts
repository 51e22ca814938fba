import {
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  jetstreamManager,
  type JetStreamManager,
  type JetStreamPublishOptions,
  type PubAck,
} from "@nats-io/jetstream";
import {
  connect,
  type NatsConnection,
  type NodeConnectionOptions,
  RequestError,
  TimeoutError,
} from "@nats-io/transport-node";
import { AppError } from "../../errors/app-error.ts";
import { BrokerClosedError, BrokerRefusedError, BrokerSetupError, BrokerUnavailableError } from "../errors.ts";

/** Longest wait for one answer of the server. */
const ANSWER_MS = 5000;
/** Longest wait for a sign of life. */
const REACHABLE_MS = 2000;
/** Just after a start the server takes connections before it takes messages for its streams: so often and so long it is asked again. */
const PUBLISH_TRIES = 8;
const PUBLISH_PAUSE_MS = 250;

/** One connection to the servers, and what its users must know of its fate. The client reconnects by itself, for ever. */
export class ServerLink {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly #onReconnect = new Set<() => void>();
  readonly #onClose = new Set<() => void>();
  #closed = false;
  #connected = true;
  readonly #unsent: (readonly [reply: string, word: string])[] = [];

  private constructor(nc: NatsConnection, jsm: JetStreamManager) {
    this.nc = nc;
    this.js = jetstream(nc, { timeout: ANSWER_MS });
    this.jsm = jsm;
    void this.#watchStatus();
    void nc.closed().then(() => {
      this.#end();
    });
  }

  /** @throws {BrokerSetupError} if no server answers, or none with JetStream. Names hosts, never the login. */
  static async open(options: NodeConnectionOptions): Promise<ServerLink> {
    const hosts = [options.servers ?? []].flat().join(", ");
    let nc: NatsConnection;
    try {
      nc = await connect({
        name: "hzz-edge",
        timeout: ANSWER_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        // A link that went silent (machine gone, no FIN) is noticed after some 40 s instead of 6 minutes.
        pingInterval: 20_000,
        ...options,
      });
    } catch (cause) {
      throw new BrokerSetupError(
        `No connection to the NATS server at ${hosts}: ${textOf(cause)}; is it running, and are host, port and login right?`,
        {},
        { cause },
      );
    }
    try {
      return new ServerLink(nc, await jetstreamManager(nc, { timeout: ANSWER_MS }));
    } catch (cause) {
      await nc.close();
      throw new BrokerSetupError(
        `The NATS server at ${hosts} does not offer JetStream: ${textOf(cause)}; start it with --jetstream`,
        {},
        { cause },
      );
    }
  }

  /** A call, since the compiler believes that a field does not change while one waits. */
  isClosed(): boolean {
    return this.#closed;
  }

  /** Called after each lost and restored connection. Returns how to stop that. */
  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener);
    return () => this.#onReconnect.delete(listener);
  }

  /** Called once, when the connection is closed for good, by us or by the server. Returns how to stop that. */
  onClose(listener: () => void): () => void {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  /**
   * Runs one call to the server; at once, or when the connection is back if that is soon.
   * @throws {BrokerClosedError | BrokerUnavailableError | BrokerRefusedError} for whatever the client throws.
   */
  async ask<T>(call: string, run: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new BrokerClosedError(call);
    try {
      if (!this.#connected) await this.#reconnected();
      return await run();
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      if (cause instanceof JetStreamApiError) throw new BrokerRefusedError(call, cause.message, { cause });
      throw new BrokerUnavailableError(call, { cause });
    }
  }

  /**
   * Resolves when a stream has stored the message. If an answer is lost with the connection, it is sent once more: the server
   * knows it by its id.
   */
  async publish(
    subject: string,
    body: Uint8Array,
    options: Partial<JetStreamPublishOptions> & { readonly msgID: string },
  ): Promise<PubAck> {
    let silences = 0;
    for (let tries = 1; ; tries++) {
      try {
        return await this.js.publish(subject, body, options);
      } catch (error) {
        const again = isNobodyThere(error) || (error instanceof TimeoutError && ++silences === 1);
        if (tries >= PUBLISH_TRIES || !again || this.#closed) throw error;
        await new Promise((resolve) => setTimeout(resolve, PUBLISH_PAUSE_MS));
        if (!this.#connected) await this.#reconnected();
      }
    }
  }

  /**
   * Answers a delivery. While the connection is away the answer waits (the client would drop it): it still counts when it
   * comes late, and saves doing the item again.
   */
  answer(reply: string, word: string): void {
    if (this.#connected) this.send(reply, word);
    else this.#unsent.push([reply, word]);
  }

  /** Sends without waiting for an answer; lost while the connection is away. */
  send(subject: string, body: string | Uint8Array, reply?: string): void {
    if (this.nc.isClosed()) return;
    this.nc.publish(subject, body, reply === undefined ? {} : { reply });
  }

  /**
   * One round trip. Does not wait for a connection that is known to be lost.
   * @throws {BrokerClosedError | BrokerUnavailableError}
   */
  async checkReachable(): Promise<void> {
    const call = "checkReachable";
    if (this.#closed) throw new BrokerClosedError(call);
    if (!this.#connected) throw new BrokerUnavailableError(call, { cause: new TimeoutError() });
    if (await within(REACHABLE_MS, this.nc.flush())) return;
    throw this.isClosed() ? new BrokerClosedError(call) : new BrokerUnavailableError(call);
  }

  /** Waits until the server has read all that was sent, but not for a server that is away. */
  async flush(longestMs: number): Promise<void> {
    if (this.nc.isClosed()) return;
    // Whether it was read or the connection broke, there is nothing more that could be done for what was sent.
    await within(longestMs, this.nc.flush());
  }

  /** From now on every call rejects. What was sent is flushed, if the server is there. */
  async close(): Promise<void> {
    this.#end();
    await this.flush(1000);
    await this.nc.close();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of [...this.#onClose]) listener();
  }

  async #watchStatus(): Promise<void> {
    for await (const { type } of this.nc.status()) {
      if (type === "disconnect") this.#connected = false;
      if (type !== "reconnect") continue;
      this.#connected = true;
      for (const [reply, word] of this.#unsent.splice(0)) this.send(reply, word);
      for (const listener of [...this.#onReconnect]) listener();
    }
  }

  /** @throws {TimeoutError} if the connection does not come back soon. */
  #reconnected(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.onReconnect(() => {
        clearTimeout(timer);
        stop();
        resolve();
      });
      const timer = setTimeout(() => {
        stop();
        reject(new TimeoutError());
      }, ANSWER_MS);
    });
  }
}

/** Resolves when the promise is settled or the time is over; true if it was resolved by then. */
export function within(longestMs: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestMs, false);
    const end = (resolved: boolean) => () => {
      clearTimeout(timer);
      resolve(resolved);
    };
    promise.then(end(true), end(false));
  });
}

/** The server said at once that nobody listens on the subject, so that nothing was stored. */
function isNobodyThere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof RequestError && cause.isNoResponders();
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
