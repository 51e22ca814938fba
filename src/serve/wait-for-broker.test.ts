import { describe, expect, it } from "vitest";
import { BrokerSetupError, UnknownBrokerError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { type BrokerWait, waitForBroker } from "./wait-for-broker.ts";

const away = () => Promise.reject(new BrokerSetupError("No connection"));

/** Waits for a broker that opens as told, and tells what happened. */
function wait(open: () => Promise<Broker>, options: Partial<BrokerWait> = {}) {
  const pauses: number[] = [];
  const stop = new AbortController();
  const result = waitForBroker("nats://x", {
    waitMs: 60_000,
    signal: stop.signal,
    onWaiting: (_, pauseMs) => pauses.push(pauseMs),
    open,
    ...options,
  });
  return { pauses, stop, result };
}

describe("waitForBroker", () => {
  it("opens a broker that is there, without a word", async () => {
    const broker = createMemoryBroker();
    const { result, pauses } = wait(() => Promise.resolve(broker));
    expect(await result).toBe(broker);
    expect(pauses).toEqual([]);
  });

  it("waits for one that comes later, longer from time to time", async () => {
    const broker = createMemoryBroker();
    let tries = 0;
    const { result, pauses } = wait(() => (++tries < 3 ? away() : Promise.resolve(broker)));
    expect(await result).toBe(broker);
    expect(pauses).toEqual([250, 500]);
  });

  it("gives up when the time is over, with the last reason", async () => {
    const { result } = wait(away, { waitMs: 300 });
    await expect(result).rejects.toBeInstanceOf(BrokerSetupError);
    await expect(result).rejects.toThrow(/^No connection\. Waited for 300 ms/);
  });

  it("does not wait for what will never be", async () => {
    const { result, pauses } = wait(() => Promise.reject(new UnknownBrokerError("ftp:", ["nats:"])));
    await expect(result).rejects.toBeInstanceOf(UnknownBrokerError);
    expect(pauses).toEqual([]);
  });

  it("ends without a broker when it is told to stop", async () => {
    const { result, stop } = wait(away);
    stop.abort();
    expect(await result).toBeUndefined();
  });
});
