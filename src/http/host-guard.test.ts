import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createLogger } from "../logging/logger.ts";
import { hostGuard, hostsFor, isLoopback } from "./host-guard.ts";
import { installProblems } from "./problem.ts";

async function statusFor(bound: string, asked: string): Promise<number> {
  const app = new Hono();
  installProblems(app, { logger: createLogger({ level: "error", format: "text", write: () => undefined }) });
  app.use(hostGuard(hostsFor(bound))).get("/", (c) => c.text("ok"));
  return (await app.request("/", { headers: { host: asked } })).status;
}

describe("a server on the loopback address", () => {
  it.each(["localhost:8080", "LOCALHOST", "127.0.0.1:8080", "[::1]:8080", "localhost.:80"])(
    "answers for %s",
    async (asked) => {
      expect(await statusFor("127.0.0.1", asked)).toBe(200);
    },
  );

  it.each(["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "192.0.2.7"])("refuses %s", async (asked) => {
    expect(await statusFor("127.0.0.1", asked)).toBe(403);
  });

  it("answers for the names of a proxy that it is told of", () => {
    expect(hostsFor("127.0.0.1", ["hub.example"])).toEqual(["localhost", "127.0.0.1", "[::1]", "hub.example"]);
    expect(hostsFor("0.0.0.0", ["hub.example"])).toBeUndefined();
  });

  it("answers for the address that it is bound to", async () => {
    expect(await statusFor("127.0.0.2", "127.0.0.2:1")).toBe(200);
  });
});

it("a server that others reach answers for any name", async () => {
  expect(hostsFor("0.0.0.0")).toBeUndefined();
  expect(isLoopback("::")).toBe(false);
  expect(await statusFor("0.0.0.0", "cluster.example")).toBe(200);
});
