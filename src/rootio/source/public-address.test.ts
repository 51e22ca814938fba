import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonPublicKind } from "./public-address.ts";

describe("nonPublicKind", () => {
  test.each([
    "1.0.0.0",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "128.141.0.1",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "188.184.0.1",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:1458:201::1",
    "2606:4700::1111",
    "2a00:1450::1",
    "3ffe:ffff::1",
  ])("%s is public", (address) => {
    expect(nonPublicKind(address)).toBeUndefined();
  });

  test.each([
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["10.0.0.1", "private"],
    ["10.255.255.255", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.0.1", "private"],
    ["169.254.169.254", "link-local"],
    ["100.64.0.1", "carrier-grade NAT"],
    ["100.127.255.255", "carrier-grade NAT"],
    ["192.0.2.1", "documentation"],
    ["198.51.100.7", "documentation"],
    ["203.0.113.255", "documentation"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["192.0.0.8", "reserved"],
    ["192.88.99.1", "reserved"],
    ["198.18.0.1", "reserved"],
    ["198.19.255.255", "reserved"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "reserved"],
    ["::", "unspecified"],
    ["0:0:0:0:0:0:0:0", "unspecified"],
    ["::1", "loopback"],
    ["0:0:0:0:0:0:0:1", "loopback"],
    ["::ffff:127.0.0.1", "IPv4 address inside"],
    ["::ffff:7f00:1", "IPv4 address inside"],
    ["::ffff:8.8.8.8", "IPv4 address inside"],
    ["::127.0.0.1", "IPv4 address inside"],
    ["::a00:1", "IPv4 address inside"],
    ["64:ff9b::10.0.0.1", "IPv4 address inside"],
    ["64:ff9b::808:808", "IPv4 address inside"],
    ["64:ff9b:1::1", "IPv4 address inside"],
    ["2002:7f00:1::1", "IPv4 address inside"],
    ["2002:a00:1::", "IPv4 address inside"],
    ["fc00::1", "unique local"],
    ["fdff:ffff::1", "unique local"],
    ["fe80::1", "link-local"],
    ["febf::1", "link-local"],
    ["fec0::1", "link-local"],
    ["fe80::1%eth0", "address"],
    ["2001:db8::1", "documentation"],
    ["3fff:fff::1", "documentation"],
    ["ff02::1", "multicast"],
    ["2001::1", "reserved"],
    ["2001:10::1", "reserved"],
    ["2001:1ff:ffff::1", "reserved"],
    ["100::1", "reserved"],
    ["1::1", "reserved"],
    ["4000::1", "reserved"],
    ["5f00::1", "reserved"],
    ["e000::1", "reserved"],
  ])("%s is not public: %s", (address, kind) => {
    expect(nonPublicKind(address)).toContain(kind);
  });

  test.each(["", "localhost", "1.2.3", "1.2.3.4.5", "[::1]", "0x7f.0.0.1", "127.1"])("%j is no address", (text) => {
    expect(nonPublicKind(text)).toBe("not an address");
  });

  test("no IPv4 address gets through inside an IPv6 one", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const prefix = fc.constantFrom("::ffff:", "::", "64:ff9b::", "64:ff9b:1::");
    fc.assert(
      fc.property(prefix, group, group, (start, high, low) => {
        expect(nonPublicKind(`${start}${high}:${low}`)).toBeDefined();
        expect(nonPublicKind(`2002:${high}:${low}::1`)).toBeDefined();
      }),
      { seed: 20, numRuns: 300 },
    );
  });
});
