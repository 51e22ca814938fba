import { afterEach, describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { createTestPlotter, until } from "../../test/support/plotter-app.ts";
import { replaceableLog } from "../../test/support/replaceable-log.ts";
import { createLogger } from "../logging/logger.ts";
import { LogReplacedError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { followLedger } from "./follow-ledger.ts";
import { type BookOptions, createLedgerBook } from "./ledger-book.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0)) step();
});

const plan = fixture.planned("run1", 0, [0, 10, 20, 30]);
const long: readonly LogEvent[] = [fixture.accepted(), plan, fixture.done(plan, 0), fixture.done(plan, 1)];
const other = { ...fixture.accepted(), analysis: "other" };

async function logOf(events: readonly LogEvent[]): Promise<Broker> {
  const broker = createMemoryBroker();
  await appendEvents(broker, events);
  return broker;
}

function open(broker: Broker, options: Partial<BookOptions> = {}) {
  const stop = new AbortController();
  cleanUp.push(() => {
    stop.abort();
  });
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const logger = createLogger({ level: "warn", format: "json", write });
  const common = { broker, logger, signal: stop.signal, throttle: { leastMs: 1 }, ...fixture.inventedIds };
  const book = createLedgerBook({ ...common, ...options });
  return { book, lines };
}

describe("a book whose log is replaced", () => {
  it("becomes as one that has just been opened, and tells so once", async () => {
    const { broker, replaceBy } = replaceableLog(await logOf([...long, other]));
    const { book, lines } = open(broker);
    await book.caughtUp;
    const heard: string[] = [];
    let replaced = 0;
    book.subscribe(undefined, (id) => heard.push(id));
    book.onReplaced(() => {
      expect(book.isCaughtUp).toBe(false);
      expect(book.list()).toEqual([]);
      replaced++;
    });
    replaceBy(await logOf(long.slice(0, 3)));
    await until(() => replaced === 1);
    await book.caughtUp;
    expect(book.get("other")).toBeUndefined();
    expect(book.opened(fixture.analysis)?.view().progress.partitionsDone).toBe(1);
    expect(book.sequenceOf(fixture.analysis)).toBe(3);
    // Also of the one that is gone.
    await until(() => new Set(heard).size === 2);
    const fresh = open(await logOf(long.slice(0, 3)));
    await fresh.book.caughtUp;
    expect(book.memoryUsed).toBe(fresh.book.memoryUsed);
    expect(lines).toMatchObject([
      {
        level: "warn",
        message: "The log is read again from its start",
        because: expect.stringContaining("found another log, expected the first one") as string,
        analysesBefore: 2,
      },
    ]);
    await appendEvents(broker, [fixture.done(plan, 2)]);
    await until(() => book.sequenceOf(fixture.analysis) === 4);
  });

  it("lets waiters for something that the new log holds go on", async () => {
    const { broker, replaceBy } = replaceableLog(await logOf([other]));
    const { book } = open(broker);
    await book.caughtUp;
    const accepted = book.waitUntil(fixture.analysis, (analysis) => analysis.accepted, 30_000);
    replaceBy(await logOf(long));
    expect(await accepted).toBe(true);
  });

  it("ends with the error instead, for who wants that", async () => {
    const { broker, replaceBy } = replaceableLog(await logOf(long));
    const { book } = open(broker, { endsWithLog: true });
    await book.caughtUp;
    replaceBy(await logOf([]));
    await expect(book.stopped).rejects.toBeInstanceOf(LogReplacedError);
  });
});

it("whoever follows one analysis is told when its log is replaced", async () => {
  const { broker, replaceBy } = replaceableLog(await logOf(long));
  let shown = 0;
  const { signal } = new AbortController();
  const following = followLedger(broker.log, fixture.analysis, () => shown++, signal, 1, fixture.inventedIds);
  const ended = expect(following).rejects.toBeInstanceOf(LogReplacedError);
  await until(() => shown > 0);
  replaceBy(await logOf([]));
  await ended;
});

describe("a page that is open when the log is replaced", () => {
  it("gets the whole of what is there now, or hears that the analysis is gone", async () => {
    const first = createMemoryBroker();
    const { broker, replaceBy } = replaceableLog(first);
    const { app, start, stop, happen } = await createTestPlotter({ broker });
    cleanUp.push(stop);
    const id = await start();
    const gone = await start({ ...fixture.spec, title: "Gone" });
    await happen(id, [plan, fixture.done(plan, 0)]);
    const open = async (analysis: string) => {
      const response = await app.request(`/analyses/${analysis}/events`);
      const parts = response.body as unknown as AsyncIterable<Uint8Array>;
      let text = "";
      const ended = (async () => {
        for await (const part of parts) text += new TextDecoder().decode(part);
      })();
      return { text: () => text, ended };
    };
    const [stays, goes] = [await open(id), await open(gone)];
    await until(() => stays.text().includes('"head"') && goes.text().includes('"head"'));
    const before = stays.text().length;
    const at = "2031-01-01T00:00:00.000Z";
    replaceBy(
      await logOf([
        { ...fixture.accepted(), analysis: id, at },
        { ...plan, analysis: id },
      ]),
    );
    await until(() => stays.text().slice(before).includes('"head"'));
    expect(stays.text().slice(before)).toContain(at);
    await goes.ended;
    expect((await app.request(`/analyses/${gone}`)).status).toBe(404);
  });
});
