import { describe, expect, it, onTestFinished } from "vitest";
import { fileItem, partitionDone, partitionItem, planned } from "../../test/support/work-items.ts";
import { WorkerTimeoutError } from "./errors.ts";
import type { ProcessItem } from "./process-context.ts";
import { runProcessor, type ProcessorOptions } from "./run-processor.ts";
import { AppError } from "../errors/app-error.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker, type MemoryBroker } from "../messaging/memory.ts";
import type { Broker, EventLog, WorkQueue } from "../messaging/port.ts";
import { decodeLogEvent, encodeWorkItem } from "../protocol/codec.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import type { FileWorkItem, PartitionWorkItem, WorkItem } from "../protocol/work-item.ts";

class GoneError extends AppError {
  readonly retry = "never";
}
class AwayError extends AppError {
  readonly retry = "later";
}

const waitFor = async (holds: () => boolean | Promise<boolean>) => {
  const deadline = performance.now() + 45_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** A broker in memory, a running processor, and what there is to see of them. */
function start(process: ProcessItem, options: Partial<ProcessorOptions> & { memory?: MemoryBroker } = {}) {
  const broker = options.memory ?? createMemoryBroker();
  const lines: string[] = [];
  const controller = new AbortController();
  const finished = runProcessor({
    broker,
    lanes: ["zz"],
    concurrency: 1,
    maxDeliveries: 3,
    retryDelayMs: 5,
    process,
    signal: controller.signal,
    logger: createLogger({ level: "debug", format: "json", write: (line) => lines.push(line) }),
    ...options,
  });
  onTestFinished(async () => {
    controller.abort();
    await broker[Symbol.asyncDispose]();
    await finished.catch(() => undefined);
  });
  return {
    broker,
    lines,
    drain: () => {
      controller.abort();
      return finished;
    },
    publish: (item: WorkItem) => publish(broker, item),
    events: () => eventsOf(broker),
    idle: () => waitFor(() => isIdle(broker)),
  };
}

async function publish(broker: Broker, item: WorkItem): Promise<void> {
  const dedupKey = `${item.kind}/${item.file.path}/${item.file.index}/${item.kind === "partition" ? item.partition.index : 0}`;
  await broker.work.publish({
    lane: "zz",
    analysis: item.analysis,
    run: item.run,
    body: encodeWorkItem(item),
    dedupKey,
  });
}

async function isIdle(broker: Broker): Promise<boolean> {
  const { waiting, inFlight } = await broker.work.state("zz");
  return waiting + inFlight === 0;
}

async function eventsOf(broker: Broker): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const { body } of broker.log.read("a1")) events.push(decodeLogEvent(body));
  return events;
}

const withAppend = (broker: MemoryBroker, append: EventLog["append"]): MemoryBroker => ({
  ...broker,
  log: { ...broker.log, append },
});

const withConsume = (broker: MemoryBroker, consume: WorkQueue["consume"]): MemoryBroker => ({
  ...broker,
  work: { ...broker.work, consume },
});

describe("runProcessor", () => {
  it("runs items, stores what they yield, and settles them", async () => {
    const run = start(async (item, context) => {
      if (item.kind === "partition") await context.append(partitionDone(item));
    });
    for (const index of [0, 1, 2]) await run.publish(partitionItem(index));
    await run.idle();
    expect(await run.events()).toEqual([0, 1, 2].map((index) => partitionDone(partitionItem(index))));
    expect(await run.broker.deadLetters.list()).toEqual([]);
  });

  it("publishes new work into the lane of the item", async () => {
    const seen: string[] = [];
    const run = start(async (item, context) => {
      seen.push(item.kind === "file" ? "file" : `partition ${item.partition.index}`);
      if (item.kind === "file") for (const index of [1, 2]) await context.publish(partitionItem(index));
    });
    await run.publish(fileItem());
    await run.idle();
    expect(seen).toEqual(["file", "partition 1", "partition 2"]);
  });

  it("publishes work in the turn that follows from its item, and that of earlier versions in the first", async () => {
    const memory = createMemoryBroker();
    const turns: (number | undefined)[] = [];
    const watched: MemoryBroker = {
      ...memory,
      work: {
        ...memory.work,
        publish: (work) => {
          turns.push(work.turn);
          return memory.work.publish(work);
        },
      },
    };
    const indices = [1, 2, 16, 300];
    const run = start(
      async (item, context) => {
        if (item.kind === "partition") return;
        for (const index of indices) {
          const partition = { index, count: 301, entryStart: index, entryStop: index + 1 };
          await context.publish({ ...partitionItem(1), ...item, kind: "partition", partition });
        }
      },
      { memory: watched },
    );
    for (const [file, turn] of [undefined, "batch", { first: 0, step: 1 }, { first: 2, step: 9 }].entries()) {
      const item = fileItem(`${file}.root`, "a1", file);
      await publish(memory, turn === undefined ? item : { ...item, turn: turn as FileWorkItem["turn"] });
    }
    await run.idle();
    const of = (turn: number) => indices.map(() => turn);
    expect(turns).toEqual([...of(0), ...of(3), 1, 1, 2, 3, 1, 2, 2, 3]);
  });

  it("settles an item only after its events are stored, also those that nobody awaited", async () => {
    const memory = createMemoryBroker();
    let store: (() => void) | undefined;
    const slow = withAppend(memory, async (record) => {
      await new Promise<void>((resolve) => {
        store = resolve;
      });
      return memory.log.append(record);
    });
    const run = start(
      (item, context) => {
        if (item.kind === "partition") void context.append(partitionDone(item));
        return Promise.resolve();
      },
      { memory: slow },
    );
    await run.publish(partitionItem(0));
    await waitFor(() => store !== undefined);
    expect((await memory.work.state("zz")).inFlight).toBe(1);
    store?.();
    await run.idle();
    expect(await eventsOf(memory)).toHaveLength(1);
  });

  it("does an item again whose event was not stored, even if its process function looked away", async () => {
    const memory = createMemoryBroker();
    let refusals = 2;
    const flaky = withAppend(memory, (record) =>
      refusals-- > 0 ? Promise.reject(new AwayError("Broker away")) : memory.log.append(record),
    );
    let runs = 0;
    const run = start(
      async (item, context) => {
        runs++;
        if (item.kind === "partition") await context.append(partitionDone(item)).catch(() => undefined);
      },
      { memory: flaky },
    );
    await run.publish(partitionItem(0));
    await run.idle();
    expect(runs).toBe(3);
    expect(await eventsOf(memory)).toHaveLength(1);
  });

  it("puts bytes that are no work item among the dead, and goes on", async () => {
    const seen: WorkItem[] = [];
    const run = start((item) => {
      seen.push(item);
      return Promise.resolve();
    });
    for (const text of ["", "{", "[]", '{"version":2}', '{"version":1,"kind":"file"}'])
      await run.broker.work.publish({
        lane: "zz",
        analysis: "a1",
        run: 1,
        body: new TextEncoder().encode(text),
        dedupKey: text,
      });
    await run.broker.work.publish({
      lane: "zz",
      analysis: "b2",
      run: 1,
      body: encodeWorkItem(fileItem()),
      dedupKey: "foreign",
    });
    await run.broker.work.publish({
      lane: "zz",
      analysis: "a1",
      run: 2,
      body: encodeWorkItem(fileItem()),
      dedupKey: "run",
    });
    await run.publish(fileItem());
    await run.idle();
    expect(seen).toEqual([fileItem()]);
    const reasons = (await run.broker.deadLetters.list()).map(({ reason }) => reason);
    expect(reasons).toHaveLength(7);
    for (const at of [0, 1, 2, 4]) expect(reasons[at]).toMatch(/^MalformedMessageError: /);
    expect(reasons[3]).toMatch(/^NewerMessageError: .* version 2/);
    expect(reasons[5]).toMatch(/^ForeignItemError: .*"a1".*"b2"/);
    expect(reasons[6]).toMatch(/^ForeignItemError: .* run 1 .* run 2 /);
    expect(run.lines.filter((line) => line.includes('"level":"error"'))).toHaveLength(7);
    // Those who wait for them are told, by the run that they came with.
    const told = (await run.events()).map((event) => (event.kind === "item-unreadable" ? event : undefined));
    const names = ["Malformed", "Malformed", "Malformed", "Newer", "Malformed"].map((name) => `${name}MessageError`);
    expect(told.map((event) => event?.failure.name)).toEqual([...names, "ForeignItemError"]);
    expect(told.map((event) => event?.run)).toEqual([1, 1, 1, 1, 1, 2]);
    expect(new Set(told.map((event) => event?.item)).size).toBe(6);
  });

  it("keeps an item that it cannot read until the log has stored that", async () => {
    const memory = createMemoryBroker();
    let refusals = 2;
    const flaky = withAppend(memory, (record) =>
      refusals-- > 0 ? Promise.reject(new BrokerUnavailableError("log.append")) : memory.log.append(record),
    );
    const run = start(() => Promise.resolve(), { memory: flaky });
    const body = new TextEncoder().encode("nonsense");
    await memory.work.publish({ lane: "zz", analysis: "a1", run: 1, body, dedupKey: "nonsense" });
    await run.idle();
    expect(await eventsOf(memory)).toMatchObject([{ kind: "item-unreadable", failure: { attempts: 3 } }]);
    expect(await memory.deadLetters.list()).toHaveLength(1);
  });

  it.each([
    ["file", fileItem(), { kind: "file-failed" }],
    ["partition", partitionItem(1), { kind: "partition-failed", partition: partitionItem(1).partition }],
  ])("puts into the log that a %s failed for good, then gives it up", async (_, item, expected) => {
    const run = start(() => Promise.reject(new GoneError("No such branch")));
    await run.publish(item);
    await run.idle();
    const failure = { name: "GoneError", message: "No such branch", retry: "never", attempts: 1 };
    expect(await run.events()).toMatchObject([{ ...expected, sample: "data_A", file: 0, failure }]);
    expect(await run.broker.deadLetters.list()).toMatchObject([{ reason: "GoneError: No such branch", attempts: 1 }]);
  });

  it("loses only the first partition of a file whose plan is stored", async () => {
    const run = start(async (item, context) => {
      if (item.kind === "file") await context.append(planned(item));
      throw new GoneError("Basket broken");
    });
    await run.publish(fileItem());
    await run.idle();
    expect((await run.events())[1]).toMatchObject({
      kind: "partition-failed",
      identity: planned(fileItem()).identity,
      partition: { index: 0, count: 3, entryStart: 0, entryStop: 100 },
      failure: { name: "GoneError" },
    });
  });

  it("tries again what may succeed later, and says so only if it never does", async () => {
    const tries = new Map<string, number>();
    const run = start(
      (item) => {
        const count = (tries.get(item.file.path) ?? 0) + 1;
        tries.set(item.file.path, count);
        return item.file.path === "recovers" && count === 3
          ? Promise.resolve()
          : Promise.reject(new AwayError("Server away"));
      },
      { maxDeliveries: 4 },
    );
    await run.publish(fileItem("recovers", "a1", 0));
    await run.publish(fileItem("never recovers", "a1", 1));
    await run.idle();
    expect(Object.fromEntries(tries)).toEqual({ recovers: 3, "never recovers": 4 });
    const failure = { name: "AwayError", retry: "later", attempts: 4 };
    expect(await run.events()).toMatchObject([{ kind: "file-failed", file: 1, failure }]);
    expect(await run.broker.deadLetters.list()).toHaveLength(1);
  });

  it.each([
    { maxDeliveries: 3, tries: ["beside", "beside", "alone"], attempts: 2 },
    { maxDeliveries: 1, tries: ["beside", "alone"], attempts: 1 },
  ])("tries an item alone that was too slow beside others: %o", async ({ maxDeliveries, tries, attempts }) => {
    const seen: string[] = [];
    const slow = (how: string, beside: number) => () => {
      seen.push(how);
      return Promise.reject(new WorkerTimeoutError(700, beside));
    };
    const run = start(slow("beside", 3), { processAlone: slow("alone", 0), maxDeliveries });
    await run.publish(partitionItem(1));
    await run.idle();
    expect(seen).toEqual(tries);
    const message = expect.stringContaining("longer than 700 ms, alone in its processor") as string;
    expect(await run.events()).toMatchObject([{ kind: "partition-failed", failure: { attempts, message } }]);
    expect(run.lines.join("")).toContain("Item timed out beside others, to be tried alone");
  });

  it("takes an item that was too slow beside others and not alone for done", async () => {
    const process: ProcessItem = () => Promise.reject(new WorkerTimeoutError(700, 1));
    const run = start(process, {
      processAlone: (item, context) => context.append(partitionDone(item as PartitionWorkItem)),
    });
    await run.publish(partitionItem(1));
    await run.idle();
    expect(await run.events()).toEqual([partitionDone(partitionItem(1))]);
  });

  it("gives up an item that never got a try alone at its last delivery, and says so", async () => {
    const run = start(() => Promise.reject(new WorkerTimeoutError(700, 3)), {
      processAlone: () => Promise.reject(new WorkerTimeoutError(700, 3, 350)),
    });
    await run.publish(partitionItem(1));
    await run.idle();
    const [event] = await run.events();
    expect(event).toMatchObject({ kind: "partition-failed", failure: { name: "WorkerTimeoutError", attempts: 3 } });
    expect(JSON.stringify(event)).toMatch(
      /700 ms, beside 3 others,.*waited another 350 ms for a try alone.*HZZ_WORKERS/,
    );
  });

  it("gives up an item that meets an unforeseen error, with the stack in the process's own log", async () => {
    const run = start(() => {
      throw new TypeError("x is undefined");
    });
    await run.publish(fileItem());
    await run.idle();
    const failure = { name: "UnforeseenError", message: "TypeError: x is undefined", retry: "never" };
    expect(await run.events()).toMatchObject([{ kind: "file-failed", failure }]);
    expect(JSON.stringify(await run.events())).not.toContain("run-processor.test");
    expect(run.lines.some((line) => line.includes("run-processor.test") && line.includes('"level":"error"'))).toBe(
      true,
    );
  });

  it("does not give up an item whose failure cannot be stored", async () => {
    const memory = createMemoryBroker();
    let refusals = 5;
    const flaky = withAppend(memory, (record) =>
      refusals-- > 0 ? Promise.reject(new AwayError("Broker away")) : memory.log.append(record),
    );
    const run = start(() => Promise.reject(new GoneError("No such branch")), { memory: flaky });
    await run.publish(fileItem());
    await run.idle();
    expect(await eventsOf(memory)).toMatchObject([{ kind: "file-failed" }]);
    expect(await memory.deadLetters.list()).toHaveLength(1);
  });

  it("reports an item that took each of its processors along", async () => {
    const memory = createMemoryBroker();
    await publish(memory, partitionItem(2));
    for (let i = 0; i < 2; i++) {
      const killed = memory.connectAnother();
      let taken = false;
      const signal = new AbortController().signal;
      const process = () => {
        taken = true;
        return new Promise<void>(() => undefined);
      };
      const logger = createLogger({ level: "error", format: "json", write: () => undefined });
      const dying = runProcessor({
        broker: killed,
        lanes: ["zz"],
        concurrency: 1,
        maxDeliveries: 2,
        process,
        signal,
        logger,
      });
      dying.catch(() => undefined);
      await waitFor(() => taken);
      await killed[Symbol.asyncDispose]();
    }
    let runs = 0;
    const process = () => {
      runs++;
      return Promise.resolve();
    };
    const run = start(process, { memory, maxDeliveries: 2 });
    await run.idle();
    expect(runs).toBe(0);
    const failure = { name: "DeliveriesExhaustedError" };
    expect(await run.events()).toMatchObject([{ kind: "partition-failed", partition: { index: 2 }, failure }]);
    expect(await run.broker.deadLetters.list()).toHaveLength(1);
  });

  it("keeps a long item while it runs", async () => {
    let runs = 0;
    const run = start(
      async () => {
        runs++;
        await new Promise((resolve) => setTimeout(resolve, 2500));
      },
      { memory: createMemoryBroker({ ackWaitMs: 1000 }), concurrency: 2 },
    );
    await run.publish(fileItem());
    await run.idle();
    expect(runs).toBe(1);
  });

  it("stops an item of a cancelled analysis, which then is no failure and stores nothing more", async () => {
    let refused: unknown;
    let started = false;
    const run = start(async (item, context) => {
      started = true;
      await new Promise<void>((resolve) => {
        context.signal.addEventListener("abort", () => {
          resolve();
        });
      });
      await context.append(planned(item as ReturnType<typeof fileItem>)).catch((error: unknown) => {
        refused = error;
      });
      context.signal.throwIfAborted();
    });
    await run.publish(fileItem());
    await waitFor(() => started);
    await run.broker.work.cancel("a1", 1);
    await run.idle();
    expect(refused).toMatchObject({ name: "AnalysisCancelledError" });
    expect(await run.events()).toEqual([]);
    expect(await run.broker.deadLetters.list()).toEqual([]);
  });

  it("asks again for work when the broker did not answer at first, and says so once", async () => {
    const memory = createMemoryBroker();
    let refusals = 2;
    const away = withConsume(memory, (handle, options) =>
      refusals-- > 0
        ? Promise.reject(new BrokerUnavailableError("opening the lane zz"))
        : memory.work.consume(handle, options),
    );
    const run = start(() => Promise.resolve(), { memory: away });
    await run.publish(fileItem());
    await run.idle();
    expect(run.lines.filter((line) => line.includes('"level":"warn"'))).toHaveLength(1);
  });

  it("ends without an error when it is stopped before its broker ever answered", async () => {
    const away = withConsume(createMemoryBroker(), () =>
      Promise.reject(new BrokerUnavailableError("opening the lane zz")),
    );
    const run = start(() => Promise.resolve(), { memory: away });
    await waitFor(() => run.lines.length === 1);
    await run.drain();
  });

  it("drains: finishes what is in hand and leaves the rest", async () => {
    let finish: (() => void) | undefined;
    let runs = 0;
    const run = start(async () => {
      runs++;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await run.publish(fileItem("a", "a1", 0));
    await run.publish(fileItem("b", "a1", 1));
    await waitFor(() => finish !== undefined);
    const drained = run.drain();
    finish?.();
    await drained;
    expect(runs).toBe(1);
    expect(await run.broker.work.state("zz")).toMatchObject({ waiting: 1, inFlight: 0 });
  });
});
