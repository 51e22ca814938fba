import { describe, expect, it, onTestFinished } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { createLogger } from "../logging/logger.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { acceptAnalysis } from "./accept-analysis.ts";
import { createLedgerBook } from "./ledger-book.ts";
import { StallWatch } from "./stall-watch.ts";

const stallMs = 1000;
const at = new Date("2026-01-02T03:04:05Z");

/** An analysis with its work in a broker, a book that has read the log, and a watch with a clock of its own. */
async function start() {
  const broker = createMemoryBroker();
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await broker[Symbol.asyncDispose]();
  });
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  const book = createLedgerBook({
    ...fixture.inventedIds,
    broker,
    logger,
    signal: stop.signal,
    throttle: { leastMs: 1 },
  });
  const clock = { ms: 0 };
  const watch = new StallWatch({ broker, book, logger, stallMs, now: () => clock.ms });
  const prepared = await prepareAnalysis(fixture.spec);
  const { id } = prepared;
  const accept = () => acceptAnalysis(broker, prepared, at, book.opened(id)?.ledger);
  await accept();
  await expect.poll(() => book.get(id)?.accepted).toBe(true);
  await watch.look(); // the silence begins
  const ledger = () => book.opened(id)!.ledger;
  const happen = async (...events: LogEvent[]) => {
    const before = book.sequenceOf(id);
    await appendEvents(
      broker,
      events.map((event) => ({ ...event, analysis: id })),
    );
    await expect.poll(() => book.sequenceOf(id)).toBeGreaterThan(before);
  };
  /** Time passes, and the watch looks as often as it needs to. */
  const pass = async (ms: number) => {
    clock.ms += ms;
    await watch.look();
    await watch.look();
  };
  /** Beside those of how a run began. */
  const records = async () => {
    let count = 0;
    for await (const { body } of broker.log.read(id)) if (decodeLogEvent(body).kind !== "begun") count++;
    return count;
  };
  const loseWork = () => broker.work.cancel(id, ledger().run);
  const waiting = async () => (await broker.work.state("default")).waiting;
  return { broker, id, book, watch, clock, accept, ledger, happen, pass, records, loseWork, waiting };
}

const plan = fixture.planned("run1", 1, [0, 5]);

describe("an analysis on which nothing happens", () => {
  it("stalls when its work is gone and nothing has come for long", async () => {
    const { pass, ledger, loseWork } = await start();
    await loseWork();
    await pass(stallMs - 1);
    expect(ledger().stalled).toBe(false);
    await pass(1);
    await expect.poll(() => ledger().stalled).toBe(true);
    expect(ledger()).toMatchObject({ status: "running", stalled: true });
    expect(ledger().view()).toMatchObject({ status: "running", stalled: true });
  });

  it("does not stall while work waits in one of its lanes, or is under way", async () => {
    const { broker, pass, records, loseWork } = await start();
    await pass(100 * stallMs);
    expect(await records()).toBe(1);
    await loseWork();
    const stop = new AbortController();
    let finish: () => void = () => undefined;
    const taken = new Promise<void>((resolve) => {
      const handle = () => {
        resolve();
        return new Promise<{ kind: "done" }>((end) => {
          finish = () => {
            end({ kind: "done" });
          };
        });
      };
      void broker.work.consume(handle, { lanes: ["default"], concurrency: 1, maxDeliveries: 1, signal: stop.signal });
    });
    await broker.work.publish({ lane: "default", analysis: "other", run: 1, body: new Uint8Array(1), dedupKey: "x" });
    await taken;
    await pass(stallMs);
    expect(await records()).toBe(1);
    finish();
    stop.abort();
  });

  it("has its silence broken by whatever comes", async () => {
    const { clock, pass, happen, records, loseWork, watch } = await start();
    await loseWork();
    clock.ms += stallMs - 1;
    await happen(plan);
    await watch.look();
    await pass(stallMs - 1);
    expect(await records()).toBe(2);
    await pass(1);
    expect(await records()).toBe(3);
  });

  it("is told of once, until something comes: then it goes on, and may stall again", async () => {
    const { pass, ledger, loseWork, happen, records } = await start();
    await loseWork();
    await pass(stallMs);
    await expect.poll(() => ledger().stalled).toBe(true);
    await pass(10 * stallMs);
    expect(await records()).toBe(2);
    await happen(plan);
    expect(ledger().stalled).toBe(false);
    await pass(0);
    await pass(stallMs);
    await expect.poll(() => ledger().stalled).toBe(true);
  });

  it("is taken up again by its start: what is missing is sent out as the next run", async () => {
    const { pass, ledger, loseWork, happen, accept, waiting } = await start();
    expect(await accept()).toMatchObject({ acceptance: "known", run: 1 });
    await happen(plan, fixture.done(plan, 0));
    await loseWork();
    await pass(0);
    await pass(stallMs);
    await expect.poll(() => ledger().stalled).toBe(true);
    expect(await waiting()).toBe(0);
    expect(await accept()).toMatchObject({ acceptance: "again", run: 2 });
    expect(await waiting()).toBe(3); // of four files one is in
    await expect.poll(() => ledger().run).toBe(2);
    expect(ledger()).toMatchObject({ stalled: false, status: "running" });
    expect(await accept()).toMatchObject({ acceptance: "known", run: 2 });
  });

  it("is not stalled any more once it has ended", async () => {
    const { pass, ledger, loseWork, happen } = await start();
    await loseWork();
    await pass(stallMs);
    await expect.poll(() => ledger().stalled).toBe(true);
    await happen(fixture.cancelled);
    expect(ledger()).toMatchObject({ stalled: false, status: "cancelled" });
  });
});
