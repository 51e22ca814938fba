import { afterEach, describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendBytes, appendEvents } from "../../test/support/log-writer.ts";
import { fixtureId, until } from "../../test/support/plotter-app.ts";
import { startToyProcessor, type ToyOptions, type ToyProcessor } from "../../test/support/toy-processor.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { decodeLogEvent, decodeWorkItem, encodeWorkItem } from "../protocol/codec.ts";
import { workDedupKey } from "../protocol/dedup-keys.ts";
import type { QueuedItem } from "../protocol/work-item.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { acceptAnalysis } from "../ledger/accept-analysis.ts";
import { cancelAnalysis } from "../ledger/cancel-analysis.ts";
import { createLedger, type Ledger } from "../ledger/ledger.ts";
import { findDeadLetter, listDeadLetters, redriveDeadLetters } from "./dead-letters.ts";
import { ledgersOfLog } from "./ledger-lookup.ts";

const running: ToyProcessor[] = [];
afterEach(async () => {
  for (const processor of running.splice(0)) await processor.stop();
});

/** A broker with one analysis, and what the tests ask of it. */
function createWorld() {
  // Without a window for keys, so that nothing is kept apart by the time that a test takes.
  const broker = createMemoryBroker({ dedupWindowMs: 0 });
  const ledger = async (): Promise<Ledger> => {
    const read = createLedger(fixtureId);
    for await (const { body } of broker.log.read(fixtureId)) read.apply(decodeLogEvent(body));
    return read;
  };
  const work = (options: ToyOptions = {}) => {
    const processor = startToyProcessor(broker, options);
    running.push(processor);
    return processor;
  };
  return {
    broker,
    ledger,
    accept: async () => acceptAnalysis(broker, await prepareAnalysis(fixture.spec), new Date()),
    work,
    /** Works until nothing is left to do. */
    workThrough: async (options: ToyOptions = {}) => {
      const processor = work(options);
      await until(async () => {
        const { waiting, inFlight } = await broker.work.state("default");
        return waiting + inFlight === 0;
      });
      await processor.stop();
      return processor.items;
    },
    status: async () => (await ledger()).status,
    redrive: (which: { id?: string; analysis?: string } = {}) =>
      redriveDeadLetters(broker.deadLetters, which, ledgersOfLog(broker.log)),
    standings: async () => {
      const ledgers = ledgersOfLog(broker.log);
      const { letters } = await listDeadLetters(broker.deadLetters, { limit: 100 }, ledgers);
      return letters.map(({ standing }) => standing);
    },
  };
}

const isBroken = ({ sample, file }: QueuedItem) => sample.name === "run1" && file.index === 0;
const isFileOf = (item: QueuedItem) => item.kind === "file" && isBroken(item);
const isPartitionOf = (item: QueuedItem) => item.kind === "partition" && isBroken(item);

describe("redriving", () => {
  it.each([
    ["a file", isFileOf, 1],
    ["a partition", isPartitionOf, 1],
    ["everything", () => true, 4],
  ])("makes an incomplete analysis complete when %s had failed", async (_, fails, letters) => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails });
    expect(await world.status()).toBe("incomplete");
    expect(await world.standings()).toEqual(Array.from({ length: letters }, () => "needed"));
    expect(await world.redrive()).toEqual({ redriven: letters, removed: 0 });
    await world.workThrough();
    expect(await world.status()).toBe("complete");
    expect(await world.broker.deadLetters.count()).toBe(0);
  });

  it("leaves the analysis incomplete and the letter among the dead when the cause is still there", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: isFileOf });
    const [before] = await world.broker.deadLetters.list();
    expect(await world.redrive({ id: before!.id })).toEqual({ redriven: 1, removed: 0 });
    await world.workThrough({ fails: isFileOf });
    expect(await world.status()).toBe("incomplete");
    const after = await world.broker.deadLetters.list();
    expect(after).toHaveLength(1);
    expect(after[0]!.id).not.toBe(before!.id);
    expect(await world.redrive({ id: before!.id })).toEqual({ redriven: 0, removed: 0 });
  });

  it("counts nothing twice when a letter is redriven that is under way already", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: isFileOf });
    const [letter] = await world.broker.deadLetters.list();
    const item = decodeWorkItem(letter!.body);
    const dedupKey = workDedupKey(item);
    await world.broker.work.publish({
      lane: "default",
      analysis: fixtureId,
      run: item.run,
      body: encodeWorkItem(item),
      dedupKey,
    });
    await world.redrive();
    const items = await world.workThrough();
    expect(items.filter(isFileOf)).toHaveLength(2);
    const ledger = await world.ledger();
    expect(ledger.status).toBe("complete");
    expect(ledger.view().progress).toMatchObject({ partitions: 8, partitionsDone: 8 });
  });

  it("removes letters of an earlier run, since a later one has its own work for what was missing", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: isBroken });
    await world.accept();
    expect(await world.status()).toBe("running");
    expect(await world.standings()).toEqual(["superseded"]);
    const processor = world.work({ gate: () => new Promise((resolve) => setTimeout(resolve, 20)) });
    expect(await world.redrive()).toEqual({ redriven: 0, removed: 1 });
    await until(async () => (await world.status()) === "complete");
    expect(processor.items.every(({ run }) => run === 2)).toBe(true);
  });

  it("redrives letters of a run of which the log does not tell yet", async () => {
    const world = createWorld();
    const { run } = await world.accept();
    await world.workThrough({ fails: isFileOf });
    await cancelAnalysis(world.broker, fixtureId, new Date(), run);
    const [letter] = await world.broker.deadLetters.list();
    // Its work failed before the run was written down.
    const next = { ...decodeWorkItem(letter!.body), run: run + 1 };
    await world.redrive({ id: letter!.id });
    const body = encodeWorkItem(next);
    await world.broker.work.publish({ lane: "default", analysis: fixtureId, run: 2, body, dedupKey: "next" });
    await world.workThrough({ fails: isFileOf });
    expect(await world.standings()).toEqual(["needed"]);
    expect(await world.redrive()).toEqual({ redriven: 1, removed: 0 });
  });

  it("removes letters of a cancelled analysis, which gets new work when it is started again", async () => {
    const world = createWorld();
    const { run } = await world.accept();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const gate = (item: QueuedItem) => (isFileOf(item) ? Promise.resolve() : released);
    const processor = world.work({ fails: isFileOf, gate });
    await until(async () => (await world.broker.deadLetters.count()) === 1);
    await cancelAnalysis(world.broker, fixtureId, new Date(), run);
    release();
    await processor.stop();
    expect(await world.standings()).toEqual(["cancelled"]);
    expect(await world.redrive()).toEqual({ redriven: 0, removed: 1 });
    await world.accept();
    await world.workThrough();
    expect(await world.status()).toBe("complete");
  });

  it("removes what is in by now, so that a file that was replaced since does no harm to a complete analysis", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: isFileOf });
    const [letter] = await world.broker.deadLetters.list();
    const plan = { ...fixture.planned("run1", 0, [0, 10, 20]), analysis: fixtureId };
    const events = [plan, fixture.done(plan, 0), fixture.done(plan, 1)];
    await appendEvents(
      world.broker,
      events.map((event) => ({ ...event, analysis: fixtureId })),
    );
    expect(await world.status()).toBe("complete");
    expect(await findDeadLetter(world.broker.deadLetters, letter!.id, ledgersOfLog(world.broker.log))).toMatchObject({
      standing: "done",
      status: "complete",
    });
    expect(await world.redrive()).toEqual({ redriven: 0, removed: 1 });
    // Another version of the file is there now; nobody looks at it.
    expect(await world.workThrough({ edges: [0, 10, 30] })).toEqual([]);
    expect(await world.status()).toBe("complete");
  });

  it("tells of a partition that is in, while others of its file are missing", async () => {
    const world = createWorld();
    await world.accept();
    const edges = [0, 10, 20, 30];
    await world.workThrough({ edges, fails: isPartitionOf });
    expect(await world.standings()).toEqual(["needed", "needed"]);
    const plan = { ...fixture.planned("run1", 0, edges), analysis: fixtureId };
    await appendEvents(world.broker, [{ ...fixture.done(plan, 1), analysis: fixtureId }]);
    expect((await world.standings()).sort()).toEqual(["done", "needed"]);
    expect(await world.redrive({ analysis: fixtureId })).toEqual({ redriven: 1, removed: 1 });
  });

  it("passes over bad records of the log", async () => {
    const world = createWorld();
    await world.accept();
    await appendBytes(world.broker, fixtureId, new TextEncoder().encode("{"));
    await world.workThrough({ fails: isFileOf });
    expect(await world.standings()).toEqual(["needed"]);
  });
});

describe("a dead letter", () => {
  it("that is no work item is told with its length and first bytes, and is redriven only to come back", async () => {
    const world = createWorld();
    const body = Uint8Array.from({ length: 100 }, (_, i) => 255 - i);
    await world.broker.work.publish({ lane: "default", analysis: "x", run: 1, body, dedupKey: "bad" });
    const stop = new AbortController();
    const consuming = world.broker.work.consume(
      ({ body: bytes }) => Promise.resolve({ kind: "dead", reason: bytes.length === 100 ? "no JSON" : "?" }),
      { lanes: ["default"], concurrency: 1, maxDeliveries: 1, signal: stop.signal },
    );
    await until(async () => (await world.broker.deadLetters.count()) === 1);
    const [letter] = (await listDeadLetters(world.broker.deadLetters, { limit: 1 }, undefined)).letters;
    expect(letter).toMatchObject({
      reason: "no JSON",
      malformed: { bytes: 100, firstBytes: expect.stringMatching(/^ff fe fd( [0-9a-f]{2}){45}$/) as string },
    });
    expect(letter).not.toHaveProperty("item");
    expect(letter).not.toHaveProperty("standing");
    expect(letter?.malformed?.problem).not.toBe("");
    expect(await world.standings()).toEqual(["malformed"]);
    expect(await world.redrive()).toEqual({ redriven: 1, removed: 0 });
    await until(async () => (await world.broker.deadLetters.list())[0]?.id === "2");
    stop.abort();
    await consuming;
  });

  it("whose item belongs to another analysis says so", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: isFileOf });
    const [letter] = await world.broker.deadLetters.list();
    const { body } = letter!;
    await world.broker.work.publish({ lane: "default", analysis: "other", run: 1, body, dedupKey: "foreign" });
    await world.workThrough({ fails: () => true });
    const { letters } = await listDeadLetters(
      world.broker.deadLetters,
      { analysis: "other", limit: 5 },
      ledgersOfLog(world.broker.log),
    );
    expect(letters).toMatchObject([{ standing: "malformed", malformed: { problem: expect.any(String) as string } }]);
    expect(letters[0]?.malformed?.problem).toContain(`belongs to analysis ${fixtureId}`);
  });

  it("of an analysis of which the log does not tell is redriven", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: isFileOf });
    const [letter] = await world.broker.deadLetters.list();
    const item = { ...decodeWorkItem(letter!.body), analysis: "unheard" };
    const body = encodeWorkItem(item);
    await world.broker.work.publish({ lane: "default", analysis: "unheard", run: 1, body, dedupKey: "u" });
    await world.workThrough({ fails: () => true });
    expect(await world.standings()).toEqual(["needed", "unknown"]);
    expect(await world.redrive({ analysis: "unheard" })).toEqual({ redriven: 1, removed: 0 });
  });
});

describe("the list", () => {
  it("is limited, says whether there is more, and counts all", async () => {
    const world = createWorld();
    await world.accept();
    await world.workThrough({ fails: () => true });
    const list = await listDeadLetters(world.broker.deadLetters, { limit: 3 }, undefined);
    expect(list).toMatchObject({ more: true, total: 4 });
    expect(list.letters.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect((await listDeadLetters(world.broker.deadLetters, { limit: 4 }, undefined)).more).toBe(false);
    const none = await listDeadLetters(world.broker.deadLetters, { limit: 4, analysis: "none" }, undefined);
    expect(none).toEqual({ letters: [], more: false, total: 4 });
  });
});
