import { describe, expect, it } from "vitest";
import { done, failureOf, fileFailed, planned, spec } from "../../test/support/fixture-log.ts";
import { startToyProcessor, type ToyProcessor } from "../../test/support/toy-processor.ts";
import { BodyTooLargeError, BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker, OutgoingRecord, OutgoingWork, Stored } from "../messaging/port.ts";
import { decodeLogEvent, decodeWorkItem, encodeLogEvent } from "../protocol/codec.ts";
import { logDedupKey } from "../protocol/dedup-keys.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import type { QueuedItem } from "../protocol/work-item.ts";
import { encodeRecipe } from "../analysis/encoded-recipe.ts";
import { recipeIn } from "../analysis/spec-recipe.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { acceptAnalysis, type Acceptance } from "./accept-analysis.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { cancelAnalysis } from "./cancel-analysis.ts";
import { followLedger } from "./follow-ledger.ts";
import { createLedger, type Ledger } from "./ledger.ts";

const prepared = await prepareAnalysis(spec);
const analysis = prepared.id;
const now = new Date("2026-01-02T03:04:05Z");
const edges = [0, 10, 20];

async function ledgerOf(broker: Broker): Promise<Ledger> {
  const ledger = createLedger(analysis);
  for await (const { body } of broker.log.read(analysis)) ledger.apply(decodeLogEvent(body));
  return ledger;
}

async function append(broker: Broker, ...events: LogEvent[]): Promise<void> {
  for (const event of events) {
    const own = { ...event, analysis };
    await broker.log.append({ analysis, body: encodeLogEvent(own), dedupKey: logDedupKey(own), origin: undefined });
  }
}

/** The end of a run; an analysis that waits for ever fails the test here. */
async function endOf(broker: Broker, run: number): Promise<AnalysisView> {
  const view = await followLedger(broker.log, analysis, () => undefined, AbortSignal.timeout(20_000), run);
  expect(view.status, "the analysis has ended").not.toBe("running");
  return view;
}

/** Waits until all items are done or dead. */
async function idle(broker: Broker): Promise<void> {
  for (;;) {
    const { waiting, inFlight } = await broker.work.state("default");
    if (waiting + inFlight === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function short(item: QueuedItem): string {
  const file = `${item.sample.name}/${item.file.index}`;
  return item.kind === "file" ? file : `${file}/${item.partition.index}`;
}

const allFiles = ["run1/0", "run1/1", "llll/0", "eell/0"];

describe("accepting an analysis", () => {
  it("publishes an item for each file before the log says accepted", async () => {
    await using memory = createMemoryBroker();
    const calls: string[] = [];
    const items: QueuedItem[] = [];
    const broker = watched(memory, (call, body) => {
      calls.push(call);
      if (call === "publishWork") items.push(decodeWorkItem(body!));
      return undefined;
    });
    const acceptance = await acceptAnalysis(broker, prepared, now);
    expect(acceptance).toEqual({ analysis, acceptance: "new", run: 1 });
    expect(calls).toEqual(["readLog", "appendLog", ...Array<string>(4).fill("publishWork"), "appendLog"]);
    expect(items.map(short)).toEqual(allFiles);
    expect(items.map(({ run, kind, sample }) => [run, kind, sample.group, sample.index])).toEqual([
      [1, "file", "data", 0],
      [1, "file", "data", 0],
      [1, "file", "zz", 1],
      [1, "file", "zz", 2],
    ]);
    expect((await ledgerOf(memory)).view()).toMatchObject({ run: 1, acceptedAt: now.toISOString(), status: "running" });
  });

  it("does nothing for one that is running or complete, whether the ledger is given or the log is read", async () => {
    await using broker = createMemoryBroker();
    await acceptAnalysis(broker, prepared, now);
    const silent = watched(broker, (call) => {
      if (call !== "readLog") throw new Error(`${call} was called`);
      return undefined;
    });
    const known: Acceptance = { analysis, acceptance: "known", run: 1 };
    expect(await acceptAnalysis(silent, prepared, now)).toEqual(known);
    expect(await acceptAnalysis(silent, prepared, now, await ledgerOf(broker))).toEqual(known);
    const processor = startToyProcessor(broker);
    expect((await endOf(broker, 1)).status).toBe("complete");
    await processor.stop();
    expect(await acceptAnalysis(silent, prepared, now)).toEqual(known);
  });

  it("takes up what is incomplete as the next run, with work for the missing parts alone", async () => {
    await using broker = createMemoryBroker();
    let broken = true;
    const processor = startToyProcessor(broker, {
      fails: (item) => broken && (item.sample.name === "llll" || (item.kind === "partition" && item.file.index === 1)),
    });
    await acceptAnalysis(broker, prepared, now);
    const first = await endOf(broker, 1);
    expect(first.status).toBe("incomplete");
    expect(first.missing.map(({ file, entryStart }) => [file, entryStart])).toEqual([
      ["b.root", 10],
      ["c.root", undefined],
    ]);
    broken = false;
    const before = processor.items.length;
    const later = new Date("2026-01-03T00:00:00Z");
    expect(await acceptAnalysis(broker, prepared, later)).toEqual({ analysis, acceptance: "again", run: 2 });
    const second = await endOf(broker, 2);
    expect(second).toMatchObject({ status: "complete", run: 2, acceptedAt: now.toISOString() });
    await processor.stop();
    const items = processor.items.slice(before);
    expect(items.map(short).sort()).toEqual(["llll/0", "llll/0/1", "run1/1/1"]);
    expect(items.map((item) => item.run)).toEqual([2, 2, 2]);
  });

  it("takes up what was cancelled, though the broker still remembers the keys of the first run", async () => {
    await using broker = createMemoryBroker();
    expect(broker.capabilities.dedupWindowMs).toBeGreaterThan(60_000);
    let deliver: () => void;
    const delivered = new Promise<void>((resolve) => {
      deliver = resolve;
    });
    /** Items of the first run are held until they are cancelled. */
    const gate = ({ run }: QueuedItem, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<void>((resolve) => {
        if (run > 1) resolve();
        signal.addEventListener("abort", () => {
          resolve();
        });
        deliver();
      });
    const processor = startToyProcessor(broker, { gate });
    await acceptAnalysis(broker, prepared, now);
    await delivered;
    expect(await cancelAnalysis(broker, analysis, now, 1)).toBe(2);
    expect((await endOf(broker, 1)).status).toBe("cancelled");
    expect(await acceptAnalysis(broker, prepared, now)).toEqual({ analysis, acceptance: "again", run: 2 });
    expect((await endOf(broker, 2)).status).toBe("complete");
    await processor.stop();
  });

  it("takes it up as often as it is wanted", async () => {
    await using broker = createMemoryBroker();
    const processor = startToyProcessor(broker, { fails: (item) => item.run < 5 });
    for (let run = 1; run <= 5; run++) {
      expect((await acceptAnalysis(broker, prepared, now)).run).toBe(run);
      expect((await endOf(broker, run)).status).toBe(run < 5 ? "incomplete" : "complete");
    }
    await processor.stop();
  });

  it("has nothing to do for a file that changed while it was read", async () => {
    await using broker = createMemoryBroker();
    const processor = startToyProcessor(broker);
    await acceptAnalysis(broker, prepared, now);
    await endOf(broker, 1);
    await append(broker, planned("run1", 0, edges, "uuid-2"));
    expect((await ledgerOf(broker)).status).toBe("incomplete");
    expect(await acceptAnalysis(broker, prepared, now)).toEqual({ analysis, acceptance: "known", run: 1 });
    await processor.stop();
  });

  it("passes over a changed file when other parts are missing", async () => {
    await using broker = createMemoryBroker();
    const [changed, plan] = [planned("run1", 0, edges, "uuid-2"), planned("llll", 0, edges)];
    await acceptAnalysis(broker, prepared, now);
    await append(broker, planned("run1", 0, edges), changed, plan, done(plan, 1));
    await append(broker, fileFailed("run1", 1), fileFailed("eell", 0, failureOf("gone")));
    await cancelAnalysis(broker, analysis, now, 1);
    expect((await acceptAnalysis(broker, prepared, now)).acceptance).toBe("again");
    const processor = startToyProcessor(broker);
    expect((await endOf(broker, 2)).status).toBe("incomplete");
    await processor.stop();
    expect(processor.items.map(short).sort()).toEqual(["eell/0", "eell/0/1", "llll/0/0", "run1/1", "run1/1/1"]);
  });
});

describe("accepting what is too large for the broker", () => {
  it("refuses the spec before anything is sent", async () => {
    const { length } = encodeLogEvent({ version: 1, kind: "accepted", analysis, spec, at: now.toISOString(), run: 1 });
    await using broker = createMemoryBroker({ maxBodyBytes: length - 1 });
    await expect(acceptAnalysis(broker, prepared, now)).rejects.toThrow(BodyTooLargeError);
    expect(await broker.work.state("default")).toMatchObject({ waiting: 0, inFlight: 0 });
    expect((await ledgerOf(broker)).accepted).toBe(false);
  });

  it("refuses a work item before anything is sent", async () => {
    await using memory = createMemoryBroker();
    const short = { ...spec, groups: [{ ...spec.groups[1]!, samples: [spec.groups[1]!.samples[1]!] }] };
    const preparedShort = await prepareAnalysis(short);
    const { analysis: id } = await acceptAnalysis(memory, preparedShort, now);
    const event = { ...planned("eell", 0, edges, "\u0000".repeat(100)), analysis: id };
    await memory.log.append({
      analysis: id,
      body: encodeLogEvent(event),
      dedupKey: logDedupKey(event),
      origin: undefined,
    });
    await cancelAnalysis(memory, id, now, 1);
    // An item of this planned file is longer than the record that would accept the analysis.
    const { length } = encodeLogEvent({
      version: 1,
      kind: "accepted",
      analysis: id,
      spec: short,
      at: now.toISOString(),
      run: 2,
    });
    const broker = watched(memory, () => undefined, { ...memory.capabilities, maxBodyBytes: length });
    await expect(acceptAnalysis(broker, preparedShort, now)).rejects.toThrow(/The work item has/);
    expect(await memory.work.state("default")).toMatchObject({ waiting: 0, inFlight: 0 });
  });
});

describe("accepting many files", () => {
  const [group] = spec.groups;
  const [sample] = group!.samples;
  const manyFiles = (count: number) =>
    prepareAnalysis({
      ...spec,
      groups: [
        { ...group!, samples: [{ ...sample!, files: Array.from({ length: count }, (_, i) => i.toString(16)) }] },
      ],
    });

  it("refuses work that takes too much room before anything is sent, with the numbers", async () => {
    await using broker = createMemoryBroker();
    const many = await manyFiles(20_000);
    const baseUrls = Array.from({ length: 10 }, (_, i) => `https://example.org/${"a".repeat(1000)}/${i}/`);
    const large = { ...many, spec: { ...many.spec, release: { ...many.spec.release, baseUrls } } };
    await expect(acceptAnalysis(broker, large, now)).rejects.toThrow(
      /at least 1\d{4} items with 1342\d{5} bytes, more than the 134217728 bytes/,
    );
    expect((await broker.work.state("default")).waiting).toBe(0);
    expect(await broker.recipes.get({ analysis: large.id, name: large.recipe.name })).toBeUndefined();
  });

  it("lets others have their turn, and sends the recipe once and not with each item", async () => {
    await using memory = createMemoryBroker();
    const many = await manyFiles(50_000);
    const define = Array.from({ length: 480 }, (_, i) => ({ name: `d${i}`, expression: `${"1+".repeat(240)}1` }));
    const large = { ...many, recipe: await encodeRecipe({ ...recipeIn(many.spec), define }) };
    expect(large.recipe.body.length).toBeGreaterThan(200_000);
    let bytes = 0;
    const broker = watched(memory, (call, body) => {
      if (call === "publishWork") bytes += body!.length;
      return undefined;
    });
    // Nothing here waits for a server, so without slices nobody else would have a turn.
    let turns = 0;
    const other = setInterval(() => turns++, 0);
    await acceptAnalysis(broker, large, now);
    clearInterval(other);
    expect((await memory.work.state("default")).waiting).toBe(50_000);
    expect(bytes / 50_000).toBeLessThan(400);
    expect(turns).toBeGreaterThan(10);
  });

  it("fails with the first error once nothing is on its way any more", async () => {
    await using memory = createMemoryBroker();
    const away = new BrokerUnavailableError("publishWork");
    let published = 0;
    let answered = 0;
    const broker = watched(memory, (call) => {
      if (call !== "publishWork") return undefined;
      if (published++ === 1000) throw away;
      return () => void answered++;
    });
    await expect(acceptAnalysis(broker, await manyFiles(5000), now)).rejects.toBe(away);
    expect(answered).toBe(published - 1);
    expect(published).toBeLessThan(2000);
  });
});

type Call = "publishWork" | "appendLog" | "readLog";
/** Called before a call with the body; what it returns is called afterwards. */
type Watch = (call: Call, body?: Uint8Array) => (() => void) | undefined;

/** The broker as acceptAnalysis sees it, with a look at each call. */
function watched(broker: Broker, watch: Watch, capabilities = broker.capabilities): Broker {
  const { work, log } = broker;
  const watching =
    <Message extends { readonly body: Uint8Array }>(call: Call, send: (message: Message) => Promise<Stored>) =>
    async (message: Message) => {
      const after = watch(call, message.body);
      const stored = await send(message);
      after?.();
      return stored;
    };
  return {
    ...broker,
    capabilities,
    work: { ...work, publish: watching("publishWork", (item: OutgoingWork) => work.publish(item)) },
    log: {
      ...log,
      append: watching("appendLog", (record: OutgoingRecord) => log.append(record)),
      async *read(of) {
        const after = watch("readLog");
        yield* log.read(of);
        after?.();
      },
    },
  };
}

/** Fails at call number `at`: before it happens, or after it did and only the answer was lost. */
function failing(broker: Broker, at: number, when: "before" | "after"): Broker {
  let calls = 0;
  return watched(broker, (call) => {
    if (calls++ !== at) return undefined;
    const fail = () => {
      throw new BrokerUnavailableError(call);
    };
    return when === "after" ? fail : fail();
  });
}

describe.each(["before", "after"] as const)("a broker that fails once, %s it does what a call asks for", (when) => {
  /** Accepts until it is complete; how many times that took. Nothing may wait for ever on the way. */
  async function acceptUntilComplete(broker: Broker): Promise<number> {
    for (let times = 1; times <= 3; times++) {
      const { run } = await acceptAnalysis(broker, prepared, now);
      if ((await endOf(broker, run)).status === "complete") return times;
    }
    throw new Error("it does not become complete");
  }

  /** Runs a story once for each call that acceptAnalysis makes in it. */
  async function atEachCall(story: (at: number) => Promise<boolean>): Promise<number> {
    let at = 0;
    while (await story(at)) at++;
    return at;
  }

  async function failsOnce(broker: Broker, at: number): Promise<boolean> {
    try {
      await acceptAnalysis(failing(broker, at, when), prepared, now);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(BrokerUnavailableError);
      return true;
    }
  }

  it.each([0, 1000])("leaves a first run that the next call finishes (dedup window of %i s)", async (seconds) => {
    const calls = await atEachCall(async (at) => {
      await using broker = createMemoryBroker({ dedupWindowMs: seconds * 1000 });
      const failed = await failsOnce(broker, at);
      const processor = startToyProcessor(broker);
      // Some processor may have done everything that was sent before anybody accepts again.
      if (at % 2 === 0) await idle(broker);
      expect(await acceptUntilComplete(broker)).toBe(1);
      await processor.stop();
      return failed;
    });
    expect(calls).toBe(7);
  });

  it("leaves a first run that the next calls finish, though its work failed meanwhile", async () => {
    await atEachCall(async (at) => {
      await using broker = createMemoryBroker();
      const failed = await failsOnce(broker, at);
      let broken = true;
      const processor = startToyProcessor(broker, { fails: () => broken });
      await idle(broker);
      broken = false;
      await acceptUntilComplete(broker);
      await processor.stop();
      return failed;
    });
  });

  it.each(["incomplete", "cancelled"])(
    "leaves a further run, after one that was %s, that the next calls finish",
    async (how) => {
      await atEachCall(async (at) => {
        await using broker = createMemoryBroker();
        const first = await firstRun(broker, how);
        await first.stop();
        const failed = await failsOnce(broker, at);
        let broken = at % 3 === 0;
        const processor = startToyProcessor(broker, { fails: () => broken });
        if (at % 2 === 0) await idle(broker);
        broken = false;
        await acceptUntilComplete(broker);
        await processor.stop();
        return failed;
      });
    },
  );

  /** A run of which one file is in, one is planned, and the others are not. */
  async function firstRun(broker: Broker, how: string): Promise<ToyProcessor> {
    const processor = startToyProcessor(broker, {
      fails: (item) => item.sample.name !== "run1" || (item.file.index === 1 && item.kind === "partition"),
    });
    await acceptAnalysis(broker, prepared, now);
    await idle(broker);
    if (how === "cancelled") await cancelAnalysis(broker, analysis, now, 1);
    // Not by following it: who is slow sees the end of the run before it was cancelled.
    expect((await ledgerOf(broker)).status).toBe(how);
    return processor;
  }
});
