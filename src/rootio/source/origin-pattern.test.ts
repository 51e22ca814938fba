import { describe, expect, it } from "vitest";
import { matchesOrigin, parseOriginPattern, showOriginPattern } from "./origin-pattern.ts";

function matches(url: string, text: string): boolean {
  const pattern = parseOriginPattern(text);
  if (pattern === undefined) throw new Error(`no pattern: ${text}`);
  return matchesOrigin(new URL(url), pattern);
}

describe("parseOriginPattern", () => {
  it.each([
    ["https://opendata.cern.ch", "https://opendata.cern.ch"],
    ["HTTPS://OpenData.CERN.ch:443", "https://opendata.cern.ch"],
    ["http://host:8080", "http://host:8080"],
    ["https://*.cern.ch", "https://*.cern.ch"],
    ["https://*.cern.ch:8443", "https://*.cern.ch:8443"],
    ["https://*.cern.ch:*", "https://*.cern.ch:*"],
    ["http://localhost:*", "http://localhost:*"],
    ["http://[::1]:9000", "http://[::1]:9000"],
    ["http://[0:0:0:0:0:0:0:1]:*", "http://[::1]:*"],
    ["http://127.1", "http://127.0.0.1"],
    ["https://müon.example", "https://xn--mon-hoa.example"],
  ])("reads %s as %s", (text, shown) => {
    const pattern = parseOriginPattern(text);
    expect(pattern === undefined ? undefined : showOriginPattern(pattern)).toBe(shown);
    expect(parseOriginPattern(shown)).toEqual(pattern);
  });

  it.each([
    "",
    "cern.ch",
    "*.cern.ch",
    "https://",
    "https://*",
    "https://*.",
    "https://*cern.ch",
    "https://a.*.cern.ch",
    "https://*.*.cern.ch",
    "https://cern.ch/",
    "https://cern.ch/data",
    "https://cern.ch?x",
    "https://cern.ch#x",
    "https://user@cern.ch",
    "https://user:secret@cern.ch",
    "https://cern.ch:99999",
    "https://cern.ch:443:*",
    "https://cern.ch:",
    "https://cern.ch\\x",
    "https://*.127.0.0.1",
    "https://*.[::1]",
    "ftp://cern.ch",
    "file:///etc",
    "https://a b",
  ])("refuses %j", (text) => {
    expect(parseOriginPattern(text)).toBeUndefined();
  });
});

describe("matchesOrigin", () => {
  it.each([
    ["https://opendata.cern.ch/x?y", "https://opendata.cern.ch", true],
    ["https://opendata.cern.ch:443/", "https://opendata.cern.ch", true],
    ["https://opendata.cern.ch:8443/", "https://opendata.cern.ch", false],
    ["https://opendata.cern.ch:8443/", "https://opendata.cern.ch:8443", true],
    ["https://opendata.cern.ch:8443/", "https://opendata.cern.ch:*", true],
    ["http://opendata.cern.ch/", "https://opendata.cern.ch", false],
    ["http://opendata.cern.ch:443/", "https://opendata.cern.ch:443", false],
    ["https://opendata.cern.ch.evil.example/", "https://opendata.cern.ch", false],
    ["https://a.cern.ch/", "https://*.cern.ch", true],
    ["https://a.b.cern.ch/", "https://*.cern.ch", true],
    ["https://a.cern.ch:8444/", "https://*.cern.ch", false],
    ["https://a.cern.ch:8444/", "https://*.cern.ch:*", true],
    ["https://cern.ch/", "https://*.cern.ch", false],
    ["https://evilcern.ch/", "https://*.cern.ch", false],
    ["https://cern.ch.evil.example/", "https://*.cern.ch:*", false],
    ["https://a.cern.ch./", "https://*.cern.ch:*", false],
    ["http://a.cern.ch/", "https://*.cern.ch:*", false],
    ["http://2130706433:8080/", "http://127.0.0.1:8080", true],
  ])("%s against %s: %s", (url, pattern, expected) => {
    expect(matches(url, pattern)).toBe(expected);
  });
});
