import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isInRange, parseIpAddress, parseIpRange } from "./ip-address.ts";

const hex = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
const ipv6 = fc
  .tuple(fc.array(hex, { maxLength: 8 }), fc.array(hex, { maxLength: 8 }), fc.constantFrom("::", ":", ":::"))
  .map(([head, tail, between]) => `${head.join(":")}${between}${tail.join(":")}`);
const parts = fc.array(
  fc.constantFrom("0", "1", "f", "ff02", "12345", ":", "::", ".", "1.2.3.4", "255", "256", "01", "g", "%1"),
  {
    maxLength: 12,
  },
);

test("texts are addresses where Node says so, those with a zone excepted", () => {
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    ipv6,
    parts.map((each) => each.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const bits = { 0: undefined, 4: 32, 6: 128 }[text.includes("%") ? 0 : isIP(text)];
      expect(parseIpAddress(text)?.bits).toBe(bits);
    }),
    { seed: 4, numRuns: 3000 },
  );
});

test.each([
  ["ipv4", 32, fc.ipV4()],
  ["ipv6", 128, fc.ipV6()],
] as const)("an %s address lies in a range where Node says so", (family, bits, addresses) => {
  fc.assert(
    fc.property(addresses, addresses, fc.integer({ min: 1, max: bits }), (network, other, prefix) => {
      const list = new BlockList();
      list.addSubnet(network, prefix, family);
      const range = parseIpRange(`${network}/${prefix}`);
      for (const address of [network, other])
        expect(isInRange(parseIpAddress(address)!, range)).toBe(list.check(address, family));
    }),
    { seed: 5, numRuns: 500 },
  );
});

test("families are kept apart", () => {
  expect(isInRange(parseIpAddress("1.2.3.4")!, parseIpRange("::/1"))).toBe(false);
});
