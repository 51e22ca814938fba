import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { fileItem, partitionDone, partitionItem } from "../../../test/support/work-items.ts";
import { runProcessor } from "../run-processor.ts";
import { createWorkerPool } from "./worker-pool.ts";
import { createLogger } from "../../logging/logger.ts";
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

it("a processor with worker threads yields every partition, although a thread crashes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hzz-processor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, "worker.mjs");
  const stdin = { contents: WORKER, loader: "ts" as const, resolveDir: import.meta.dirname };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" });

  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  const workerData = join(folder, "mark");
  await using broker = createMemoryBroker();
  await using pool = createWorkerPool({ workerUrl: pathToFileURL(outfile), size: 2, workerData, logger });
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
