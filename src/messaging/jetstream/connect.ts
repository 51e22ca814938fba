import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { access, constants } from "node:fs/promises";
import { BrokerSetupError } from "../errors.ts";
import type { JetStreamConnection, TlsFiles } from "./broker-url.ts";
import { inboxPrefixOf, Permissions, violationIn } from "./permissions.ts";
import { connectOverWebSocket } from "./web-socket.ts";

/** Longest wait for one answer of the server. */
export const ANSWER_MS = 5000;

export interface Connected {
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly permissions: Permissions;
  /** What the subjects of all its inboxes begin with. */
  readonly inboxPrefix: string;
}

/** @throws {BrokerSetupError} if no server answers, or none with JetStream. Names hosts, never the login. */
export async function connectTo({ webSocket, tls, ...options }: JetStreamConnection): Promise<Connected> {
  const hosts = [options.servers ?? []].flat().join(", ");
  await checkFiles(tls);
  const inboxPrefix = inboxPrefixOf(options.user);
  let nc: NatsConnection;
  try {
    const all = {
      name: "hzz-edge",
      timeout: ANSWER_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      // A link that went silent (machine gone, no FIN) is noticed after some 40 s instead of 6 minutes.
      pingInterval: 20_000,
      inboxPrefix,
      // Else the client makes two errors with their stacks for each request, in case it fails: a third of what sending costs.
      noAsyncTraces: true,
      ...options,
    };
    nc = await (webSocket === true
      ? connectOverWebSocket(all, tls ?? {})
      : connect(tls === undefined ? all : { ...all, tls }));
  } catch (cause) {
    const how = [
      ...(webSocket === true ? [", and is the port that of its WebSocket listener"] : []),
      ...(tls === undefined ? [] : [", and does the certificate fit (authority: caFile)"]),
    ].join("");
    throw new BrokerSetupError(
      `No connection to the NATS server at ${hosts}: ${textOf(cause)}; is it running, and are host, port and login right${how}?`,
      {},
      { cause },
    );
  }
  const permissions = new Permissions(options.user);
  try {
    return { nc, jsm: await jetstreamManager(nc, { timeout: ANSWER_MS }), permissions, inboxPrefix };
  } catch (cause) {
    await nc.close();
    const violation = violationIn(cause);
    if (violation !== undefined) throw permissions.toError("looking for JetStream", violation);
    throw new BrokerSetupError(
      `The NATS server at ${hosts} does not offer JetStream: ${textOf(cause)}; start it with --jetstream, and where it is one of ` +
        `a cluster, start most of the others`,
      {},
      { cause },
    );
  }
}

/** The client's own message for a file that it cannot read does not say what the file is for. */
async function checkFiles(tls: TlsFiles = {}): Promise<void> {
  for (const [name, file] of Object.entries(tls)) {
    try {
      await access(file, constants.R_OK);
    } catch (cause) {
      throw new BrokerSetupError(
        `The file ${name} in the broker's URL cannot be read: ${textOf(cause)}`,
        { file },
        { cause },
      );
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
