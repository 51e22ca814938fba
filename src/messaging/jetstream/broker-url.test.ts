import { describe, expect, it } from "vitest";
import { parseBrokerUrl } from "./broker-url.ts";

describe("a broker URL", () => {
  it("names one server or several", () => {
    expect(parseBrokerUrl("nats://host:4222/")).toEqual({ connection: { servers: ["host:4222"] }, settings: {} });
    expect(parseBrokerUrl("nats://a:1,[::1]:2").connection).toEqual({ servers: ["a:1", "[::1]:2"] });
  });

  it("may hold a user with a password, or a token, with any characters", () => {
    expect(parseBrokerUrl("nats://me:p%40s%3As@host").connection).toMatchObject({ user: "me", pass: "p@s:s" });
    expect(parseBrokerUrl("nats://t%2Fk@host").connection).toMatchObject({ token: "t/k" });
  });

  it("asks for TLS with its scheme", () => {
    expect(parseBrokerUrl("TLS://host").connection).toEqual({ servers: ["host"], tls: {} });
  });

  it("carries replicas and ack wait", () => {
    expect(parseBrokerUrl("nats://host?replicas=3&ackWaitMs=5000").settings).toEqual({ replicas: 3, ackWaitMs: 5000 });
  });
});
