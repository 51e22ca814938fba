import { isInRange, parseIpAddress, parseIpRange } from "./ip-address.ts";

/** Address ranges that are not somewhere on the open internet, by what they are for. After IANA's registries of special addresses. */
const notPublic = {
  ipv4: [
    ["an unspecified address", ["0.0.0.0/8"]],
    ["a loopback address", ["127.0.0.0/8"]],
    ["a private address", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]],
    ["a link-local address", ["169.254.0.0/16"]],
    ["a carrier-grade NAT address", ["100.64.0.0/10"]],
    ["a documentation address", ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]],
    ["a multicast address", ["224.0.0.0/4"]],
    ["a reserved address", ["192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"]],
  ],
  ipv6: [
    ["an unspecified address", ["::/128"]],
    ["a loopback address", ["::1/128"]],
    [
      "an IPv4 address inside an IPv6 address",
      ["::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"],
    ],
    ["a unique local address", ["fc00::/7"]],
    ["a link-local address", ["fe80::/10", "fec0::/10"]],
    ["a documentation address", ["2001:db8::/32", "3fff::/20"]],
    ["a multicast address", ["ff00::/8"]],
    ["a reserved address", ["2001::/23"]],
  ],
} as const;

/** Everything that IANA gives out of IPv6 for the open internet lies in here. */
const globalIpv6 = parseIpRange("2000::/3");

const ranges = [...notPublic.ipv4, ...notPublic.ipv6].flatMap(([kind, texts]) =>
  texts.map((text) => ({ kind, range: parseIpRange(text) })),
);

/**
 * What kind of address this is, with its article ("a loopback address"); undefined if it is one on the open internet.
 *
 * @param text IPv4 or IPv6 without brackets; any other text is "not an address".
 */
export function nonPublicKind(text: string): string | undefined {
  const address = parseIpAddress(text);
  if (address === undefined) return "not an address";
  const found = ranges.find(({ range }) => isInRange(address, range));
  if (found !== undefined) return found.kind;
  return address.bits === 128 && !isInRange(address, globalIpv6) ? "a reserved address" : undefined;
}
