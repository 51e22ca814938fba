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

  it("goes over WebSocket with its scheme, to a path if it names one", () => {
    expect(parseBrokerUrl("ws://me:pw@a:8222,[::1]:2/").connection).toEqual({
      ...{ servers: ["ws://a:8222", "ws://[::1]:2"], webSocket: true },
      ...{ user: "me", pass: "pw" },
    });
    const { connection, settings } = parseBrokerUrl("WSS://t@10.0.0.1/nats/ws?caFile=ca.pem&replicas=3");
    expect(connection).toEqual({
      ...{ servers: ["wss://10.0.0.1/nats/ws"], webSocket: true },
      ...{ tls: { caFile: "ca.pem" }, token: "t" },
    });
    expect(settings).toEqual({ replicas: 3 });
    expect(() => parseBrokerUrl("ws://a?caFile=ca.pem")).toThrow(/unknown parameter "caFile"/);
    for (const wrong of ["ws://a:x", "ws://a:1,,b", "wss:///path", "nats://a/path", "tls://a/path"])
      expect(() => parseBrokerUrl(wrong)).toThrow(/cannot be understood; expected nats:.*ws:/);
  });
});
