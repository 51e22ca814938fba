import {
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type JetStreamPublishOptions,
  type PubAck,
} from "@nats-io/jetstream";
import {
  createInbox,
  type NatsConnection,
  type PermissionViolationError,
  RequestError,
  TimeoutError,
} from "@nats-io/transport-node";
import { AppError } from "../../errors/app-error.ts";
import { BrokerLink } from "../broker-link.ts";
import { BrokerClosedError, BrokerIncompleteError, BrokerRefusedError, BrokerUnavailableError } from "../errors.ts";
import type { Stored } from "../port.ts";
import type { JetStreamConnection } from "./broker-url.ts";
import { ANSWER_MS, type Connected, connectTo } from "./connect.ts";
import { fullStreamOf } from "./full-stream.ts";
import { type Permissions, violationIn } from "./permissions.ts";

/** Longest wait for a sign of life. */
const REACHABLE_MS = 2000;
/** Just after a start a server takes connections before it takes messages for its streams. */
const START_MS = 2000;
/** The servers of a cluster choose a new leader within four to nine seconds, and may need two rounds. */
const ELECTION_MS = 20_000;
const LEADER_PAUSE_MS = 250;

/** One connection to the servers, which the client opens again by itself. */
export class JetStreamLink extends BrokerLink {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly permissions: Permissions;
  readonly #inboxPrefix: string;
  #connected = true;
  readonly #unsent: (readonly [reply: string, word: string])[] = [];
  #tellDoubt: () => void = () => undefined;

  private constructor({ nc, jsm, permissions, inboxPrefix }: Connected) {
    super();
    this.nc = nc;
    this.js = jetstream(nc, { timeout: ANSWER_MS });
    this.jsm = jsm;
    this.permissions = permissions;
    this.#inboxPrefix = inboxPrefix;
    void this.#watchStatus();
    void nc.closed().then(() => {
      this.end();
    });
  }

  /** @throws {BrokerSetupError} as `connectTo`. */
  static async open(options: JetStreamConnection): Promise<JetStreamLink> {
    return new JetStreamLink(await connectTo(options));
  }

  /** Whether there are several servers, which choose leaders. */
  get isCluster(): boolean {
    return this.nc.info?.cluster !== undefined;
  }

  /** Told when an answer says, or may mean, that a stream is not there or not the one that it was. */
  onDoubt(listener: () => void): void {
    this.#tellDoubt = listener;
  }

  doubt(): void {
    this.#tellDoubt();
  }

  /** A new address for answers, under which this user may listen. */
  newInbox(): string {
    return createInbox(this.#inboxPrefix);
  }

  /**
   * Runs one call to the server; at once, or when the connection is back if that is soon, or when the servers of a cluster have a leader
   * again. `run` may be called more than once, and what it does before it fails is done again.
   * @throws {BrokerClosedError | BrokerUnavailableError | BrokerRefusedError} for whatever the client throws.
   */
  async ask<T>(call: string, run: () => Promise<T>): Promise<T> {
    const { isCluster } = this;
    const deadline = performance.now() + (isCluster ? ELECTION_MS : START_MS);
    for (;;) {
      if (this.isClosed()) throw new BrokerClosedError(call);
      try {
        if (!this.#connected) await this.#reconnected();
        return await run();
      } catch (cause) {
        // A leader that is gone answers nothing, while the others still believe in it.
        const isSilence = isCluster && this.#connected && cause instanceof TimeoutError;
        // A stream that is gone may be made again meanwhile.
        const isAway = isLeaderless(cause) || isStreamless(cause);
        if (isAway) this.doubt();
        if (!(isAway || isSilence) || performance.now() > deadline) throw this.#toError(call, cause);
      }
      await new Promise((resolve) => setTimeout(resolve, LEADER_PAUSE_MS));
    }
  }

  #toError(call: string, cause: unknown): AppError {
    if (cause instanceof AppError) return cause;
    const violation = violationIn(cause);
    if (violation !== undefined) return this.permissions.toError(call, violation);
    if (isStreamless(cause)) return new BrokerIncompleteError(call, ["its stream is missing"], { cause });
    if (cause instanceof JetStreamApiError && !isLeaderless(cause))
      return new BrokerRefusedError(call, cause.message, { cause });
    return new BrokerUnavailableError(call, { cause });
  }

  /**
   * Resolves when a stream has stored the message; to be called within `ask`. If an answer is lost with the connection or with a leader,
   * it is sent once more: the server knows it by its id.
   */
  async publish(
    subject: string,
    body: Uint8Array,
    options: Partial<JetStreamPublishOptions> & { readonly msgID: string },
  ): Promise<PubAck> {
    try {
      return await this.js.publish(subject, body, options);
    } catch (error) {
      const full = fullStreamOf(subject, error);
      if (full !== undefined) throw new BrokerRefusedError(`a message for ${subject}`, full, { cause: error });
      if (!(error instanceof TimeoutError) || this.isClosed()) throw error;
      if (!this.#connected) await this.#reconnected();
      return this.js.publish(subject, body, options);
    }
  }

  /** As `publish`, and tells whether the server knew the message. */
  async store(subject: string, body: Uint8Array, options: { readonly msgID: string }): Promise<Stored> {
    const { duplicate } = await this.publish(subject, body, options);
    return duplicate ? "duplicate" : "stored";
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
   * Sends something that nobody answers, and waits until the server has read it; to be called within `ask`.
   * @throws {PermissionViolationError} if the server refuses it.
   */
  async sendAndFlush(subject: string, body: string): Promise<void> {
    let refused: PermissionViolationError | undefined;
    const stopListening = this.permissions.onRefused((violation) => {
      if (violation.subject === subject) refused = violation;
    });
    try {
      this.send(subject, body);
      await this.nc.flush();
      // The client has read a refusal by now, and tells it in one of its next steps.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      stopListening();
    }
    if (refused !== undefined) throw refused;
  }

  /**
   * One round trip. Does not wait for a connection that is known to be lost.
   * @throws {BrokerClosedError | BrokerUnavailableError}
   */
  async checkReachable(): Promise<void> {
    const call = "checkReachable";
    if (this.isClosed()) throw new BrokerClosedError(call);
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
    this.end();
    await this.flush(1000);
    await this.nc.close();
  }

  async #watchStatus(): Promise<void> {
    for await (const status of this.nc.status()) {
      const { type } = status;
      if (type === "error") this.permissions.tell(status.error);
      if (type === "disconnect") this.#connected = false;
      if (type !== "reconnect") continue;
      this.#connected = true;
      for (const [reply, word] of this.#unsent.splice(0)) this.send(reply, word);
      this.tellReconnected();
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

function isStreamless(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** "Temporarily unavailable" and "not the leader": what servers of a cluster say between two leaders. */
const BETWEEN_LEADERS: ReadonlySet<number> = new Set([10008, 10009]);

/**
 * Whether a request failed, without having done anything, because nobody answers for its stream now: a server that just started, or a
 * cluster that has not chosen a new leader yet.
 */
function isLeaderless(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return BETWEEN_LEADERS.has(error.code);
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof RequestError && at.isNoResponders()) return true;
  return false;
}
