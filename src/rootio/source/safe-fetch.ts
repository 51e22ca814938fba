import dns from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { LocationRefusedError } from "../errors.ts";
import { type AccessRules, checkAddress, checkUrl, isPrivateOrigin } from "./access-rules.ts";
import { checkedLookup, type Lookup } from "./checked-lookup.ts";
import type { Fetch, HttpResponse } from "./http-options.ts";

/** An idle connection is closed after this time, before most servers would close it in the middle of the next request. */
const idleMs = 4000;

/** As the runtime's `fetch`: from the first packet to an open connection, with TLS. */
const connectTimeoutMs = 10_000;

/**
 * A `fetch` that connects only to where the rules allow. It takes no credentials along, keeps no cookies and follows no redirect.
 *
 * Each request is checked: its origin, and for a new connection every address that its name leads to. The name is looked up once,
 * and the connection goes to the very addresses that were checked, so that a second answer of the name server cannot lead elsewhere.
 * Connections are kept open for the next request, and are never shared between origins that may lie anywhere and others.
 *
 * It is written on Node's HTTP client, since the built-in `fetch` cannot be told which addresses it may connect to.
 *
 * @param lookup stands in for `dns.lookup`.
 */
export function createSafeFetch(rules: AccessRules, lookup: Lookup = dns.lookup): Fetch {
  const toPublic = createAgents(checkedLookup(lookup, checkAddress));
  const toAnywhere = createAgents(checkedLookup(lookup, () => undefined));
  return (url, { method, headers, signal }) => {
    // Addresses in the URL itself are checked here: for them no name is looked up.
    const reason = checkUrl(url, rules);
    if (reason !== undefined)
      return Promise.reject(new LocationRefusedError(`Connecting to this address is not allowed: ${reason}`));
    const agents = isPrivateOrigin(url, rules) ? toAnywhere : toPublic;
    return new Promise((resolve, reject) => {
      const request =
        url.protocol === "https:"
          ? https.request(url, { agent: agents.https, method, headers, signal })
          : http.request(url, { agent: agents.http, method, headers, signal });
      limitConnecting(request);
      request.on("error", reject);
      request.on("response", (message) => {
        resolve(toResponse(message));
      });
      request.end();
    });
  };
}

function createAgents(lookup: ReturnType<typeof checkedLookup>) {
  const options = { keepAlive: true, timeout: idleMs, lookup };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

/** Fails a request whose new connection is not open in time. One over a connection that is open already has no such limit. */
function limitConnecting(request: http.ClientRequest): void {
  request.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error("Connecting took too long"), { code: "ETIMEDOUT" }));
    }, connectTimeoutMs);
    const stop = () => {
      clearTimeout(timer);
    };
    socket.once("encrypted" in socket ? "secureConnect" : "connect", stop);
    request.once("close", stop);
  });
}

function toResponse(message: IncomingMessage): HttpResponse {
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
  return { status: message.statusCode ?? 0, headers, body: Readable.toWeb(message) as HttpResponse["body"] };
}
