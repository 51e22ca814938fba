import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spec } from "../../test/support/fixture-log.ts";
import { createLogger } from "../logging/logger.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { runAnalysis, type RunOptions } from "./run-analysis.ts";

/** A worker of invented files: with the mirror "broken" it cannot read those of the sample llll, with "slow" it waits until it is stopped. */
const WORKER = `
import { workerData } from "node:worker_threads";
import { done, planned } from "../../test/support/fixture-log.ts";
import { AppError } from "../errors/app-error.ts";
import { serveWorker } from "../processor/threads/serve-worker.ts";

class BrokenError extends AppError { readonly retry = "never"; }

serveWorker(async (item, context) => {
  const [mirror] = workerData.mirrors;
  if (mirror === "broken" && item.sample.name === "llll") throw new BrokenError("cannot be read");
  while (mirror === "slow") {
    context.signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const plan = { ...planned(item.sample.name, item.file.index, [0, 10]), analysis: item.analysis };
  await context.append(plan);
  await context.append({ ...done(plan, 0), analysis: item.analysis });
});
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-run-"));
  await build({
    stdin: { contents: WORKER, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: join(folder, "worker.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(
  broker: Broker,
  mirror: string,
  signal = new AbortController().signal,
  more: Partial<RunOptions> = {},
): Promise<AnalysisView> {
  return runAnalysis({
    spec,
    broker,
    workerUrl: pathToFileURL(join(folder, "worker.mjs")),
    workerSettings: { mirrors: [mirror], http: {} },
    workers: 2,
    maxDeliveries: 1,
    itemTimeoutMs: 20_000,
    logger: createLogger({ level: "error", format: "text", write: () => undefined }),
    onView: () => undefined,
    signal,
    ...more,
  });
}

describe("running an analysis on a broker that keeps its log", () => {
  it("takes up an incomplete one, then shows the complete one without any work", async () => {
    await using broker = createMemoryBroker();
    const first = await run(broker, "broken");
    expect(first).toMatchObject({ status: "incomplete", run: 1, missing: [{ file: "c.root" }] });
    expect(await run(broker, "fine")).toMatchObject({ status: "complete", run: 2 });
    expect(await run(broker, "broken")).toMatchObject({ status: "complete", run: 2 });
  });

  it("takes up a cancelled one", async () => {
    await using broker = createMemoryBroker();
    const stop = new AbortController();
    const cancelled = run(broker, "slow", stop.signal);
    stop.abort();
    expect(await cancelled).toMatchObject({ status: "cancelled", run: 1 });
    expect(await run(broker, "fine")).toMatchObject({ status: "complete", run: 2 });
  });

  it("cancels the run as which lost work was sent again", async () => {
    await using broker = createMemoryBroker();
    const stop = new AbortController();
    const notes: string[] = [];
    const cancelled = run(broker, "slow", stop.signal, {
      quietMs: 50,
      onNote: (line) => notes.push(line),
      onView: ({ id, run }) => {
        if (run === 1) void broker.work.cancel(id, run);
      },
    });
    await expect.poll(() => notes.join()).toMatch(/sent again, as run 2$/);
    stop.abort();
    expect(await cancelled).toMatchObject({ status: "cancelled", run: 2 });
  });
});
