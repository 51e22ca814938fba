import type { Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { FunctionPool } from "../processor/functions/function-pool.ts";
import { runProcessor } from "../processor/run-processor.ts";
import type { Processing, ProcessingSettings } from "./open-processing.ts";

export interface DispatchingOptions {
  readonly settings: ProcessingSettings;
  readonly dispatch: Config["dispatch"];
  readonly broker: Broker;
  readonly lanes: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly handBack: AbortSignal;
}

/** As `Processing`, with functions elsewhere in place of threads. */
export interface Dispatching extends Omit<Processing, "pool"> {
  /** Why no work can be done now; undefined if it can. */
  whyIdle(): string | undefined;
}

/** Wires functions, and the loop that brings them the work of a broker's lanes. */
export function openDispatching(options: DispatchingOptions): Dispatching {
  const { settings, dispatch, broker, lanes, logger, metrics, handBack } = options;
  const { itemTimeoutMs, maxDeliveries, retryDelayMs = 1000 } = settings;
  const pool = new FunctionPool({ ...dispatch, timeoutMs: itemTimeoutMs, logger, metrics });
  const { concurrency, run: process } = pool;
  const parts = { broker, lanes, concurrency, maxDeliveries, retryDelayMs, process, logger, handBack };
  return {
    parts,
    run: (signal, queue) => runProcessor({ ...parts, signal }, queue),
    whyIdle: () => pool.whyIdle(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
