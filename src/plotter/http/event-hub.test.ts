import { afterEach, describe, expect, it, vi } from "vitest";
import * as fixture from "../../../test/support/fixture-log.ts";
import { appendEvents } from "../../../test/support/log-writer.ts";
import { createLogger } from "../../logging/logger.ts";
import { createMemoryBroker } from "../../messaging/memory.ts";
import { createLedgerBook } from "../../ledger/ledger-book.ts";
import { EventHub } from "./event-hub.ts";

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

const plan = fixture.planned("run1", 0, [0, 10, 20, 30]);

async function openHub() {
  const stop = new AbortController();
  stops.push(stop);
  const broker = createMemoryBroker();
  await appendEvents(broker, [fixture.accepted()]);
  const lines: string[] = [];
  const logger = createLogger({ level: "info", format: "text", write: (line) => lines.push(line) });
  const book = createLedgerBook({
    ...fixture.inventedIds,
    broker,
    logger,
    signal: stop.signal,
    throttle: { leastMs: 5 },
  });
  let subscriptions = 0;
  const subscribe = book.subscribe.bind(book);
  book.subscribe = (id, listener) => {
    subscriptions++;
    const end = subscribe(id, listener);
    return () => {
      subscriptions--;
      end();
    };
  };
  await book.caughtUp;
  const hub = new EventHub({ book, logger, limits: { total: 10, perClient: 10 } });
  const open = (id = fixture.analysis, since?: number) => hub.open("192.0.2.1", id, since).getReader();
  return { hub, book, broker, open, lines, subscriptions: () => subscriptions };
}

/** The next piece that is an event. */
async function event(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the stream has ended");
    if (new TextDecoder().decode(value).startsWith("event: state")) return value;
  }
}

describe("EventHub", () => {
  it("writes each event once for all who get it", async () => {
    const { open, broker } = await openHub();
    const readers = [open(), open(), open()];
    const first = await Promise.all(readers.map(event));
    expect(first[1]).toBe(first[0]);
    expect(first[2]).toBe(first[0]);
    const second = Promise.all(readers.map(event));
    await appendEvents(broker, [plan]);
    const [a, b, c] = await second;
    expect(b).toBe(a);
    expect(c).toBe(a);
  });

  it("writes the event of a finished analysis once for all who come one after the other", async () => {
    const { open, broker, book, hub } = await openHub();
    await appendEvents(broker, [fixture.cancelled]);
    await expect.poll(() => book.get(fixture.analysis)?.status).toBe("cancelled");
    const first = await event(open());
    await expect.poll(() => hub.channels).toBe(0);
    expect(await event(open())).toBe(first);
  });

  it("listens once for all streams of an analysis, and lets go of everything with the last of them", async () => {
    const { hub, open, subscriptions } = await openHub();
    const readers = [open(), open()];
    await Promise.all(readers.map(event));
    expect([hub.openStreams, hub.channels, subscriptions()]).toEqual([2, 1, 1]);
    await readers[0]!.cancel();
    expect([hub.openStreams, hub.channels, subscriptions()]).toEqual([1, 1, 1]);
    await readers[1]!.cancel();
    expect([hub.openStreams, hub.channels, subscriptions()]).toEqual([0, 0, 0]);
  });

  it("lets go of a stream that ends by itself", async () => {
    const { hub, open, broker, subscriptions } = await openHub();
    const reader = open();
    await event(reader);
    await appendEvents(broker, [fixture.cancelled]);
    await event(reader);
    expect((await reader.read()).done).toBe(true);
    expect([hub.openStreams, hub.channels, subscriptions()]).toEqual([0, 0, 0]);
  });

  it("keeps nothing for one that does not read, and gives it the latest state", async () => {
    const { open, broker, book } = await openHub();
    const reader = open();
    await event(reader);
    for (let i = 0; i < 3; i++) {
      await appendEvents(broker, i === 0 ? [plan, fixture.done(plan, 0)] : [fixture.done(plan, i)]);
      await new Promise((resolve) => book.subscribe(fixture.analysis, resolve));
    }
    const text = new TextDecoder().decode(await event(reader));
    expect(text).toContain(`"sequence":${book.sequenceOf(fixture.analysis)},`);
  });

  it("gives one that knows an analysis from before it was removed the head of what was started anew", async () => {
    const { open, broker, book } = await openHub();
    const reader = open();
    await event(reader);
    const before = book.sequenceOf(fixture.analysis);
    await reader.cancel();
    await appendEvents(broker, [
      fixture.cancelled,
      { version: 1, analysis: fixture.analysis, kind: "forgotten", at: "2026-01-02T04:00:00Z", run: 1, beyond: 2 },
      { ...fixture.accepted(fixture.spec, 3), afterForgotten: 1 },
    ]);
    await vi.waitUntil(() => (book.get(fixture.analysis)?.acceptedSequence ?? 0) > before);
    expect(new TextDecoder().decode(await event(open(fixture.analysis, before)))).toContain(
      '"acceptedAt":"2026-01-02T03:04:03Z"',
    );
  });

  it("ends every stream when it is closed, and those that are opened later", async () => {
    const { hub, open } = await openHub();
    const reader = open();
    await event(reader);
    hub.close();
    expect((await reader.read()).done).toBe(true);
    expect((await open().read()).done).toBe(true);
    expect(hub.openStreams).toBe(0);
  });

  it("ends a stream whose state cannot be told, and says why in the log", async () => {
    const { open, book, lines, hub } = await openHub();
    const analysis = book.opened(fixture.analysis)!;
    analysis.view = () => {
      throw new TypeError("broken");
    };
    const reader = open();
    await reader.read();
    expect((await reader.read()).done).toBe(true);
    expect(lines.join("")).toContain("a state could not be sent");
    expect(hub.openStreams).toBe(0);
  });
});
