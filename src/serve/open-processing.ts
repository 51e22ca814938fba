import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import type { Queue } from "../processor/handle-delivery.ts";
import { type ProcessorOptions, runProcessor } from "../processor/run-processor.ts";
import { createWorkerPool, type WorkerPool } from "../processor/threads/worker-pool.ts";
import type { WorkerSettings } from "../processor/threads/worker-settings.ts";

/** The settings of the same names. */
export interface ProcessingSettings {
  readonly workers: number;
  readonly itemTimeoutMs: number;
  readonly maxDeliveries: number;
  readonly retryDelayMs?: number;
}

export interface ProcessingOptions {
  readonly settings: ProcessingSettings;
  readonly broker: Broker;
  readonly lanes: readonly string[];
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  readonly workerSettings?: WorkerSettings;
  /** Starts all threads now instead of when they are needed. */
  readonly startAtOnce: boolean;
  readonly logger: Logger;
  /** For what becomes of work items. Default: `logger`. */
  readonly itemLogger?: Logger;
  /** When it aborts, what is in hand goes to other processors. */
  readonly handBack?: AbortSignal;
}

/** Worker threads, and the loop that brings them the work of a broker's lanes. Dispose it after the loop has ended. */
export interface Processing extends AsyncDisposable {
  readonly pool: WorkerPool;
  /** What the loop and its queue are made with. */
  readonly parts: Omit<ProcessorOptions, "signal"> & { readonly retryDelayMs: number };
  /**
   * Works through the lanes. Resolves after `signal` aborts and everything in hand is settled.
   * @param queue what deliveries are given to; by default a queue of its own
   */
  run(signal: AbortSignal, queue?: Queue): Promise<void>;
}

/** The one place that wires pool, queue and loop: for a processor, for `hzz up` and for `hzz run`. */
export function openProcessing(options: ProcessingOptions): Processing {
  const { settings, broker, lanes, workerUrl, workerSettings: workerData, startAtOnce, logger, handBack } = options;
  const { workers, itemTimeoutMs, maxDeliveries, retryDelayMs = 1000 } = settings;
  const pool = createWorkerPool({ workerUrl, workerData, size: workers, startAtOnce, itemTimeoutMs, logger });
  const parts = {
    broker,
    lanes,
    concurrency: workers,
    maxDeliveries,
    retryDelayMs,
    process: pool.run,
    processAlone: pool.runAlone,
    logger: options.itemLogger ?? logger,
    ...(handBack === undefined ? {} : { handBack }),
  };
  return {
    pool,
    parts,
    run: (signal, queue) => runProcessor({ ...parts, signal }, queue),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
