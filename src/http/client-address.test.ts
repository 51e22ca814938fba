import { Hono } from "hono";
import { expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";
import { listen } from "./listen.ts";

const app = new Hono().get("/", (c) => c.text(clientAddress(c)));

it("is the address of the socket, whatever a header says", async () => {
  const server = await listen((request, env) => app.fetch(request, env), { host: "127.0.0.1", port: 0 });
  const response = await fetch(server.url, { headers: { "x-forwarded-for": "10.1.2.3" } });
  expect(await response.text()).toBe("127.0.0.1");
  await server.close(0);
});

it("tells an IPv4 client of an IPv6 socket as IPv4, and an IPv6 client as it is", async () => {
  const addressOf = async (remoteAddress: string) =>
    (await app.request("/", {}, { incoming: { socket: { remoteAddress } } })).text();
  expect(await addressOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(await addressOf("2001:db8::7")).toBe("2001:db8::7");
});

it("is unknown without a socket", async () => {
  expect(await (await app.request("/")).text()).toBe("unknown");
  expect(await (await app.request("/", {}, { incoming: {} })).text()).toBe("unknown");
});
