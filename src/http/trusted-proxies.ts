import { BlockList, isIP, isIPv6 } from "node:net";
import type { MiddlewareHandler } from "hono";
import { addressOf, clientAddress, setClientAddress } from "./client-address.ts";

/**
 * Finds out who stands behind the proxies that are trusted, for whatever asks for `clientAddress`. Headers of anybody else are as good
 * as made up.
 *
 * @param networks addresses, or networks such as `10.0.0.0/8`
 * @see RFC 7239 (Forwarded); X-Forwarded-For has no RFC.
 */
export function trustedProxies(networks: readonly string[]): MiddlewareHandler {
  const isTrusted = trustIn(networks);
  return async (c, next) => {
    const proxy = clientAddress(c);
    if (isTrusted(proxy))
      setClientAddress(c, clientBehind(proxy, c.req.header("x-forwarded-for"), c.req.header("forwarded"), isTrusted));
    await next();
  };
}

/**
 * Each proxy adds, at the end, from whom it has the request. So the client is the last address that is not a trusted proxy; what stands
 * before it came from the client. If the two headers do not agree, one of them is what the client sent and the proxy has left as it
 * was; nobody knows which, so that the proxy itself counts as the client.
 */
function clientBehind(
  proxy: string,
  forwardedFor: string | undefined,
  forwarded: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  const ends = [forwardedFor?.split(","), forwarded === undefined ? undefined : forElements(forwarded)]
    .filter((hops) => hops !== undefined)
    .map((hops) => lastUntrusted(proxy, hops, isTrusted));
  const [first = proxy] = ends;
  return ends.every((end) => end === first) ? first : proxy;
}

function lastUntrusted(proxy: string, hops: readonly string[], isTrusted: (address: string) => boolean): string {
  let client = proxy;
  for (const hop of hops.toReversed()) {
    if (!isTrusted(client)) break;
    const address = addressIn(hop);
    // Hidden, or no address: whoever told it is the last that is known.
    if (address === undefined) break;
    client = address;
  }
  return client;
}

/** The parts `for=` of a header Forwarded (RFC 7239), one for each proxy; an empty one where it tells none. */
function forElements(header: string): readonly string[] {
  const elements = header.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [];
  return elements.map(
    (element) => /(?:^|;)\s*for\s*=\s*(?:"([^"]*)"|([^;\s]*))/i.exec(element)?.slice(1).join("") ?? "",
  );
}

/** An address as proxies write it, perhaps with brackets and a port. */
function addressIn(hop: string): string | undefined {
  const text = hop.trim();
  const bare =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : addressOf(bare.toLowerCase());
}

function trustIn(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
