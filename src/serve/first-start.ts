import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { layoutOf } from "../analysis/layout.ts";
import { presetByName, presetNames } from "../analysis/presets/presets.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { ConfigError } from "../config/config-error.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import { aborted } from "../async/aborted.ts";
import { retryLater } from "../async/retry-later.ts";
import type { Broker } from "../messaging/port.ts";
import { asError } from "../errors/as-error.ts";
import { acceptAnalysis } from "../ledger/accept-analysis.ts";
import { megabytes, mostBytesOf } from "../ledger/memory-need.ts";
import { checkPlaces } from "../plotter/check-places.ts";
import type { LedgerBook } from "../ledger/ledger-book.ts";

/**
 * The analysis that a plotter with an empty log starts by itself (`HZZ_START`); undefined: none.
 * @throws {ConfigError} if there is no such preset, or if the other settings do not allow it.
 */
export function firstAnalysis(config: Config): AnalysisSpec | undefined {
  const name = config.start;
  if (name === "") return undefined;
  const refused = (problem: string) => new ConfigError([{ name: "HZZ_START", problem }]);
  if (!presetNames().includes(name))
    throw refused(`is ${JSON.stringify(name)}; expected the name of a preset: ${presetNames().join(", ")}`);
  const spec = presetByName(name);
  const { lanes, toyMaxScale } = config;
  const [problem] = checkPlaces(spec, { access: accessForAll(config), toyMaxScale, lanes });
  if (problem !== undefined)
    throw refused(`is "${name}", which the other settings do not allow: ${problem.path}: ${problem.message}`);
  const need = mostBytesOf(spec, layoutOf(spec));
  const { memoryBudget } = config.limits;
  if (need > memoryBudget)
    throw refused(
      `is "${name}", which can take ${megabytes(need)} of memory, and HZZ_MEMORY_BUDGET is ${megabytes(memoryBudget)}`,
    );
  return spec;
}

export interface FirstStartOptions {
  readonly broker: Broker;
  readonly book: LedgerBook;
  readonly spec: AnalysisSpec;
  readonly logger: Logger;
  /** No start after it has aborted. */
  readonly stop: AbortSignal;
  /** Before the next try, while the broker is away. */
  readonly retryMs?: number;
}

/**
 * Starts the analysis when the book has read a log in which there is none, not even one that was cancelled. Several plotters may do so at
 * the same time, or one again after it died in the middle: the id follows from the specification, so it is one analysis.
 *
 * Resolves when it is started or not needed, or when it cannot be; then the log of the process says why.
 */
export async function startFirst({
  broker,
  book,
  spec,
  logger,
  stop,
  retryMs = 1000,
}: FirstStartOptions): Promise<void> {
  const prepared = await prepareAnalysis(spec);
  await Promise.race([book.caughtUp, aborted(stop)]);
  const start = async (): Promise<void> => {
    if (book.list().length > 0) return;
    const { analysis } = await acceptAnalysis(broker, prepared, new Date());
    logger.info("The log was empty: the first analysis is started", { analysis, title: spec.title });
  };
  try {
    await retryLater(start, {
      signal: stop,
      pauseMs: () => retryMs,
      onFailure: ({ message }, tries) => {
        if (tries === 1) logger.warn("The first analysis cannot be started yet", { because: message });
      },
    });
  } catch (error) {
    logger.error("The first analysis cannot be started", { error: asError(error) });
  }
}
