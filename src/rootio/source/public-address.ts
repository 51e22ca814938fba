import { BlockList, isIP } from "node:net";

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
const globalIpv6 = listOf(["2000::/3"], "ipv6");

type Family = keyof typeof notPublic;

// Families are kept apart: a list compares an IPv4 address with IPv6 ranges too, so that ::ffff:0:0/96 would hold all of IPv4.
const lists = {
  ipv4: notPublic.ipv4.map(([kind, ranges]) => ({ kind, list: listOf(ranges, "ipv4") })),
  ipv6: notPublic.ipv6.map(([kind, ranges]) => ({ kind, list: listOf(ranges, "ipv6") })),
};

/**
 * What kind of address this is, with its article ("a loopback address"); undefined if it is one on the open internet.
 *
 * @param address IPv4 or IPv6 without brackets; any other text is "not an address".
 */
export function nonPublicKind(address: string): string | undefined {
  const version = isIP(address);
  if (version === 0) return "not an address";
  const family: Family = version === 4 ? "ipv4" : "ipv6";
  const found = lists[family].find(({ list }) => list.check(address, family));
  if (found !== undefined) return found.kind;
  return family === "ipv6" && !globalIpv6.check(address, "ipv6") ? "a reserved address" : undefined;
}

function listOf(ranges: readonly string[], family: Family): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits] = range.split("/");
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}
