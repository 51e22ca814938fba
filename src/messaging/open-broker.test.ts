import { describe, expect, it } from "vitest";
import { UnknownBrokerError } from "./errors.ts";
import { openBroker } from "./open-broker.ts";

describe("openBroker", () => {
  it("opens a broker in this process for memory:", async () => {
    const broker = await openBroker("memory:");
    expect(await broker.work.state("default")).toMatchObject({ waiting: 0, inFlight: 0 });
    await broker[Symbol.asyncDispose]();
  });

  it.each(["redis://user:secret@host", "kafka://host", "memory", "", "://"])(
    "refuses %s, lists the known schemes and shows no password",
    async (url) => {
      const refusal = expect(openBroker(url)).rejects;
      await refusal.toBeInstanceOf(UnknownBrokerError);
      await refusal.toThrow(/known schemes: memory:, nats:, tls:, ws:, wss:, amqp:, amqps:/);
      await refusal.not.toThrow(/secret/);
    },
  );
});
