import { describe, expect, it } from "vitest";
import { InvalidBrokerUrlError } from "../errors.ts";
import { parseBrokerUrl, placesOf } from "./broker-url.ts";

describe("a broker URL", () => {
  it("has RabbitMQ's defaults", () => {
    expect(parseBrokerUrl("amqp://host")).toEqual({
      connection: {
        protocol: "amqp",
        servers: [{ hostname: "host", port: 5672 }],
        username: "guest",
        password: "guest",
        vhost: "/",
      },
      settings: {},
    });
    expect(parseBrokerUrl("AMQPS://host/").connection).toMatchObject({
      protocol: "amqps",
      servers: [{ hostname: "host", port: 5671 }],
      vhost: "/",
    });
  });

  it("names one node or several, by any kind of address", () => {
    const { connection } = parseBrokerUrl("amqp://a:1,[::1]:2,10.0.0.1");
    expect(placesOf(connection)).toBe("a:1, ::1:2, 10.0.0.1:5672");
  });

  it("may hold a login and a virtual host with any characters", () => {
    expect(parseBrokerUrl("amqp://me:p%40s%3As@host/at%2Flas").connection).toMatchObject({
      username: "me",
      password: "p@s:s",
      vhost: "at/las",
    });
  });

  it("carries ack wait, heartbeat and the file of authorities", () => {
    const { connection, settings } = parseBrokerUrl("amqps://host/v?ackWaitMs=5000&heartbeatS=2&caFile=/etc/ca.pem");
    expect(settings).toEqual({ ackWaitMs: 5000, heartbeatS: 2 });
    expect(connection.caFile).toBe("/etc/ca.pem");
  });

  it.each([
    "amqp://",
    "amqp://me@host",
    "amqp://%zz:secret@host",
    "amqp://me:secret@host/%zz",
    "amqp://me:secret@host/a/b",
    "amqp://me:secret@host:port",
    "amqp://me:secret@host?ackWaitMs=1",
    "amqp://me:secret@host?heartbeatS=x",
    "amqp://me:secret@host?colour=red",
  ])("is refused as %s, without a word of the password", (url) => {
    const parse = () => parseBrokerUrl(url);
    expect(parse).toThrow(InvalidBrokerUrlError);
    expect(parse).not.toThrow(/secret/);
  });
});
