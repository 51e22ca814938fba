import { createQueue, type Queue } from "./handle-delivery.ts";
import { observeItems } from "./item-observer.ts";
import { keepRecipes } from "./kept-recipes.ts";
import type { ProcessItem } from "./process-context.ts";
import { addWorkRoute, malformedItem } from "./work-route.ts";
import { createServiceApp } from "../http/service-app.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import { whyAway } from "../messaging/why-away.ts";
import type { Metrics } from "../metrics/metrics.ts";

export interface ProcessorModuleOptions {
  readonly broker: Pick<Broker, "work" | "log" | "recipes" | "capabilities" | "checkReachable">;
  readonly process: ProcessItem;
  /** As `DeliveryOptions` has it; for the queue. */
  readonly processAlone?: ProcessItem;
  readonly logger: Logger;
  /** A new one, which this fills. */
  readonly metrics: Metrics;
  /** Lanes whose counters are told from the start, with 0: a counter that begins later hides its first events from rates. */
  readonly lanes?: readonly string[];
  /** Items of the queue are tried so often. */
  readonly maxDeliveries: number;
  readonly retryDelayMs: number;
  /** Items by HTTP at once; more are sent away for a moment. */
  readonly concurrency: number;
  /** Names by which the server may be asked, without port; undefined: any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Whether the queue is being served. */
  readonly isConsuming: () => boolean;
  /** Why what is taken could not be done now; undefined: it could. */
  readonly whyIdle?: () => string | undefined;
  /** Aborts when the processor is to end: it takes nothing new by HTTP, and is not ready any more. */
  readonly stop: AbortSignal;
  /** Aborts when what is in hand is to go to others. */
  readonly handBack: AbortSignal;
}

/** A processor as a function platform knows it: one handler for requests, one for deliveries. */
export interface ProcessorModule {
  readonly fetch: (request: Request, env?: unknown) => Promise<Response>;
  /** What `runProcessor` gives the deliveries of a broker to. */
  readonly queue: Queue;
}

/** POST /work, GET /healthz, /readyz, /startedz and /metrics, and the queue, over one way of processing an item. */
export function createProcessorModule(options: ProcessorModuleOptions): ProcessorModule {
  const observer = observeItems(options.metrics, options.lanes ?? []);
  const app = createServiceApp({ ...options, problemOf: malformedItem, unready: () => unready(options) });

  const complete = keepRecipes(options.broker);
  addWorkRoute(app, { ...options, complete, observer });

  return {
    fetch: async (request, env) => app.fetch(request, env),
    queue: createQueue({ ...options, observer }),
  };
}

/** Why no work should be expected of this processor now; undefined: it is ready. */
async function unready({ stop, isConsuming, whyIdle, broker }: ProcessorModuleOptions): Promise<string | undefined> {
  if (stop.aborted) return "The processor is stopping.";
  if (!isConsuming()) return "The processor takes no work from its lanes.";
  return whyIdle?.() ?? (await whyAway(broker));
}
