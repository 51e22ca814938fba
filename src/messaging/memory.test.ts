import { describe, expect, it } from "vitest";
import { describeBrokerContract } from "./contract.ts";
import { createMemoryBroker } from "./memory.ts";
import { DedupWindow } from "./memory/dedup-window.ts";
import { Fifo } from "./memory/fifo.ts";

describeBrokerContract("the memory broker", ({ ackWaitMs }) => {
  const broker = createMemoryBroker({ maxBodyBytes: 2_000_000, ...(ackWaitMs === undefined ? {} : { ackWaitMs }) });
  return Promise.resolve({ broker, connectAnother: () => Promise.resolve(broker.connectAnother()) });
});

describe("the memory broker's dedup window", () => {
  it("forgets a key when the window is over, and not before", () => {
    let now = 0;
    const window = new DedupWindow(100, 1000, () => now);
    expect(window.isDuplicate("a")).toBe(false);
    now = 60;
    expect(window.isDuplicate("b")).toBe(false);
    now = 99;
    expect(window.isDuplicate("a")).toBe(true);
    now = 101;
    expect(window.isDuplicate("c")).toBe(false);
    expect(window.isDuplicate("b")).toBe(true);
    expect(window.isDuplicate("a")).toBe(false);
    now = 161;
    expect(window.isDuplicate("b")).toBe(false);
  });

  it("remembers the newest half of its keys at least, and never more than all of them", () => {
    const window = new DedupWindow(1000, 10, () => 0);
    for (let i = 0; i < 100; i++) expect(window.isDuplicate(`key ${i}`)).toBe(false);
    for (let i = 95; i < 100; i++) expect(window.isDuplicate(`key ${i}`)).toBe(true);
    expect(window.isDuplicate("key 89")).toBe(false);
  });

  it("drops nothing when its length is 0", () => {
    const window = new DedupWindow(0, 10, () => 0);
    expect(window.isDuplicate("a")).toBe(false);
    expect(window.isDuplicate("a")).toBe(false);
  });
});

describe("the memory broker's queue", () => {
  it("gives items in order, also across its own clearing up and removals", () => {
    const queue = new Fifo<number>();
    for (let i = 0; i < 5000; i++) queue.push(i);
    for (let i = 0; i < 3000; i++) expect(queue.shift()).toBe(i);
    expect(queue.removeWhere((n) => n % 2 === 0)).toBe(1000);
    queue.push(5000);
    expect(queue.length).toBe(1001);
    expect([queue.shift(), queue.shift()]).toEqual([3001, 3003]);
    while (queue.length > 1) queue.shift();
    expect([queue.shift(), queue.shift()]).toEqual([5000, undefined]);
  });
});

describe("the memory broker's timers", () => {
  it("leave no timer behind when nobody consumes the delayed item", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const broker = createMemoryBroker();
    const before = timers();
    const controller = new AbortController();
    const consumer = broker.work.consume(
      () => {
        controller.abort();
        return Promise.resolve({ kind: "again", delayMs: 3_600_000 });
      },
      { lanes: ["lane"], concurrency: 1, maxDeliveries: 5, signal: controller.signal },
    );
    await broker.work.publish({ lane: "lane", analysis: "a", run: 1, body: new Uint8Array(1), dedupKey: "k" });
    await consumer;
    expect(await broker.work.state("lane")).toMatchObject({ waiting: 1, inFlight: 0 });
    expect(timers()).toBe(before);
    await broker[Symbol.asyncDispose]();
  });
});
