import type { Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import { createWorkerPool, type WorkerPool } from "../processor/threads/worker-pool.ts";
import type { WorkerSettings } from "../processor/threads/worker-settings.ts";
import type { AccessRules } from "../rootio/source/access-rules.ts";

/** Who waits for a count writes meanwhile. */
const only = { entries: 100_000, milliseconds: 1000 };
/** Of one file, whose first entries are all that is wanted: a plotter has not the memory of a processor. */
const mostMetadataBytes = 8 << 20;
const mostBasketBytes = 64 << 20;
const impatience = {
  wholeFileBytes: 1 << 20,
  maxWholeFileBytes: 32 << 20,
  attempts: 1,
  unreachableAttempts: 1,
};
/** Of toys, in memory. */
const mostToyScale = 1;

/** The thread of a plotter that counts the first events of files; it starts when it is first needed. */
export function openCounting(
  { mirrors, http, reading, toyMaxScale }: Config,
  access: AccessRules | undefined,
  workerUrl: URL,
  logger: Logger,
): WorkerPool {
  const workerData: WorkerSettings = {
    ...{ mirrors, access, only },
    http: { ...http, ...impatience },
    reading: {
      metadataBytes: Math.min(reading.metadataBytes, mostMetadataBytes),
      basketBytes: Math.min(reading.basketBytes, mostBasketBytes),
    },
    toys: { maxScale: Math.min(toyMaxScale, mostToyScale), mostKept: 2 },
  };
  return createWorkerPool({ workerUrl, workerData, size: 1, resourceLimits: { maxOldGenerationSizeMb: 256 }, logger });
}
