import type { Channel, ChannelModel, ConfirmChannel } from "amqplib";
import { AppError } from "../../errors/app-error.ts";
import { BrokerLink } from "../broker-link.ts";
import { BrokerClosedError, BrokerIncompleteError, BrokerRefusedError, BrokerUnavailableError } from "../errors.ts";
import { pauseOrAbort } from "../../async/pause.ts";
import { closeChannel, guarded, isRefusal, textOf, within } from "./channel-errors.ts";
import { ANSWER_MS, type ConnectOptions, cut, openConnection } from "./connect.ts";

/** Longest wait for a sign of life. */
const REACHABLE_MS = 2000;
const RECONNECT_PAUSE_MS = 250;

/** One connection to the servers, opened again whenever it is lost. */
export class RabbitMqLink extends BrokerLink {
  readonly #options: ConnectOptions;
  readonly #onBlocked = new Set<() => void>();
  #connection: ChannelModel | undefined;
  #questions: Promise<Channel> | undefined;
  #blocked: string | undefined;
  #nextServer = 0;

  private constructor(options: ConnectOptions) {
    super();
    this.#options = options;
  }

  /** @throws {BrokerSetupError} if no server takes the connection, or `prepare` finds what it cannot work with. */
  static async open(options: ConnectOptions): Promise<RabbitMqLink> {
    const link = new RabbitMqLink(options);
    try {
      await link.#connect(options.connection.servers.length);
    } catch (error) {
      await link.close();
      throw error;
    }
    return link;
  }

  isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Why the server takes no publications at the moment; undefined while it does. */
  blockedBecause(): string | undefined {
    return this.#blocked;
  }

  /** Called when the server begins to take no publications. */
  onBlocked(listener: () => void): void {
    this.#onBlocked.add(listener);
  }

  /**
   * Runs one call to the server; at once, or when the connection is back if that is soon.
   * @throws {BrokerClosedError | BrokerUnavailableError | BrokerRefusedError} for whatever the client throws.
   */
  ask<T>(call: string, run: (channel: Channel) => Promise<T>): Promise<T> {
    return this.#translated(call, async () => {
      const channel = await this.#questionChannel(call);
      return within(ANSWER_MS, run(channel));
    });
  }

  /** As `ask`, on a channel of its own, which is closed at the end: for a question that the server may answer by closing the channel. */
  async askAside<T>(call: string, run: (channel: Channel) => Promise<T>): Promise<T> {
    const channel = await this.openChannel(call);
    try {
      return await this.#translated(call, () => within(2 * ANSWER_MS, run(channel)));
    } finally {
      await closeChannel(channel);
    }
  }

  /** As `ask`, for what needs channels of its own, and its own time. */
  onConnection<T>(call: string, run: (connection: ChannelModel) => Promise<T>): Promise<T> {
    return this.#translated(call, async () => within(2 * ANSWER_MS, run(await this.#connected(call))));
  }

  /** A channel of its own on the present connection, for whoever consumes. Waits for a connection that is away, but not long. */
  openChannel(call: string): Promise<Channel> {
    return this.#open(call, (connection) => connection.createChannel());
  }

  /** As `openChannel`, for whoever publishes: the server confirms what it has stored. */
  openConfirmChannel(call: string): Promise<ConfirmChannel> {
    return this.#open(call, (connection) => connection.createConfirmChannel());
  }

  /**
   * One round trip. Does not wait for a connection that is known to be lost.
   * @throws {BrokerClosedError | BrokerUnavailableError | BrokerIncompleteError}
   */
  async checkReachable(question: (channel: Channel) => Promise<unknown>): Promise<void> {
    const call = "checkReachable";
    if (this.isClosed()) throw new BrokerClosedError(call);
    if (!this.isConnected()) throw new BrokerUnavailableError(call);
    try {
      await within(REACHABLE_MS, this.#questionChannel(call).then(question));
    } catch (cause) {
      if (cause instanceof BrokerIncompleteError) throw cause;
      throw this.isClosed() ? new BrokerClosedError(call) : new BrokerUnavailableError(call, { cause });
    }
  }

  /** From now on every call rejects. What was sent is flushed, if the server is there. */
  async close(): Promise<void> {
    if (this.isClosed()) return;
    this.end();
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    // Closed in good order or not: nobody is left who could do anything about it.
    await within(1000, connection.close()).catch(() => undefined);
    cut(connection);
  }

  /** The error of this project that an error of the client stands for. */
  toBrokerError(call: string, cause: unknown): Error {
    if (cause instanceof AppError) return cause;
    if (isRefusal(cause)) return new BrokerRefusedError(call, textOf(cause), { cause });
    return new BrokerUnavailableError(call, { cause });
  }

  #open<C extends Channel>(call: string, create: (connection: ChannelModel) => Promise<C>): Promise<C> {
    return this.#translated(call, async () => {
      const connection = await this.#connected(call);
      return guarded(await within(ANSWER_MS, create(connection)));
    });
  }

  async #translated<T>(call: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (cause) {
      throw this.toBrokerError(call, cause);
    }
  }

  async #questionChannel(call: string): Promise<Channel> {
    const connection = await this.#connected(call);
    if (this.#questions !== undefined) return this.#questions;
    const opening = connection.createChannel().then((channel) => {
      channel.once("close", forget);
      return guarded(channel);
    });
    const forget = () => {
      if (this.#questions === opening) this.#questions = undefined;
    };
    opening.catch(forget);
    this.#questions = opening;
    return opening;
  }

  /** @throws {BrokerClosedError, BrokerUnavailableError} if the connection does not come back soon. */
  async #connected(call: string): Promise<ChannelModel> {
    if (this.isClosed()) throw new BrokerClosedError(call);
    if (this.#connection === undefined) {
      const stops: (() => void)[] = [];
      const changed = new Promise<void>((resolve) => {
        stops.push(this.onReconnect(resolve), this.onClose(resolve));
      });
      await within(ANSWER_MS, changed).finally(() => {
        for (const stop of stops) stop();
      });
    }
    if (this.isClosed()) throw new BrokerClosedError(call);
    if (this.#connection === undefined) throw new BrokerUnavailableError(call);
    return this.#connection;
  }

  /** @throws {BrokerSetupError} */
  async #connect(tries: number): Promise<void> {
    const connection = await openConnection(this.#options, this.#nextServer++).catch((error: unknown) => {
      if (tries <= 1) throw error;
      return undefined;
    });
    if (connection === undefined) return this.#connect(tries - 1);
    if (this.isClosed()) cut(connection);
    else this.#adopt(connection);
  }

  #adopt(connection: ChannelModel): void {
    this.#connection = connection;
    this.#questions = undefined;
    this.#blocked = undefined;
    connection.on("blocked", (reason) => {
      this.#blocked = reason;
      for (const listener of this.#onBlocked) listener();
    });
    connection.on("unblocked", () => {
      this.#blocked = undefined;
    });
    connection.once("close", () => {
      cut(connection);
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#questions = undefined;
      void this.#reconnect();
    });
  }

  async #reconnect(): Promise<void> {
    while (!this.isClosed()) {
      try {
        await this.#connect(1);
        break;
      } catch {
        // Whoever asks meanwhile hears that the broker is away.
        await pauseOrAbort(RECONNECT_PAUSE_MS, this.closed);
      }
    }
    if (this.isConnected()) this.tellReconnected();
  }
}
