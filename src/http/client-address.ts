import type { Context } from "hono";

/** What the Node server hands to an app beside the request. */
interface SocketBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: unknown } };
}

/** Of requests that came through proxies that are trusted. */
const behindProxies = new WeakMap<Context, string>();

/** From now on `clientAddress` of this request is this one. For `trustedProxies` alone, which finds it out. */
export function setClientAddress(c: Context, address: string): void {
  behindProxies.set(c, address);
}

/**
 * The network address of the client, from the socket: a header can be made up by anybody, so that only those of trusted proxies count.
 * An IPv4 client of an IPv6 socket is told as IPv4, so that it is one client whichever socket it comes through.
 * @returns `unknown` where there is no socket, as in a test or on a function platform.
 */
export function clientAddress(c: Context): string {
  const bindings = c.env as SocketBindings | undefined;
  return behindProxies.get(c) ?? addressOf(bindings?.incoming?.socket?.remoteAddress);
}

/** The same from what a socket tells: IPv4 in IPv6 (`::ffff:192.0.2.1`) as IPv4; anything but a text is `unknown`. */
export function addressOf(remoteAddress: unknown): string {
  return typeof remoteAddress === "string" ? remoteAddress.replace(/^::ffff:(?=\d+\.)/i, "") : "unknown";
}
