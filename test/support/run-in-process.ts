import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { runAnalysis } from "../../src/serve/run-analysis.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import type { LogRecord } from "../../src/messaging/port.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";
import type { WorkerSettings } from "../../src/processor/threads/worker-settings.ts";
import { toyCacheOfTests } from "./toy-files.ts";

export const distFolder = join(import.meta.dirname, "../../dist");

export interface InProcessOptions extends Partial<WorkerSettings> {
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/** Runs an analysis as `hzz run` does, on real worker threads, and gives its last view and its log. */
export async function runInProcess(
  spec: AnalysisSpec,
  { workers = 2, mirrors = [], http = {}, signal = new AbortController().signal }: InProcessOptions,
): Promise<{ view: AnalysisView; log: LogRecord[] }> {
  await using broker = createMemoryBroker();
  const view = await runAnalysis({
    spec,
    broker,
    workerUrl: pathToFileURL(join(distFolder, "worker.js")),
    workerSettings: { mirrors, http, toys: toyCacheOfTests() },
    workers,
    maxDeliveries: 1,
    itemTimeoutMs: 60_000,
    logger: createLogger({ level: "error", format: "text", write: () => undefined }),
    onView: () => undefined,
    signal,
  });
  const log: LogRecord[] = [];
  for await (const record of broker.log.read(undefined)) log.push(record);
  return { view, log };
}
