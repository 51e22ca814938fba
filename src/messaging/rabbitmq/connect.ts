import { readFile } from "node:fs/promises";
import { Socket } from "node:net";
import { type ChannelModel, connect } from "amqplib";
import { AppError } from "../../errors/app-error.ts";
import { BrokerSetupError } from "../errors.ts";
import { placesOf, type RabbitMqConnection } from "./broker-url.ts";
import { textOf, within } from "./channel-errors.ts";

/** Longest wait for one answer of the server, and for a connection that is away. */
export const ANSWER_MS = 5000;
/** Longest wait until everything is there that all lanes share. */
const PREPARE_MS = 15_000;

export interface ConnectOptions {
  readonly connection: RabbitMqConnection;
  readonly heartbeatS: number;
  /** What the connection is for, as the server's operator sees it. */
  readonly purpose: string;
  /** Run on every new connection before anybody else may use it. */
  readonly prepare: (connection: ChannelModel) => Promise<void>;
}

/**
 * Connects to one of the servers, the `turn`-th one.
 * @throws {BrokerSetupError} if it takes no connection, or `prepare` finds what it cannot work with. Never shows the login.
 */
export async function openConnection(options: ConnectOptions, turn: number): Promise<ChannelModel> {
  const { connection: target, prepare } = options;
  const connection = await reach(options, turn);
  // What an error says is said again by the rejections of the calls that it breaks.
  connection.on("error", () => undefined);
  const lost = new AbortController();
  connection.once("close", () => {
    lost.abort();
  });
  try {
    await within(PREPARE_MS, prepare(connection));
    // Whoever listens from now on would never hear of it.
    if (lost.signal.aborted) throw new Error("the connection was lost again");
    return connection;
  } catch (cause) {
    cut(connection);
    if (cause instanceof AppError) throw cause;
    throw new BrokerSetupError(
      `The RabbitMQ server at ${placesOf(target)} is not ready: ${textOf(cause)}`,
      {},
      { cause },
    );
  }
}

/** Lets go of the socket, also where the other side does not answer to the end of the connection. */
export function cut({ connection }: ChannelModel): void {
  if ("stream" in connection && connection.stream instanceof Socket) connection.stream.destroy();
}

async function reach({ connection: target, heartbeatS, purpose }: ConnectOptions, turn: number): Promise<ChannelModel> {
  const server = target.servers[turn % target.servers.length]!;
  const tls = target.caFile === undefined ? {} : { ca: await readAuthorities(target.caFile) };
  const { protocol, username, password, vhost } = target;
  try {
    return await connect(
      { protocol, ...server, username, password, vhost: encodeURIComponent(vhost), heartbeat: heartbeatS },
      { ...tls, timeout: ANSWER_MS, noDelay: true, clientProperties: { connection_name: `hzz-edge ${purpose}` } },
    );
  } catch (cause) {
    throw new BrokerSetupError(
      `No connection to the RabbitMQ server at ${placesOf(target)}, virtual host "${vhost}": ${textOf(cause)}; is it running, and are ` +
        `host, port, virtual host and login right?`,
      {},
      { cause },
    );
  }
}

async function readAuthorities(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new BrokerSetupError(
      `The file of authorities (caFile) in the broker's URL cannot be read: ${textOf(cause)}`,
      { file },
      { cause },
    );
  }
}
