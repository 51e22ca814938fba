import type { NodeConnectionOptions } from "@nats-io/transport-node";
import { isIP } from "node:net";
import { InvalidBrokerUrlError } from "../errors.ts";
import { decodePart, numbersIn } from "../url-parts.ts";

export interface JetStreamSettings {
  /** Copies of each stream in a cluster, for streams that do not exist yet. */
  readonly replicas: number;
  /** A delivery that is silent for so long is given to somebody else. */
  readonly ackWaitMs: number;
}

/** Paths of certificates and keys. */
export type TlsFiles = { readonly [Name in (typeof FILES)[number]]?: string };

/** What is passed to the client. */
export interface JetStreamConnection extends Omit<NodeConnectionOptions, "tls"> {
  /** Present: over TLS. */
  readonly tls?: TlsFiles;
  /** Over WebSocket, the scheme being part of each server's address. */
  readonly webSocket?: true;
}

export interface JetStreamUrl {
  readonly connection: JetStreamConnection;
  readonly settings: Partial<JetStreamSettings>;
}

const EXPECTED =
  "expected nats://[user:password@]host[:port][,host[:port]…][?replicas=N&ackWaitMs=N], or tls:// for the same over TLS, with " +
  "caFile=PATH for an authority of your own, certFile=PATH and keyFile=PATH for a certificate of the client; over WebSocket " +
  "ws:// or wss://, where a path may stand behind the hosts";

const LIMITS = { replicas: [1, 5], ackWaitMs: [1000, 3_600_000] } as const;
const FILES = ["caFile", "certFile", "keyFile"] as const;

/**
 * Takes a broker URL apart. Several hosts stand for the servers of one cluster; a user without a password is a token.
 * Parameters: `replicas` (1 to 5), `ackWaitMs` (1000 or more); with `tls://` and `wss://` also `caFile`, and `certFile` with `keyFile`.
 * @throws {InvalidBrokerUrlError} saying what is wrong, without the URL.
 */
export function parseBrokerUrl(url: string): JetStreamUrl {
  const parts = /^(nats|tls|wss?):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(url);
  const [, givenScheme = "", login, hosts = "", path = "/", query = ""] = parts ?? [];
  const scheme = givenScheme.toLowerCase();
  const webSocket = scheme.startsWith("ws");
  if (parts === null || (path !== "/" && !webSocket))
    throw new InvalidBrokerUrlError(`The broker's URL cannot be understood; ${EXPECTED}`);
  const parameters = new URLSearchParams(query);
  const names = hosts.split(",");
  if (scheme === "tls") checkNames(names);
  const servers = webSocket ? names.map((name) => webSocketServer(scheme, name, path)) : names;
  const tls = scheme === "tls" || scheme === "wss" ? { tls: filesOf(parameters) } : {};
  return {
    connection: { servers, ...tls, ...(webSocket && { webSocket }), ...loginOf(login) },
    settings: numbersIn(parameters, LIMITS, EXPECTED),
  };
}

/** @throws {InvalidBrokerUrlError} for what no WebSocket can have as its address, which the client would find out later and with other words. */
function webSocketServer(scheme: string, name: string, path: string): string {
  const server = `${scheme}://${name}${path === "/" ? "" : path}`;
  if (!URL.canParse(server)) throw new InvalidBrokerUrlError(`The broker's URL cannot be understood; ${EXPECTED}`);
  return server;
}

/** The client would look for "localhost" in the certificate of a server that is given by its address. */
function checkNames(servers: readonly string[]): void {
  const isAddress = (server: string) => server.startsWith("[") || isIP(server.replace(/:\d+$/, "")) !== 0;
  if (servers.some(isAddress))
    throw new InvalidBrokerUrlError(
      "The broker's URL has the address of a server; with tls:// give its name, which its certificate is checked for",
    );
}

/** Takes the files out of the parameters. Without a file of authorities, those that Node trusts count. */
function filesOf(parameters: URLSearchParams): TlsFiles {
  const files: { -readonly [Name in keyof TlsFiles]: TlsFiles[Name] } = {};
  for (const name of FILES) {
    const file = parameters.get(name);
    if (file !== null) files[name] = file;
    parameters.delete(name);
  }
  if ((files.certFile === undefined) !== (files.keyFile === undefined))
    throw new InvalidBrokerUrlError("The broker's URL has one of certFile and keyFile; expected both or none");
  return files;
}

function loginOf(login: string | undefined): Pick<NodeConnectionOptions, "user" | "pass" | "token"> {
  if (login === undefined || login === "") return {};
  const colon = login.indexOf(":");
  if (colon === -1) return { token: decodePart(login, "login") };
  return { user: decodePart(login.slice(0, colon), "login"), pass: decodePart(login.slice(colon + 1), "login") };
}
