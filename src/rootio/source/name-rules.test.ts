import { expect, test } from "vitest";
import { checkUrlByName } from "./name-rules.ts";

const rules = {
  origins: ["https://*.example.org", "https://example.org"],
  privateOrigins: ["http://files.internal"],
  linksOut: false,
};
const open = { origins: [], privateOrigins: [], linksOut: false };
const check = (url: string, origins: readonly string[] = [new URL(url).origin]) =>
  checkUrlByName(new URL(url), { ...open, origins });

test.each([
  "https://files.example.org/a",
  "https://8.8.8.8/a",
  "https://[2606:4700::1111]/a",
  "https://example.org./a",
])("%s may be read if its origin is allowed", (url) => {
  expect(check(url)).toBeUndefined();
  expect(check(url, [])).toContain("HZZ_ALLOWED_ORIGINS");
});

test.each([
  "http://nats/a",
  "http://metadata.google.internal/a",
  "http://printer.local/a",
  "http://printer.local./a",
  "http://router.home.arpa/a",
  "http://a.lan/a",
  "http://x.localhost/a",
])("%s is refused for its name, even if its origin is allowed", (url) => {
  expect(check(url)).toMatch(/private name|loopback name/);
});

test.each([
  "http://127.0.0.1/a",
  "http://0x7f.1/a",
  "http://[::1]/a",
  "http://169.254.169.254/a",
  "http://[fd00::1]/a",
])("%s is refused for its address, even if its origin is allowed", (url) => {
  expect(check(url)).toContain("HZZ_PRIVATE_ORIGINS");
});

test("origins that may lie anywhere may have such names", () => {
  expect(checkUrlByName(new URL("http://files.internal/a"), rules)).toBeUndefined();
});
