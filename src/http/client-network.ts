/**
 * What a client is counted by: its address, of an IPv6 address the network of 64 bits, since whoever has one address there usually has all.
 *
 * @param address as the socket tells it; anything that is no IPv6 address is left as it is
 * @returns of an IPv6 address its first four groups, without a zone: `2001:db8:0:1`
 * @see RFC 4291, section 2.5.4 (64 bits of a unicast address name the interface).
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().replace(/%.*$/, "").split("::");
  const front = head.split(":").filter((part) => part !== "");
  const back = tail?.split(":").filter((part) => part !== "") ?? [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const parts = [...front, ...Array<string>(zeros).fill("0"), ...back];
  return parts.slice(0, 4).join(":");
}
