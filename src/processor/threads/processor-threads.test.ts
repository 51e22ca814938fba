import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { fileItem, partitionDone, partitionItem } from "../../../test/support/work-items.ts";
import { runProcessor } from "../run-processor.ts";
import { observeItems } from "../item-observer.ts";
import { createWorkerPool } from "./worker-pool.ts";
import { createLogger } from "../../logging/logger.ts";
import { createMetrics } from "../../metrics/metrics.ts";
import { createMemoryBroker } from "../../messaging/memory.ts";
import { decodeLogEvent, encodeWorkItem } from "../../protocol/codec.ts";
import type { LogEvent } from "../../protocol/log-event.ts";

/** Plans a file into three partitions; partition 2 takes its thread along at its first try. */
const WORKER = `
import { existsSync, writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { serveWorker } from "./serve-worker.ts";
import { partitionDone, partitionItem } from "../../../test/support/work-items.ts";

serveWorker(async (item, context) => {
  if (item.kind === "file") {
    await Promise.all([1, 2].map((index) => context.publish(partitionItem(index))));
    await context.append(partitionDone(partitionItem(0)));
    return;
  }
  if (item.partition.index === 2 && !existsSync(workerData)) {
    writeFileSync(workerData, "crashed once");
    process.exit(1);
  }
  await context.append(partitionDone(item));
});
`;

/** Partition 1 hangs always, partition 2 at its first try. */
const SLOW_WORKER = `
import { existsSync, writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { serveWorker } from "./serve-worker.ts";
import { partitionDone } from "../../../test/support/work-items.ts";

serveWorker(async (item, context) => {
  const isFirst = !existsSync(workerData);
  if (item.partition.index === 2 && isFirst) writeFileSync(workerData, "hung once");
  if (item.partition.index === 1 || isFirst) for (;;);
  await context.append(partitionDone(item));
});
`;

async function bundled(contents: string): Promise<{ readonly workerUrl: URL; readonly workerData: string }> {
  const folder = await mkdtemp(join(tmpdir(), "hzz-processor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, "worker.mjs");
  const stdin = { contents, loader: "ts" as const, resolveDir: import.meta.dirname };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" });
  return { workerUrl: pathToFileURL(outfile), workerData: join(folder, "mark") };
}

const logger = createLogger({ level: "error", format: "json", write: () => undefined });

it("of two items that time out beside each other, only the one that is too slow alone is given up", async () => {
  await using broker = createMemoryBroker();
  const settings = { size: 2, itemTimeoutMs: 3000, logger };
  await using pool = createWorkerPool({ ...(await bundled(SLOW_WORKER)), ...settings });
  const metrics = createMetrics("processor");
  for (const index of [1, 2])
    await broker.work.publish({
      lane: "zz",
      analysis: "a1",
      run: 1,
      body: encodeWorkItem(partitionItem(index)),
      dedupKey: String(index),
    });
  const controller = new AbortController();
  const processor = runProcessor({
    broker,
    lanes: ["zz"],
    concurrency: 2,
    maxDeliveries: 5,
    retryDelayMs: 5,
    process: pool.run,
    processAlone: pool.runAlone,
    observer: observeItems(metrics, ["zz"]),
    signal: controller.signal,
    logger,
  });
  const events: LogEvent[] = [];
  for await (const { body } of broker.log.follow("a1", { signal: controller.signal })) {
    events.push(decodeLogEvent(body));
    if (events.length === 2) controller.abort();
  }
  await processor;
  const message = expect.stringContaining("took longer than 3000 ms, alone in its processor") as string;
  expect(events).toHaveLength(2);
  expect(events).toContainEqual(partitionDone(partitionItem(2)));
  expect(events.find(({ kind }) => kind === "partition-failed")).toMatchObject({
    partition: { index: 1 },
    failure: { name: "WorkerTimeoutError", attempts: 2, message },
  });
  expect((await broker.deadLetters.list()).map(({ reason }) => reason)).toEqual([message]);
  const counted = await metrics.text();
  expect(counted).toMatch(/item_timeouts_total\{lane="zz",beside="others"\} [23]\n/);
  expect(counted).toMatch(/item_timeouts_total\{lane="zz",beside="none"\} 1\n/);
});

it("a processor with worker threads yields every partition, although a thread crashes", async () => {
  await using broker = createMemoryBroker();
  await using pool = createWorkerPool({ ...(await bundled(WORKER)), size: 2, logger });
  const controller = new AbortController();
  const processor = runProcessor({
    broker,
    lanes: ["zz"],
    concurrency: 2,
    maxDeliveries: 3,
    retryDelayMs: 5,
    process: pool.run,
    signal: controller.signal,
    logger,
  });
  await broker.work.publish({ lane: "zz", analysis: "a1", run: 1, body: encodeWorkItem(fileItem()), dedupKey: "file" });

  const events: LogEvent[] = [];
  for await (const { body } of broker.log.follow("a1", { signal: controller.signal })) {
    events.push(decodeLogEvent(body));
    if (events.length === 3) controller.abort();
  }
  await processor;
  events.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  expect(events).toEqual([0, 1, 2].map((index) => partitionDone(partitionItem(index))));
  expect(await broker.deadLetters.list()).toEqual([]);
  expect(await broker.work.state("zz")).toMatchObject({ waiting: 0, inFlight: 0 });
});
