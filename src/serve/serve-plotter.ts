import type { AnalysisSpec } from "../analysis/spec.ts";
import { aborted } from "../async/aborted.ts";
import { createCheckOnRequest } from "../check/check-on-request.ts";
import { createEventCount } from "../check/count-events.ts";
import { createFileCheck } from "../check/check-files.ts";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import { hostsFor } from "../http/host-guard.ts";
import { listen } from "../http/listen.ts";
import { trustedProxies } from "../http/trusted-proxies.ts";
import { UnsentAnswers } from "../http/unsent-answers.ts";
import { createKeeper } from "../ledger/keeper.ts";
import { StallWatch } from "../ledger/stall-watch.ts";
import { createLedgerBook, type LedgerBook } from "../ledger/ledger-book.ts";
import type { Logger } from "../logging/logger.ts";
import { isSharedBroker } from "../messaging/open-broker.ts";
import type { Broker } from "../messaging/port.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { keepHistory } from "../operations/keep-history.ts";
import { createLaneWatch } from "../operations/lane-states.ts";
import { OperationsHistory } from "../operations/operations-history.ts";
import { createPlotterApp } from "../plotter/http/plotter-app.ts";
import { openingOptions } from "../processor/threads/worker-settings.ts";
import { readPageFiles } from "../plotter/read-page-files.ts";
import { fitInThread } from "./fit-in-thread.ts";
import { firstAnalysis, startFirst } from "./first-start.ts";
import { createFileLister } from "./list-files.ts";
import { Lifetime } from "./lifetime.ts";
import { openCounting } from "./open-counting.ts";
import { openForPlotter, openServiceBroker } from "./open-service-broker.ts";
import type { ServiceContext } from "./run-service.ts";
import { softwareVersion } from "./software-version.ts";

export interface StartPlotterOptions {
  readonly config: Config;
  /** Stays open until the service has finished; the caller disposes it. */
  readonly broker: Broker;
  readonly logger: Logger;
  /** Folder with the built page; one that does not exist means that there is none. */
  readonly assetsFolder: string;
  /** Module that a worker thread runs; without it, no events are counted before an analysis is started. */
  readonly workerUrl?: URL | undefined;
  /** Module of a thread that fits; without it, nothing is fitted. */
  readonly fitWorkerUrl?: URL | undefined;
  /** Started when the log has no analysis. */
  readonly first?: AnalysisSpec | undefined;
  /** End in good order: event streams end, requests in work are finished within the grace. */
  readonly stop: AbortSignal;
  /** End at once. */
  readonly abort?: AbortSignal;
  /** If the port is taken, so many of those that follow are tried. Default 0. */
  readonly nextPorts?: number;
}

/** A plotter that takes requests. */
export interface RunningPlotter {
  /** How to reach it from this machine, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly book: LedgerBook;
  /** Resolves when it has ended after `stop`; rejects with the error that made it end before. */
  readonly finished: Promise<void>;
}

/**
 * A plotter in a process of its own: waits for its broker, serves, and ends after `stop`.
 * @throws {AppError} if a setting cannot be used, if there is no broker or no port to be had, or if the log can be followed no longer.
 */
export async function servePlotter(
  options: ServiceContext & Pick<StartPlotterOptions, "assetsFolder" | "workerUrl" | "fitWorkerUrl">,
): Promise<void> {
  const { config, logger, stop } = options;
  const first = firstAnalysis(config);
  await using broker = await openServiceBroker(config, logger, stop, openForPlotter);
  if (broker === undefined) return;
  if (!isSharedBroker(config.broker))
    logger.warn("This plotter has a broker of its own, so no processor hears of its analyses; set HZZ_BROKER");
  const { finished } = await startPlotter({ ...options, broker, first });
  await finished;
}

/**
 * Starts a plotter: it follows the log of a broker and serves the HTTP interface and the page. It takes requests before it has read the
 * log; `/readyz` says when it has.
 *
 * @throws {ListenError} if there is no port to be had.
 */
export async function startPlotter(options: StartPlotterOptions): Promise<RunningPlotter> {
  const { config, broker, logger, first, stop, abort, workerUrl, fitWorkerUrl } = options;
  const { host, port, graceMs } = config;
  const assets = await readPageFiles(options.assetsFolder);
  if (!assets.has("index.html")) logger.warn("There is no page to serve", { folder: options.assetsFolder });
  const lifetime = new Lifetime({ stop, abort, graceMs }, () => {
    logger.info("The plotter is stopping", { graceMs });
  });
  // It follows the log until the last request is answered, since requests wait for what they have written.
  const book = createLedgerBook({
    broker,
    logger,
    signal: lifetime.ended,
    memoryBudget: config.limits.memoryBudget,
  });
  void lifetime.watch(book.stopped);
  const { keep, ...limits } = config.limits;
  // Also when there is no port to be had: then nobody ever asks it to stop.
  const untilStop = AbortSignal.any([lifetime.stopping, lifetime.ended]);
  const keeper = createKeeper({ broker, book, logger, rule: keep, limit: limits.analyses });
  void lifetime.watch(keeper.run(untilStop));
  const stallWatch = new StallWatch({ broker, book, logger, stallMs: config.stallMs });
  void lifetime.watch(stallWatch.run(untilStop));
  const history = new OperationsHistory();
  void lifetime.watch(keepHistory({ history, book, lanes: createLaneWatch(broker, config.lanes) }, untilStop));
  const metrics = createMetrics("plotter", { process: true });
  const unsent = new UnsentAnswers({ mostBytes: limits.unsentBytes, logger, metrics });
  const access = accessForAll(config);
  const { mirrors, http, reading } = config;
  const opening = openingOptions({ mirrors, http, reading, access });
  const counting = workerUrl && openCounting(config, access, workerUrl, logger);
  const app = createPlotterApp({
    broker,
    book,
    logger,
    metrics,
    access,
    correctionReader: new CorrectionReader(opening),
    checkFiles: createFileCheck(opening),
    checkOnRequest: createCheckOnRequest(opening),
    countOnRequest: counting && createEventCount(counting.run),
    fileLister: () => createFileLister({ mirrors: config.mirrors, linksOut: access.linksOut }),
    fit: fitWorkerUrl && ((workspace) => fitInThread(fitWorkerUrl, workspace)),
    toyMaxScale: config.toyMaxScale,
    lanes: config.lanes,
    history,
    limits,
    unsent,
    keep,
    keeper,
    token: config.token === "" ? undefined : config.token,
    tokens: config.tokens,
    assets,
    version: softwareVersion,
    stop: lifetime.stopping,
    allowedHosts: hostsFor(host, config.allowedHosts),
    basePath: config.basePath,
    proxies: trustedProxies(config.trustedProxies),
  });
  const { nextPorts = 0 } = options;
  const server = await listen((request, env) => app.fetch(request, env), { host, port, nextPorts, unsent }).catch(
    async (error: unknown) => {
      lifetime[Symbol.dispose]();
      await book.stopped;
      throw error;
    },
  );
  logger.info("The plotter takes requests", { url: server.url });
  const begin = (): void => {
    void book.caughtUp.then(() => {
      logger.info("The plotter has read the log", { analyses: book.list().length, badRecords: book.counts.badRecords });
    });
    if (first !== undefined) void startFirst({ broker, book, spec: first, logger, stop: lifetime.stopping });
  };
  book.onReplaced(begin);
  begin();
  const serve = async (): Promise<void> => {
    await aborted(lifetime.stopping);
    await Promise.race([server.close(graceMs), aborted(lifetime.overdue)]);
    await server.close(0);
  };
  const finish = async (): Promise<void> => {
    try {
      await lifetime.all([serve()]);
      logger.info("The plotter has ended");
    } finally {
      lifetime[Symbol.dispose]();
      await counting?.[Symbol.asyncDispose]();
    }
  };
  return { url: server.url, port: server.port, book, finished: finish() };
}
