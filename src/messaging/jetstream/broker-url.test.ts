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

  it("names files for TLS, and takes no address then, as there is no name to check", () => {
    const url = "tls://a:1,b?caFile=/etc/ca.pem&certFile=c%20c.pem&keyFile=k.pem&replicas=3";
    const { connection, settings } = parseBrokerUrl(url);
    expect(connection.tls).toEqual({ caFile: "/etc/ca.pem", certFile: "c c.pem", keyFile: "k.pem" });
    expect(settings).toEqual({ replicas: 3 });
    for (const hosts of ["127.0.0.1", "a,10.0.0.1:4222", "[::1]:4222"])
      expect(() => parseBrokerUrl(`tls://${hosts}`)).toThrow(/give its name/);
    expect(() => parseBrokerUrl("tls://a?certFile=c.pem")).toThrow(/both or none/);
    expect(() => parseBrokerUrl("nats://a?caFile=c.pem")).toThrow(/unknown parameter "caFile"/);
  });

  it("carries replicas and ack wait", () => {
    expect(parseBrokerUrl("nats://host?replicas=3&ackWaitMs=5000").settings).toEqual({ replicas: 3, ackWaitMs: 5000 });
  });
});
