/** An address as a number of 32 or 128 bits. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A range such as `10.0.0.0/8`. */
export interface IpRange extends IpAddress {
  readonly prefix: number;
}

/**
 * Reads an IPv4 address of four decimal numbers, or an IPv6 address without brackets and zone; undefined for any other text.
 * @see RFC 4291, section 2.2.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const groups = ipv6Groups(text);
  if (groups === undefined) return undefined;
  return { bits: 128, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) };
}

export function parseIpRange(text: string): IpRange {
  const [network = "", prefix] = text.split("/");
  const address = parseIpAddress(network);
  if (address === undefined || prefix === undefined) throw new TypeError(`Not a range of addresses: ${text}`);
  return { ...address, prefix: Number(prefix) };
}

export function isInRange(address: IpAddress, range: IpRange): boolean {
  const shift = BigInt(range.bits - range.prefix);
  return address.bits === range.bits && address.value >> shift === range.value >> shift;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function ipv6Groups(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

/** Groups between colons; the last of all may be an IPv4 address. */
function groupsOf(text: string, isLast: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(parseInt(part, 16));
      continue;
    }
    const inside = isLast && i === parts.length - 1 ? parseIpv4(part) : undefined;
    if (inside === undefined) return undefined;
    groups.push(Number(inside >> 16n), Number(inside & 0xffffn));
  }
  return groups;
}
