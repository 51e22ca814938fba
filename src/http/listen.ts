import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { AppError } from "../errors/app-error.ts";
import { addressOf } from "./client-address.ts";
import { RequestsInTurn } from "./requests-in-turn.ts";
import type { UnsentAnswers } from "./unsent-answers.ts";

/** No server could be opened at the address that was asked for. */
export class ListenError extends AppError {
  readonly retry = "later";
}

/** The web-standard side of a server; `env` holds the bindings of the platform, see `clientAddress`. */
export type FetchHandler = (request: Request, env?: unknown) => Response | Promise<Response>;

/** Where a server listens, and how long it bears with its clients; times in milliseconds. */
export interface ListenOptions {
  /** Name or address to bind to: `127.0.0.1` for this machine alone, `0.0.0.0` or `::` for every network. */
  readonly host: string;
  /** 0: any port that is free. */
  readonly port: number;
  /** If the port is taken, so many of those that follow are tried. Default 0. */
  readonly nextPorts?: number;
  /** Called once when closing starts: here streams that never end by themselves are ended. */
  readonly onClose?: () => void;
  /** How long a client may take to send its request. The answer may take any time, as event streams do. */
  readonly receiveLimits?: { readonly headersMs: number; readonly requestMs: number };
  /** How long a connection is kept for the next request. Default half a minute. */
  readonly keepAliveMs?: number;
  /** A connection that takes nothing of its answer for so long is closed. Default a minute. */
  readonly silentMs?: number;
  /** Counts requests that wait for the answers before theirs, and is told of connections that are closed. */
  readonly unsent?: UnsentAnswers;
}

/** A server that takes requests. Disposing it closes it without a grace. */
export interface Listening extends AsyncDisposable {
  /** How to reach it from this machine, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more connections, ends open streams by `onClose`, waits for requests in work, and cuts off after `graceMs`
   * whatever is left. Resolves when all connections are gone; called again, it waits for the same end, and a shorter grace counts.
   */
  close(graceMs: number): Promise<void>;
}

/** A header within seconds; a body of a megabyte over a slow line within a minute. */
const RECEIVE_LIMITS = { headersMs: 15_000, requestMs: 60_000 };
/** Longer than the browsers' and proxies' pauses between two requests of one page. */
const KEEP_ALIVE_MS = 30_000;
const SILENT_MS = 60_000;
/** How often a closing server looks for connections that have become idle. */
const IDLE_CHECK_MS = 50;

/**
 * Serves a web-standard handler on Node. Resolves when connections are taken.
 * @throws {ListenError} if the port (with the ports that follow) is taken or the address cannot be bound.
 */
export async function listen(fetch: FetchHandler, options: ListenOptions): Promise<Listening> {
  const { host, port, nextPorts = 0 } = options;
  const last = port === 0 ? 0 : Math.min(port + nextPorts, 65_535);
  for (let candidate = port; candidate <= last; candidate++) {
    const server = serverOf(fetch, options);
    try {
      await bind(server, candidate, host);
    } catch (error) {
      if (codeOf(error) === "EADDRINUSE" && candidate < last) continue;
      throw listenError(error, host, port, last);
    }
    return listening(server, host, options.onClose ?? (() => undefined));
  }
  throw new ListenError(`Cannot listen on port ${port}: expected a whole number from 0 to 65535.`);
}

function serverOf(fetch: FetchHandler, options: ListenOptions): Server {
  const { receiveLimits = RECEIVE_LIMITS, keepAliveMs = KEEP_ALIVE_MS, silentMs = SILENT_MS, unsent } = options;
  // The classes of this process stay Node's own: nothing else in it should depend on whether it serves.
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const requests = new RequestsInTurn(listener, unsent);
  const timeouts = {
    headersTimeout: receiveLimits.headersMs,
    requestTimeout: receiveLimits.requestMs,
    connectionsCheckingInterval: Math.ceil(receiveLimits.headersMs / 5),
    keepAliveTimeout: keepAliveMs,
  };
  return createServer(timeouts, requests.take).setTimeout(silentMs, (socket) => {
    const isUnread = socket.writableLength > 0;
    // Nothing to send yet: an answer may take long to make, and event streams are silent for some seconds.
    if (requests.isBusy(socket) && !isUnread) return;
    if (isUnread) unsent?.tell("silent", addressOf(socket.remoteAddress));
    socket.destroy();
  });
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function listening(server: Server, host: string, onClose: () => void): Listening {
  const { port } = server.address() as AddressInfo;
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  const begin = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => {
      // Its only error is that the server was closed before, which is what we want.
      server.close(() => {
        resolve();
      });
    });
    // A connection that is kept alive becomes idle only after the answer that it waits for.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      // Clients connect in advance, too. For Node a connection without any request is not idle.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, IDLE_CHECK_MS);
    onClose();
    await gone;
    clearInterval(sweep);
  };
  let closed: Promise<void> | undefined;
  const close = async (graceMs: number): Promise<void> => {
    closed ??= begin();
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    await closed;
    clearTimeout(cut);
  };
  return { url: `http://${reachable(host)}:${port}`, port, close, [Symbol.asyncDispose]: () => close(0) };
}

/** The host part of a URL that leads to what is bound to `host`. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}

function listenError(error: unknown, host: string, port: number, last: number): ListenError {
  const code = codeOf(error);
  const options = { cause: error };
  if (code === "EADDRINUSE")
    return new ListenError(
      port === last
        ? `Port ${port} on ${host} is taken by another program. End that one, or choose another port.`
        : `The ports ${port} to ${last} on ${host} are all taken by other programs. End one of them, or choose another port.`,
      {},
      options,
    );
  if (code === "EACCES")
    return new ListenError(
      `Port ${port} on ${host} may not be used by this user. Choose a port above 1023.`,
      {},
      options,
    );
  return new ListenError(
    `Cannot listen on port ${port} of ${host} (${code}). Expected a name or address of this machine, such as 127.0.0.1.`,
    {},
    options,
  );
}
