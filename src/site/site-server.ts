import type { Hono } from "hono";
import { UnsentAnswers } from "../http/unsent-answers.ts";
import { createLedgerBook } from "../ledger/ledger-book.ts";
import type { Logger } from "../logging/logger.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { uncounted } from "../metrics/uncounted.ts";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import { keepHistory } from "../operations/keep-history.ts";
import { createLaneWatch } from "../operations/lane-states.ts";
import { OperationsHistory } from "../operations/operations-history.ts";
import { createPlotterApp } from "../plotter/http/plotter-app.ts";
import type { ProcessItem } from "../processor/process-context.ts";
import { runProcessor } from "../processor/run-processor.ts";
import { openProcessing } from "../serve/open-processing.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { browserFetch } from "./browser-fetch.ts";
import { fitHere } from "./fit-here.ts";
import { openPicked, pickedFolder, type PickedFiles, withPicked } from "./picked-files.ts";
import { siteSettings } from "./site-settings.ts";

export interface SiteServerOptions {
  /** Script of an engine. */
  readonly engineUrl: URL;
  readonly picked: PickedFiles;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * The plotter, a broker in memory and a processor, in one worker of a browser; engines are workers of its own. It is the same as `hzz up`, without
 * a port: the page asks the app itself. Nothing outlives the page.
 */
export function openSiteServer({ engineUrl, picked, logger, signal }: SiteServerOptions): Hono {
  const config = siteSettings();
  const broker = createMemoryBroker();
  const book = createLedgerBook({ broker, logger, signal, memoryBudget: config.limits.memoryBudget });
  const processing = openProcessing({
    settings: config,
    broker,
    lanes: config.lanes,
    workerUrl: engineUrl,
    startAtOnce: false,
    logger,
  });
  const { parts } = processing;
  const withFile =
    (process: ProcessItem): ProcessItem =>
    (item, context) =>
      process(withPicked(item, picked), context);
  void runProcessor({
    ...parts,
    process: withFile(parts.process),
    ...(parts.processAlone === undefined ? {} : { processAlone: withFile(parts.processAlone) }),
    signal,
  });
  const history = new OperationsHistory();
  void keepHistory({ history, book, lanes: createLaneWatch(broker, config.lanes) }, signal);
  const { keep: _, ...limits } = config.limits;
  const openPath = (path: string) => openPicked(path, (name) => picked.find(name));
  return createPlotterApp({
    broker,
    book,
    logger,
    metrics: uncounted,
    access: undefined,
    correctionReader: new CorrectionReader({
      mirrors: [pickedFolder],
      source: { ...config.http, fetch: browserFetch, openPath },
    }),
    fit: fitHere,
    toyMaxScale: config.toyMaxScale,
    lanes: config.lanes,
    history,
    limits,
    unsent: new UnsentAnswers({ mostBytes: limits.unsentBytes, logger, metrics: uncounted }),
    assets: new Map(),
    version: softwareVersion,
    stop: signal,
  });
}
