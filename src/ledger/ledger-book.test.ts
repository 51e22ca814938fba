import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendBytes, appendEvents } from "../../test/support/log-writer.ts";
import { analysisIdOf } from "../analysis/analysis-id.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerClosedError, BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker, LogRecord } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { splitDelta } from "../protocol/split-delta.ts";
import { type BookOptions, createLedgerBook } from "./ledger-book.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0)) step();
});

const edges = Array.from({ length: 101 }, (_, i) => i * 10);
const plan = fixture.planned("run1", 0, edges);
const start: readonly LogEvent[] = [fixture.accepted(), plan, fixture.done(plan, 0)];

function open(broker: Broker, ids: Partial<BookOptions> = fixture.inventedIds) {
  const stop = new AbortController();
  cleanUp.push(() => {
    stop.abort();
  });
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    level: "debug",
    format: "json",
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const book = createLedgerBook({ ...ids, broker, logger, signal: stop.signal, throttle: { leastMs: 20 } });
  return { book, stop, lines };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 45_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("not within 45 s");
    await pause(5);
  }
}

describe("a ledger book", () => {
  it("has folded everything that was in the log when it is caught up", async () => {
    const broker = createMemoryBroker();
    await appendEvents(broker, start);
    const { book } = open(broker);
    expect(book.isCaughtUp).toBe(false);
    await book.caughtUp;
    expect(book.isCaughtUp).toBe(true);
    expect(book.opened(fixture.analysis)?.view().progress.partitionsDone).toBe(1);
    expect(book.sequenceOf(fixture.analysis)).toBe(3);
  });

  it("is caught up with an empty log", async () => {
    const { book } = open(createMemoryBroker());
    await book.caughtUp;
    expect(book.list()).toEqual([]);
    expect(book.get("nobody")).toBeUndefined();
    expect(book.sequenceOf("nobody")).toBe(0);
  });

  it("folds what comes later, without a gap or a repetition at the seam", async () => {
    const broker = createMemoryBroker();
    await appendEvents(broker, start);
    const { book } = open(broker);
    for (let i = 1; i < 100; i++) await appendEvents(broker, [fixture.done(plan, i)]);
    await until(() => book.counts.deltasFolded === 100);
    expect(book.counts.events["partition-done"]).toBe(100);
    expect(book.opened(fixture.analysis)?.view().progress.partitionsDone).toBe(100);
  });

  it("gives each analysis the sequence of the record that changed it last", async () => {
    const broker = createMemoryBroker();
    await appendEvents(broker, [...start, fixture.done(plan, 0), { ...fixture.accepted(), analysis: "other" }]);
    const { book } = open(broker);
    await book.caughtUp;
    expect(book.sequenceOf(fixture.analysis)).toBe(3);
    expect(book.sequenceOf("other")).toBe(5);
  });

  it("knows for each group where it changed last, and that a new run may change all", async () => {
    const broker = createMemoryBroker();
    const other = fixture.planned("llll", 0, [0, 5]);
    await appendEvents(broker, [...start, other, fixture.done(other, 0), fixture.done(plan, 1), fixture.cancelled]);
    const { book } = open(broker);
    await book.caughtUp;
    const analysis = book.opened(fixture.analysis)!;
    expect(analysis.groupSequence("zz")).toBe(5);
    expect(analysis.groupSequence("data")).toBe(6);
    expect(analysis.sequence).toBe(7);
    await appendEvents(broker, [fixture.accepted(fixture.spec, 2)]);
    await until(() => analysis.sequence === 8);
    expect(analysis.groupSequence("zz")).toBe(8);
  });

  it("lists accepted analyses, the newest first, and not those whose acceptance is still to come", async () => {
    const broker = createMemoryBroker();
    const named = (analysis: string): LogEvent => ({ ...fixture.accepted(), analysis });
    await appendEvents(broker, [named("a"), { ...plan, analysis: "early" }, named("b"), { ...plan, analysis: "a" }]);
    const { book } = open(broker);
    await book.caughtUp;
    expect(book.list().map(({ id }) => id)).toEqual(["b", "a"]);
    expect(book.get("early")?.accepted).toBe(false);
  });

  it("counts a partition as folded once, also if it comes in parts", async () => {
    const broker = createMemoryBroker();
    const parts = await splitDelta(fixture.done(plan, 1), 6);
    await appendEvents(broker, [fixture.accepted(), ...parts, ...parts]);
    const { book } = open(broker);
    await book.caughtUp;
    expect(parts.length).toBeGreaterThan(2);
    expect(book.counts.deltasFolded).toBe(1);
  });

  it("passes over bad records, says which and why, and goes on", async () => {
    const broker = createMemoryBroker();
    const wrongLayout = { ...fixture.done(plan, 1), layout: "0123456789abcdef" };
    await appendEvents(broker, start);
    await appendBytes(broker, fixture.analysis, new TextEncoder().encode("{}"));
    await appendBytes(broker, "stranger", encodeLogEvent(fixture.done(plan, 1)));
    await appendEvents(broker, [wrongLayout, fixture.done(plan, 2)]);
    const { book, lines } = open(broker);
    await book.caughtUp;
    expect(book.counts.badRecords).toBe(3);
    expect(book.counts.deltasFolded).toBe(2);
    expect(book.get("stranger")).toBeUndefined();
    expect(lines).toMatchObject([
      {
        level: "warn",
        sequence: 4,
        analysis: fixture.analysis,
        reason: expect.stringContaining("no version") as string,
      },
      { level: "warn", sequence: 5, analysis: "stranger", reason: expect.stringContaining("belongs to") as string },
      { level: "warn", sequence: 6, analysis: fixture.analysis, reason: expect.stringContaining("layout") as string },
    ]);
  });

  it("leaves aside what was accepted under another id than that of its specification, and tells", async () => {
    const broker = createMemoryBroker();
    const id = await analysisIdOf(fixture.spec);
    const other = { ...fixture.spec, title: "Other" };
    await appendEvents(broker, [
      fixture.accepted(),
      { ...fixture.accepted(other), analysis: id },
      { ...fixture.accepted(), analysis: id },
      { ...plan, analysis: id },
    ]);
    const { book, lines } = open(broker, {});
    await book.caughtUp;
    expect(book.list().map((each) => each.id)).toEqual([id]);
    expect(book.opened(id)?.view()).toMatchObject({ spec: { title: "Toy" }, progress: { filesPlanned: 1 } });
    expect(book.counts.badRecords).toBe(2);
    expect(lines).toMatchObject([
      { sequence: 1, reason: expect.stringContaining(`The id of this specification is ${id}`) as string },
      { sequence: 2, reason: expect.stringContaining(`accepted as ${id}`) as string },
    ]);
  });

  it("leaves aside runs that nobody can have begun, tells, and can count on", async () => {
    const broker = createMemoryBroker();
    const last = Number.MAX_SAFE_INTEGER;
    const analysis = fixture.analysis;
    const at = "2026-01-02T03:05:00Z";
    await appendEvents(broker, [
      fixture.cancelledIn(last),
      ...start,
      fixture.cancelledIn(last),
      fixture.cancelledIn(2 ** 31),
      fixture.accepted(undefined, last, at),
      fixture.fileFailed("run1", 1, undefined, last),
      { version: 1, analysis, kind: "begun", at, run: last },
      { version: 1, analysis, kind: "stalled", at, run: 2 },
      { version: 1, analysis, kind: "forgotten", at, run: 2, beyond: 3 },
      { version: 1, analysis, kind: "forgotten", at, run: 1, beyond: last },
    ]);
    const { book, lines } = open(broker);
    await book.caughtUp;
    expect(book.counts.badRecords).toBe(9);
    expect(lines.map(({ reason }) => String(reason).split(":")[0])).toEqual(
      [
        "cancelled",
        "cancelled",
        "cancelled",
        "accepted",
        "file-failed",
        "begun",
        "stalled",
        "forgotten",
        "forgotten",
      ].map((kind) => `Impossible ${kind} event`),
    );
    expect(book.opened(analysis)).toMatchObject({
      status: "running",
      ledger: { run: 1, highestRun: 1, openStarts: [] },
    });
    await appendEvents(broker, [fixture.cancelledIn(1)]);
    await until(() => book.get(analysis)?.status === "cancelled");
  });

  it("does not fill the disk with what is wrong", async () => {
    const broker = createMemoryBroker();
    for (let i = 0; i < 200; i++) await appendBytes(broker, "broken", Uint8Array.of(i));
    const { book, lines } = open(broker);
    await book.caughtUp;
    expect(book.counts.badRecords).toBe(200);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)?.["message"]).toContain("only counted");
  });
});

describe("those who listen to a book", () => {
  it("hear of changes of their analysis, gathered", async () => {
    const broker = createMemoryBroker();
    const { book } = open(broker);
    await book.caughtUp;
    const heard: number[] = [];
    const all: string[] = [];
    const end = book.subscribe(fixture.analysis, (id) => heard.push(book.sequenceOf(id)));
    book.subscribe(undefined, (id) => all.push(id));
    await appendEvents(broker, start);
    await appendEvents(
      broker,
      Array.from({ length: 99 }, (_, i) => fixture.done(plan, i + 1)),
    );
    await appendEvents(broker, [{ ...fixture.accepted(), analysis: "other" }]);
    await until(() => heard.at(-1) === 102 && all.includes("other"));
    expect(heard.length).toBeLessThan(20);
    expect(new Set(all)).toEqual(new Set([fixture.analysis, "other"]));
    end();
    const before = heard.length;
    await appendEvents(broker, [fixture.cancelled]);
    await until(() => book.sequenceOf(fixture.analysis) === 104 && all.at(-1) === fixture.analysis);
    expect(heard).toHaveLength(before);
  });

  it("do not hold up one another by failing", async () => {
    const broker = createMemoryBroker();
    const { book, lines } = open(broker);
    await book.caughtUp;
    let heard = 0;
    book.subscribe(fixture.analysis, () => {
      throw new Error("no room");
    });
    book.subscribe(fixture.analysis, () => heard++);
    await appendEvents(broker, start);
    await until(() => heard > 0);
    expect(lines.some(({ level, message }) => level === "error" && message === "a change could not be shown")).toBe(
      true,
    );
  });

  it("can wait for a condition, for as long as they want", async () => {
    const broker = createMemoryBroker();
    const { book } = open(broker);
    const cancelled = book.waitUntil(fixture.analysis, ({ status }) => status === "cancelled", 45_000);
    expect(await book.waitUntil(fixture.analysis, ({ accepted }) => accepted, 20)).toBe(false);
    await appendEvents(broker, [...start, fixture.cancelled]);
    expect(await cancelled).toBe(true);
    expect(await book.waitUntil(fixture.analysis, ({ accepted }) => accepted, 0)).toBe(true);
  });
});

describe("a book while it reads a long log", () => {
  it("leaves the event loop its turns", async () => {
    const broker = createMemoryBroker();
    const long = fixture.planned(
      "run1",
      0,
      Array.from({ length: 20_001 }, (_, i) => i),
    );
    await appendEvents(broker, [fixture.accepted(), long]);
    const body = encodeLogEvent(fixture.done(long, 0));
    for (let i = 0; i < 20_000; i++) await appendBytes(broker, fixture.analysis, body);
    const { book } = open(broker);
    let turns = 0;
    let longest = 0;
    // Of this process, as others may have the machine meanwhile.
    const computed = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    let last = computed();
    const beat = setInterval(() => {
      const now = computed();
      longest = Math.max(longest, now - last);
      last = now;
      turns++;
    }, 1);
    await book.caughtUp;
    clearInterval(beat);
    expect(turns).toBeGreaterThan(3);
    expect(longest).toBeLessThan(500);
    expect(book.counts.events["partition-done"]).toBe(20_000);
  });
});

describe("the end of a book", () => {
  it("comes in good order when it is told to stop", async () => {
    const { book, stop } = open(createMemoryBroker());
    await book.caughtUp;
    stop.abort();
    await expect(book.stopped).resolves.toBeUndefined();
  });

  it("comes when it is told to stop while the broker is away", async () => {
    const broker = createMemoryBroker();
    broker.log.read = async function* () {
      await new Promise(() => undefined);
      yield* [];
    };
    const { book, stop } = open(broker);
    stop.abort();
    await expect(book.stopped).resolves.toBeUndefined();
    expect(book.isCaughtUp).toBe(false);
  });

  it("comes with the error when the log can be followed no longer", async () => {
    const broker = createMemoryBroker();
    const { book } = open(broker);
    await book.caughtUp;
    await broker[Symbol.asyncDispose]();
    await expect(book.stopped).rejects.toBeInstanceOf(BrokerClosedError);
  });

  it("does not come because the broker was away for a moment", async () => {
    const broker = createMemoryBroker();
    await appendEvents(broker, start);
    const read = broker.log.read.bind(broker.log);
    let tries = 0;
    broker.log.read = async function* (analysis): AsyncGenerator<LogRecord> {
      tries++;
      let yielded = 0;
      for await (const record of read(analysis)) {
        if (tries < 3 && yielded++ === tries) throw new BrokerUnavailableError("readLog");
        yield record;
      }
    };
    const { book } = open(broker);
    await book.caughtUp;
    expect(tries).toBe(3);
    expect(book.counts.events).toMatchObject({ accepted: 1, "file-planned": 1, "partition-done": 1 });
  });
});
