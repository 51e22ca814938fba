import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";
import { trustedProxies } from "./trusted-proxies.ts";

async function clientOf(
  remoteAddress: string,
  headers: Record<string, string>,
  networks: readonly string[] = ["10.0.0.0/8", "2001:db8::/32", "127.0.0.1"],
): Promise<string> {
  const app = new Hono().use(trustedProxies(networks)).get("/", (c) => c.text(clientAddress(c)));
  return (await app.request("/", { headers }, { incoming: { socket: { remoteAddress } } })).text();
}

describe("the client behind a trusted proxy", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1:4711", "192.0.2.1"],
    ["2001:DB9::1", "2001:db9::1"],
    ["[2001:db9::1]:4711", "2001:db9::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["198.51.100.9, 192.0.2.1", "192.0.2.1"],
    ["198.51.100.9, 192.0.2.1, 10.1.1.1 ,2001:db8::7", "192.0.2.1"],
    ["10.1.1.1", "10.1.1.1"],
    ["192.0.2.1, unknown", "10.0.0.1"],
    ["192.0.2.1, somebody, 10.1.1.1", "10.1.1.1"],
    ["", "10.0.0.1"],
  ])("is the last that is no proxy, with X-Forwarded-For: %s", async (header, client) => {
    expect(await clientOf("10.0.0.1", { "x-forwarded-for": header })).toBe(client);
  });

  it.each([
    ["for=192.0.2.1", "192.0.2.1"],
    ["For=192.0.2.1;proto=http;by=10.0.0.1", "192.0.2.1"],
    ['proto=https; for="[2001:db9::1]:4711"', "2001:db9::1"],
    ['for=198.51.100.9, for="192.0.2.1:80";proto=http, for=10.1.1.1', "192.0.2.1"],
    ['for=198.51.100.9;host="a,b;for=203.0.113.1", for=192.0.2.1', "192.0.2.1"],
    ["for=192.0.2.1, for=_hidden", "10.0.0.1"],
    ["for=192.0.2.1, proto=http", "10.0.0.1"],
    ['for="192.0.2.1', "10.0.0.1"],
  ])("is the last that is no proxy, with Forwarded: %s", async (forwarded, client) => {
    expect(await clientOf("10.0.0.1", { forwarded })).toBe(client);
  });

  it("is told by both headers only if they agree; else one of them is the client's own, and it counts as the proxy", async () => {
    const both = (forwardedFor: string, forwarded: string) =>
      clientOf("10.0.0.1", { "x-forwarded-for": forwardedFor, forwarded });
    expect(await both("192.0.2.1", "for=192.0.2.1")).toBe("192.0.2.1");
    expect(await both("192.0.2.1", "for=203.0.113.5")).toBe("10.0.0.1");
  });

  it("is the proxy where it names nobody", async () => {
    expect(await clientOf("10.0.0.1", {})).toBe("10.0.0.1");
  });
});

it.each([
  ["192.0.2.9", ["10.0.0.0/8"]],
  ["10.0.0.1", []],
  ["unknown", ["0.0.0.0/0", "::/0"]],
])("nobody else is believed (%s with %j)", async (address, networks) => {
  const headers = { "x-forwarded-for": "203.0.113.5", forwarded: "for=203.0.113.5" };
  expect(await clientOf(address, headers, networks)).toBe(address);
});

it("a proxy is known by its address whichever socket it comes through", async () => {
  expect(await clientOf("::ffff:10.0.0.1", { "x-forwarded-for": "192.0.2.1" })).toBe("192.0.2.1");
});
