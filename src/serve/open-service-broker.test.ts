import { describe, expect, it } from "vitest";
import { createLogger } from "../logging/logger.ts";
import { BrokerSetupError, UnknownBrokerError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { openServiceBroker } from "./open-service-broker.ts";

const away = () => Promise.reject(new BrokerSetupError("No connection"));

/** Waits for a broker that opens as told, and tells what was logged. */
function wait(open: () => Promise<Broker>, brokerWaitMs = 60_000) {
  const lines: { readonly level: string; readonly pauseMs: number }[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]);
  const logger = createLogger({ level: "debug", format: "json", write });
  const stop = new AbortController();
  const result = openServiceBroker({ broker: "nats://x", brokerWaitMs }, logger, stop.signal, open);
  return { lines, stop, result };
}

describe("openServiceBroker", () => {
  it("opens a broker that is there, without a word", async () => {
    const broker = createMemoryBroker();
    const { result, lines } = wait(() => Promise.resolve(broker));
    expect(await result).toBe(broker);
    expect(lines).toEqual([]);
  });

  it("waits for one that comes later, longer from time to time, and warns once", async () => {
    const broker = createMemoryBroker();
    let tries = 0;
    const { result, lines } = wait(() => (++tries < 3 ? away() : Promise.resolve(broker)));
    expect(await result).toBe(broker);
    expect(lines.map(({ level, pauseMs }) => [level, pauseMs])).toEqual([
      ["warn", 250],
      ["debug", 500],
    ]);
  });

  it("gives up when the time is over, with the last reason", async () => {
    const { result } = wait(away, 300);
    await expect(result).rejects.toBeInstanceOf(BrokerSetupError);
    await expect(result).rejects.toThrow(/^No connection\. Waited for 300 ms/);
  });

  it("does not wait for what will never be", async () => {
    const { result, lines } = wait(() => Promise.reject(new UnknownBrokerError("ftp:", ["nats:"])));
    await expect(result).rejects.toBeInstanceOf(UnknownBrokerError);
    expect(lines).toEqual([]);
  });

  it("ends without a broker when it is told to stop", async () => {
    const { result, stop } = wait(away);
    stop.abort();
    expect(await result).toBeUndefined();
  });
});
