import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AccessRules, checkAddress, checkUrl, isPrivateOrigin } from "./access-rules.ts";

const rules: AccessRules = {
  origins: ["https://opendata.cern.ch", "https://*.web.cern.ch", "http://8.8.8.8:8080", "http://10.0.0.9"],
  privateOrigins: ["http://localhost:8080", "http://[::1]:9000", "https://10.0.0.5", "http://*.lab.example:*"],
  linksOut: false,
};
const reasonFor = (url: string) => checkUrl(new URL(url), rules);

describe("checkUrl", () => {
  test.each([
    "https://opendata.cern.ch/eos/x.root?signature=y#z",
    "https://OPENDATA.cern.ch:443/x",
    "https://a.b.web.cern.ch/x",
    "http://8.8.8.8:8080/x",
    "http://localhost:8080/x",
    "http://[::1]:9000/x",
    "https://10.0.0.5/x",
    "https://10.5/x",
    "http://store.lab.example:1234/x",
  ])("allows %s", (url) => {
    expect(reasonFor(url)).toBeUndefined();
  });

  test.each([
    ["https://elsewhere.example/x", "the origin https://elsewhere.example is not allowed"],
    ["http://opendata.cern.ch/x", "the origin http://opendata.cern.ch is not allowed"],
    ["https://opendata.cern.ch:8443/x", "the origin https://opendata.cern.ch:8443 is not allowed"],
    ["https://opendata.cern.ch.evil.example/x", "not allowed"],
    ["https://opendata.cern.ch.:443/x", "not allowed"],
    ["https://evilweb.cern.ch/x", "not allowed"],
    ["https://web.cern.ch/x", "not allowed"],
    ["https://8.8.4.4/x", "not allowed"],
    ["https://opendata.cern.ch@evil.example/x", "user name"],
    ["https://user:secret@opendata.cern.ch/x", "user name or password"],
    ["http://user@localhost:8080/x", "user name or password"],
    ["ftp://opendata.cern.ch/x", '"ftp:" is not read'],
    ["file:///etc/passwd", '"file:" is not read'],
    ["data:,x", '"data:" is not read'],
    ["blob:https://opendata.cern.ch/x", '"blob:" is not read'],
    ["http://10.0.0.9/x", "10.0.0.9 is a private address"],
    ["http://localhost/x", "localhost is a loopback name"],
    ["http://localhost:8081/x", "localhost is a loopback name"],
    ["http://a.localhost./x", "loopback name"],
    ["http://[::1]/x", "[::1] is a loopback address"],
    ["http://169.254.169.254/latest/meta-data", "a link-local address"],
    ["http://[fe80::1]/x", "a link-local address"],
    ["http://[fd00:ec2::254]/x", "a unique local address"],
    ["http://[::ffff:127.0.0.1]/x", "an IPv4 address inside an IPv6 address"],
    ["http://[::127.0.0.1]/x", "an IPv4 address inside an IPv6 address"],
    ["http://[64:ff9b::7f00:1]/x", "an IPv4 address inside an IPv6 address"],
    ["http://[2002:7f00:1::]/x", "an IPv4 address inside an IPv6 address"],
    ["http://[::]/x", "an unspecified address"],
    ["http://[ff02::1]/x", "a multicast address"],
    ["http://[2001:db8::1]/x", "a documentation address"],
    ["http://100.64.0.1/x", "a carrier-grade NAT address"],
    ["http://192.0.2.1/x", "a documentation address"],
    ["http://224.0.0.1/x", "a multicast address"],
    ["http://255.255.255.255/x", "a reserved address"],
  ])("refuses %s: %s", (url, reason) => {
    expect(reasonFor(url)).toContain(reason);
  });

  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://%31%32%37.0.0.1/",
    "http://１２７.０.０.１/",
    "http://①②⑦.0.0.①/",
    "http://127。0。0。1/",
    "http:127.0.0.1/",
    "http:\\\\127.0.0.1\\",
  ])("refuses %s, which spells 127.0.0.1", (url) => {
    expect(reasonFor(url)).toContain("127.0.0.1 is a loopback address");
  });

  test.each(["http://0/", "http://0.0/", "http://0x0/", "http://00000000/"])(
    "refuses %s, which spells 0.0.0.0",
    (url) => {
      expect(reasonFor(url)).toContain("0.0.0.0 is an unspecified address");
    },
  );

  test("a refusal names the setting that would allow the URL, and not the private servers there are", () => {
    expect(reasonFor("https://elsewhere.example/x")).toMatch(
      /allowed are https:\/\/opendata\.cern\.ch, .*HZZ_ALLOWED_ORIGINS/,
    );
    expect(reasonFor("https://elsewhere.example/x")).not.toContain("lab.example");
    expect(reasonFor("http://10.0.0.9/x")).toContain("HZZ_PRIVATE_ORIGINS");
    expect(checkUrl(new URL("https://h.example/"), { ...rules, origins: [] })).toContain("allowed are none");
    const many = Array.from({ length: 50 }, (_, i) => `https://h${i}.example`);
    expect(checkUrl(new URL("https://h.example/"), { ...rules, origins: many })).toMatch(/h7\.example, … \(/);
  });

  test("an origin that cannot be understood allows nothing", () => {
    const broken = ["*", "https://*", "https://h.example/", "h.example", ""];
    const lax = { origins: broken, privateOrigins: broken, linksOut: false };
    for (const url of ["https://h.example/", "http://127.0.0.1/"]) expect(checkUrl(new URL(url), lax)).toBeDefined();
  });

  test("no address that is not public gets through, however many origins are allowed", () => {
    const groups = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 });
    const first = fc.constantFrom(0, 10, 127, 224, 240, 255);
    fc.assert(
      fc.property(first, groups, (a, rest) => {
        const host = [a, ...rest].join(".");
        const open = { origins: [`http://${host}:*`], privateOrigins: [], linksOut: false };
        expect(checkUrl(new URL(`http://${host}/x`), open)).toContain("HZZ_PRIVATE_ORIGINS");
      }),
      { seed: 21, numRuns: 200 },
    );
  });
});

describe("checkAddress", () => {
  test("says what a name leads to, without telling the address", () => {
    expect(checkAddress("a.cern.ch", "8.8.8.8")).toBeUndefined();
    const reason = checkAddress("a.cern.ch", "10.1.2.3");
    expect(reason).toContain("the name a.cern.ch leads to a private address");
    expect(reason).not.toContain("10.1.2.3");
  });
});

describe("isPrivateOrigin", () => {
  test("is true for origins that may lie anywhere, and for those alone", () => {
    expect(isPrivateOrigin(new URL("http://localhost:8080/x"), rules)).toBe(true);
    expect(isPrivateOrigin(new URL("https://opendata.cern.ch/x"), rules)).toBe(false);
  });
});
