import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { everything } from "../../test/support/plotter-answers.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { createLedgerBook, type LedgerBook } from "./ledger-book.ts";
import { createLedger } from "./ledger.ts";
import { mostBytesOf } from "./memory-need.ts";

const need = mostBytesOf(fixture.spec, fixture.layout);
const whole = [fixture.accepted(), ...everything];

/** For one that runs and one that has ended. */
const budget = need + Math.floor(1.5 * bytesOfEnded());

function bytesOfEnded(): number {
  const ledger = createLedger(fixture.analysis);
  for (const event of whole) ledger.apply(event);
  return ledger.memoryBytes;
}

/** A book that follows the log of a broker, with so much memory. */
async function bookOf(broker: Broker, memoryBudget?: number): Promise<LedgerBook> {
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  const book = createLedgerBook({ ...fixture.inventedIds, broker, logger, signal: stop.signal, memoryBudget });
  await book.caughtUp;
  return book;
}

const of = (analysis: string, events: readonly LogEvent[]): LogEvent[] =>
  events.map((event) => ({ ...event, analysis }));

/** Appends events, and waits until the book has read them. */
async function happen(broker: Broker, book: LedgerBook, analysis: string, events: readonly LogEvent[]): Promise<void> {
  const read = () => Object.values(book.counts.events).reduce((sum, n) => sum + n, book.counts.badRecords);
  const before = read();
  await appendEvents(broker, of(analysis, events));
  await expect.poll(read, { interval: 1 }).toBe(before + events.length);
}

async function viewOf(book: LedgerBook, id: string): Promise<unknown> {
  const analysis = await book.open(id);
  return fixture.plainView(analysis!.view());
}

/** Two complete analyses, a and b, and c which runs, in a book that has memory for two; of the first two, `asked` is the one that was asked for last. */
async function crowded(asked = "b") {
  const broker = createMemoryBroker();
  const book = await bookOf(broker, budget);
  await happen(broker, book, "a", whole);
  await happen(broker, book, "b", whole);
  await book.open(asked);
  await happen(broker, book, "c", [fixture.accepted()]);
  const all = await bookOf(broker);
  return { broker, book, all };
}

describe("analyses that have ended, when memory is short", () => {
  it("leave it, those first that were not asked for longest", async () => {
    for (const [asked, gone] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const { book } = await crowded(asked);
      expect([book.opened(asked)?.id, book.opened(gone)]).toEqual([asked, undefined]);
      expect(book.opened("c")?.status).toBe("running");
      expect(book.memoryUsed).toBeLessThanOrEqual(budget);
    }
  });

  it("are listed as before", async () => {
    const { book, all } = await crowded();
    const told = (from: LedgerBook) =>
      from.list().map((analysis) => {
        const { id, status, run, acceptedAt, progress, spec } = analysis.ledger.brief();
        const { sequence, acceptedSequence, ledger } = analysis;
        const brief = { id, status, run, acceptedAt, progress, title: spec.title, label: spec.release.label };
        const { startedAt, highestRun, pinned } = ledger;
        return { ...brief, startedAt, highestRun, pinned, sequence, acceptedSequence };
      });
    expect(told(book)).toEqual(told(all));
  });

  it("come back from the log with every bit when they are asked for, and another one leaves", async () => {
    const { book, all } = await crowded();
    expect(await viewOf(book, "a")).toEqual(await viewOf(all, "a"));
    expect(book.opened("a")?.groupSequence("zz")).toBe(all.opened("a")!.groupSequence("zz"));
    expect(book.opened("b")).toBeUndefined();
    expect(book.memoryUsed).toBeLessThanOrEqual(budget);
  });

  it("are read once for all who ask at the same time", async () => {
    const { broker, book } = await crowded();
    let reads = 0;
    const read = broker.log.read.bind(broker.log);
    broker.log.read = (...args) => {
      reads++;
      return read(...args);
    };
    const found = await Promise.all([book.open("a"), book.open("a"), book.open("a")]);
    expect(reads).toBe(1);
    expect(new Set(found).size).toBe(1);
  });

  it("take in what comes later", async () => {
    const { broker, book } = await crowded();
    await happen(broker, book, "a", [
      { version: 1, analysis: "a", kind: "pinned", at: "2026-01-02T04:00:00Z", pinned: true },
    ]);
    expect(book.get("a")?.ledger.pinned).toBe(true);
    await book.open("b");
    const again = fixture.accepted(fixture.spec, 2);
    await happen(broker, book, "a", [again, ...everything, fixture.cancelledIn(2)]);
    const all = await bookOf(broker);
    expect(book.sequenceOf("a")).toBe(all.sequenceOf("a"));
    expect(await viewOf(book, "a")).toEqual(await viewOf(all, "a"));
  });

  it("are forgotten without being read again", async () => {
    const { broker, book } = await crowded();
    broker.log.read = () => {
      throw new Error("it is read");
    };
    const forgotten = { version: 1, kind: "forgotten", at: "2026-01-02T04:00:00Z", run: 1, beyond: 2 } as const;
    await happen(broker, book, "a", [{ ...forgotten, analysis: "a" }]);
    expect(book.get("a")).toBeUndefined();
    expect(book.list().map(({ id }) => id)).toEqual(["c", "b"]);
    expect(await book.open("a")).toBeUndefined();
  });

  it("wait for a broker that is away: who asks is told, and what follows the log tries again", async () => {
    const { broker, book } = await crowded();
    const read = broker.log.read.bind(broker.log);
    let refusals = 2;
    broker.log.read = (...args) => {
      if (refusals-- > 0) throw new BrokerUnavailableError("readLog");
      return read(...args);
    };
    await expect(book.open("a")).rejects.toBeInstanceOf(BrokerUnavailableError);
    await happen(broker, book, "a", [fixture.accepted(fixture.spec, 2)]);
    expect(book.get("a")?.ledger.highestRun).toBe(2);
    expect(refusals).toBeLessThan(0);
  });
});

describe("results that come before anybody knows what was asked for", () => {
  it("do not pile up, and count when it is known", async () => {
    const broker = createMemoryBroker();
    const book = await bookOf(broker, need);
    // Whoever writes them may write of many analyses, and with any layout.
    const strange = Array.from({ length: 200 }, (_, i) => ({
      ...everything[1]!,
      layout: i.toString(16).padStart(16, "0"),
    }));
    await happen(broker, book, "a", everything);
    await happen(broker, book, "b", strange);
    await happen(broker, book, "c", everything);
    expect(book.memoryUsed).toBeLessThanOrEqual(need + 2000);
    await happen(broker, book, "a", [fixture.accepted()]);
    await happen(broker, book, "b", [fixture.accepted()]);
    const all = await bookOf(broker);
    for (const id of ["a", "b"]) {
      expect(book.sequenceOf(id)).toBe(all.sequenceOf(id));
      expect(await viewOf(book, id)).toEqual(await viewOf(all, id));
    }
    expect(book.get("a")?.status).toBe("complete");
  });
});

describe("a book with little memory", () => {
  it("shows the same as one with any, whatever comes in whatever order", async () => {
    const ids = ["a", "b", "c"];
    const events: LogEvent[] = [
      ...whole,
      fixture.accepted(fixture.spec, 2),
      fixture.cancelled,
      fixture.fileFailed("run1", 0),
      { version: 1, analysis: "", kind: "pinned", at: "2026-01-02T04:00:00Z", pinned: true },
      { version: 1, analysis: "", kind: "pinned", at: "2026-01-02T04:00:00Z", pinned: false },
      { version: 1, analysis: "", kind: "forgotten", at: "2026-01-02T04:00:00Z", run: 2, beyond: 3 },
    ];
    const step = fc.tuple(fc.constantFrom(...ids), fc.nat({ max: events.length - 1 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), fc.nat({ max: 3 }), async (steps, ended) => {
        const broker = createMemoryBroker();
        // Some of them complete, so that there is something that can leave.
        const complete = ids.slice(0, ended).flatMap((id) => of(id, whole));
        await appendEvents(broker, [...complete, ...steps.flatMap(([id, i]) => of(id, [events[i]!]))]);
        const [little, any] = [await bookOf(broker, 1), await bookOf(broker)];
        expect(little.list().map(({ id }) => id)).toEqual(any.list().map(({ id }) => id));
        for (const { id } of any.list()) {
          const told = async (book: LedgerBook) => {
            const { status, sequence, ledger } = book.get(id)!;
            const { pinned, highestRun, forgottenRun, startedAt } = ledger;
            const { missing, progress, acceptedAt, run } = (await book.open(id))!.view();
            const facts = { status, sequence, pinned, highestRun, forgottenRun, startedAt };
            return { ...facts, missing, progress, acceptedAt, run };
          };
          expect(await told(little)).toEqual(await told(any));
        }
      }),
      { seed: 13, numRuns: 40 },
    );
  });
});
