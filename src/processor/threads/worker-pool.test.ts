import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "../../errors/app-error.ts";
import { createLogger } from "../../logging/logger.ts";
import { fileItem, partitionDone, partitionItem, recordingContext } from "../../../test/support/work-items.ts";
import { createWorkerPool, type WorkerPoolOptions } from "./worker-pool.ts";

/** A worker that does what the path of its item says. Node 20 starts no TypeScript, so it is bundled first. */
const WORKER = `
import { threadId, workerData } from "node:worker_threads";
import { serveWorker } from "./serve-worker.ts";
import { AppError } from "../../errors/app-error.ts";
import { partitionDone, partitionItem } from "../../../test/support/work-items.ts";

class DiskFullError extends AppError { readonly retry = "later"; }

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

serveWorker(async (item, context) => {
  switch (item.file.path) {
    case "yield":
      await context.append(partitionDone(partitionItem(1)));
      await context.publish(partitionItem(2));
      return;
    case "who":
      await context.append({ version: 1, analysis: JSON.stringify([threadId, workerData]), kind: "cancelled", at: "" });
      return;
    case "app error":
      throw new DiskFullError("No space", { file: "x.root" }, { cause: new Error("E1") });
    case "plain error":
      throw new TypeError("x is undefined");
    case "exit":
      process.exit(7);
    case "uncaught":
      setTimeout(() => { throw new RangeError("nobody catches this"); });
      return pause(60_000);
    case "idle crash":
      setTimeout(() => { throw new RangeError("after the end"); }, 20);
      return;
    case "too much memory": {
      const kept: unknown[] = [];
      for (;;) kept.push(new Array(1e5).fill(kept.length));
    }
    case "hang":
      for (;;);
    case "wait for abort":
      await context.append(partitionDone(partitionItem(0)));
      while (!context.signal.aborted) await pause(5);
      throw context.signal.reason;
    case "not cloneable":
      await context.append({ oops: () => 1 } as never);
      return;
    case "done, not read":
      Atomics.wait(workerData, 0, 0);
      setTimeout(() => Atomics.store(workerData, 0, 2), 20); // after the word that it is done
      return;
    case "careless":
      void context.append(partitionDone(partitionItem(0)));
      return;
  }
});
`;

let folder: string;
let workerUrl: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-worker-pool-"));
  const outfile = join(folder, "worker.mjs");
  const stdin = { contents: WORKER, loader: "ts" as const, resolveDir: import.meta.dirname };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", keepNames: true, logLevel: "silent" });
  workerUrl = pathToFileURL(outfile);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function open(options: Partial<WorkerPoolOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", format: "json", write: (line) => lines.push(line) });
  const pool = createWorkerPool({ workerUrl, size: 1, logger, ...options });
  onTestFinished(() => pool[Symbol.asyncDispose]());
  const run = async (path: string, signal?: AbortSignal) => {
    const context = recordingContext(signal);
    await pool.run(fileItem(path), context);
    return context;
  };
  return { pool, lines, run };
}

describe("createWorkerPool", () => {
  it("runs an item on a thread, whose events and items reach the context as they were", async () => {
    const { run } = open();
    const { events, items } = await run("yield");
    expect(events).toEqual([partitionDone(partitionItem(1))]);
    expect(items).toEqual([partitionItem(2)]);
  });

  it("starts no more threads than its size, and only when they are needed", async () => {
    const { pool, run } = open({ size: 2, workerData: { mirror: "m" } });
    expect(pool.threads).toBe(0);
    const who = async (path: string) => JSON.parse((await run(path)).events[0]!.analysis) as [number, unknown];
    const [alone] = await who("who");
    expect((await who("who"))[0]).toBe(alone);
    expect(pool.threads).toBe(1);
    const answers = await Promise.all(Array.from({ length: 8 }, () => who("who")));
    expect(new Set(answers.map(([thread]) => thread)).size).toBe(2);
    expect(pool.threads).toBe(2);
    for (const [, data] of answers) expect(data).toEqual({ mirror: "m" });
  });

  it("answers an append only when it is stored", async () => {
    const { pool } = open();
    let store: (() => void) | undefined;
    let ended = false;
    const context = recordingContext();
    const appended = new Promise<void>((resolve) => {
      context.append = () => {
        resolve();
        return new Promise<void>((stored) => {
          store = stored;
        });
      };
    });
    const running = pool.run(fileItem("yield"), context).then(() => {
      ended = true;
    });
    await appended;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ended).toBe(false);
    expect(context.items).toEqual([]);
    store?.();
    await running;
    expect(context.items).toHaveLength(1);
  });

  it("gives the thread the error with which storing failed", async () => {
    const { pool } = open();
    const context = { ...recordingContext(), append: () => Promise.reject(new Error("broker away")) };
    await expect(pool.run(fileItem("yield"), context)).rejects.toThrow("broker away");
  });

  it("passes on the errors of the thread with name, words, place, retry and cause", async () => {
    const { run } = open();
    const refusal = expect(run("app error")).rejects;
    await refusal.toBeInstanceOf(AppError);
    await refusal.toMatchObject({
      name: "DiskFullError",
      message: "No space (file x.root)",
      where: { file: "x.root" },
      retry: "later",
      cause: { message: "E1" },
    });
    await expect(run("plain error")).rejects.toMatchObject({ name: "TypeError", message: "x is undefined" });
    await expect(run("plain error")).rejects.not.toBeInstanceOf(AppError);
  });

  it.each([
    ["exit", /exit code 7/],
    ["uncaught", /nobody catches this/],
    ["too much memory", /memory/],
  ])("fails the item of a thread that crashes (%s), and replaces the thread", async (path, message) => {
    const { run } = open({ resourceLimits: { maxOldGenerationSizeMb: 32 } });
    await expect(run(path)).rejects.toMatchObject({ name: "WorkerCrashedError", retry: "later" });
    await expect(run(path)).rejects.toThrow(message);
    expect((await run("yield")).events).toHaveLength(1);
  });

  it("starts threads when they are needed, or all of them at once", async () => {
    expect(open({ size: 3 }).pool.threads).toBe(0);
    const { pool, run } = open({ size: 3, startAtOnce: true });
    expect(pool.threads).toBe(3);
    expect((await run("yield")).events).toHaveLength(1);
    expect(pool.threads).toBe(3);
  });

  it("logs the crash of an idle thread, and replaces it", async () => {
    const { run, lines } = open();
    await run("idle crash");
    const deadline = performance.now() + 45_000;
    while (lines.length === 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines.join("")).toContain("after the end");
    expect((await run("yield")).events).toHaveLength(1);
  });

  it("ends a thread that hangs, and serves the next item with another", async () => {
    const { run } = open({ itemTimeoutMs: 3000 });
    const [hung, next] = await Promise.allSettled([run("hang"), run("yield")]);
    expect(hung).toMatchObject({ reason: { name: "WorkerTimeoutError", retry: "never", beside: 0 } });
    expect(next.status).toBe("fulfilled");
  });

  it("says of an item that took too long how many ran beside it, so that it is tried again", async () => {
    const { run } = open({ size: 3, itemTimeoutMs: 300 });
    const ends = await Promise.allSettled([run("hang"), run("hang"), run("hang")]);
    const reason = {
      name: "WorkerTimeoutError",
      retry: "later",
      beside: 2,
      message: expect.stringMatching(
        /^The item took longer than 300 ms, beside 2 others, and was stopped.*HZZ_WORKERS/,
      ) as string,
    };
    expect(ends).toMatchObject([{ reason }, { reason }, { reason }]);
  });

  it("runs an item alone: when nothing else runs, and with nothing beside it", async () => {
    const { pool, run } = open({ size: 2, itemTimeoutMs: 3000 });
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    const before = new AbortController();
    const earlier = run("wait for abort", before.signal).catch(note("earlier"));
    const alone = pool.runAlone(fileItem("hang"), recordingContext()).catch((error: unknown) => {
      order.push("alone");
      return error;
    });
    const later = run("yield").then(note("later"));
    before.abort(new Error("enough"));
    await Promise.all([earlier, alone, later]);
    expect(order).toEqual(["earlier", "alone", "later"]);
    expect(await alone).toMatchObject({
      retry: "never",
      beside: 0,
      message: expect.stringContaining("longer than 3000 ms, alone in its processor") as string,
    });
  });

  it("waits for a try alone no longer than half the limit, and lets those behind it go", async () => {
    const { pool, run } = open({ size: 2, itemTimeoutMs: 4000 });
    const before = new AbortController();
    const earlier = run("wait for abort", before.signal).catch(() => "ended");
    const alone = pool.runAlone(fileItem("yield"), recordingContext());
    const later = run("yield");
    await expect(alone).rejects.toMatchObject({ retry: "later", beside: 1 });
    await expect(alone).rejects.toThrow("It waited another 2000 ms for a try alone");
    before.abort(new Error("enough"));
    await Promise.all([earlier, later]);
  });

  it("holds nobody back for an item that was to run alone and is not wanted any more", async () => {
    const { pool, run } = open({ size: 2 });
    const before = new AbortController();
    const wanted = new AbortController();
    const earlier = run("wait for abort", before.signal).catch(() => "ended");
    const alone = pool.runAlone(fileItem("yield"), recordingContext(wanted.signal));
    const later = run("yield");
    wanted.abort(new Error("not wanted any more"));
    await expect(alone).rejects.toThrow("not wanted any more");
    expect((await later).events).toHaveLength(1);
    before.abort(new Error("enough"));
    await earlier;
  });

  it("takes an item for done that was so in time, though this thread had no time to hear of it", async () => {
    const itemTimeoutMs = 3000;
    const done = new Int32Array(new SharedArrayBuffer(4));
    const { run } = open({ itemTimeoutMs, workerData: done });
    await run("yield"); // the thread is up
    const begun = performance.now();
    const running = run("done, not read");
    await new Promise((resolve) => setImmediate(resolve)); // timers come next, before messages
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
    while (Atomics.load(done, 0) !== 2 || performance.now() < begun + itemTimeoutMs + 50);
    await running;
  });

  it("lets an aborted item end by itself, on a thread that stays", async () => {
    const { pool, run } = open({ abortGraceMs: 60_000 });
    const before = (await run("who")).events;
    const controller = new AbortController();
    const append = () => {
      controller.abort(new Error("not wanted any more"));
      return Promise.resolve();
    };
    const running = pool.run(fileItem("wait for abort"), { ...recordingContext(controller.signal), append });
    await expect(running).rejects.toThrow("not wanted any more");
    expect((await run("who")).events).toEqual(before);
  });

  it("ends the thread of an aborted item that does not listen", async () => {
    const { run } = open({ abortGraceMs: 50 });
    const controller = new AbortController();
    const running = run("hang", controller.signal);
    controller.abort(new Error("not wanted any more"));
    await expect(running).rejects.toThrow("not wanted any more");
    expect((await run("yield")).events).toHaveLength(1);
  });

  it("lets an aborted item leave the queue", async () => {
    const { run } = open({ abortGraceMs: 50 });
    const first = new AbortController();
    const second = new AbortController();
    const hung = run("hang", first.signal);
    const queued = run("yield", second.signal);
    second.abort(new Error("changed my mind"));
    await expect(queued).rejects.toThrow("changed my mind");
    first.abort(new Error("enough"));
    await expect(hung).rejects.toThrow("enough");
    await expect(run("yield", second.signal)).rejects.toThrow("changed my mind");
  });

  it("fails an item that yields what cannot be cloned, and keeps the thread", async () => {
    const { run } = open();
    await expect(run("not cloneable")).rejects.toMatchObject({ name: "DataCloneError" });
    expect((await run("yield")).events).toHaveLength(1);
  });

  it("passes on what an item appends without waiting for it", async () => {
    const { run } = open();
    expect((await run("careless")).events).toHaveLength(1);
  });

  it("fails what runs and what waits when it is closed, and takes nothing more", async () => {
    const { pool, run } = open();
    const running = Promise.allSettled([run("hang"), run("yield")]);
    await pool[Symbol.asyncDispose]();
    expect(await running).toMatchObject([
      { reason: { name: "WorkerPoolClosedError" } },
      { reason: { name: "WorkerPoolClosedError" } },
    ]);
    await expect(run("yield")).rejects.toMatchObject({ name: "WorkerPoolClosedError", retry: "later" });
  });

  it("fails items, again and again, whose worker module does not exist", async () => {
    const { run } = open({ workerUrl: pathToFileURL(join(tmpdir(), "hzz-no-such-worker.mjs")) });
    for (let i = 0; i < 2; i++)
      await expect(run("yield")).rejects.toMatchObject({ name: "WorkerCrashedError", retry: "later" });
  });
});
