import manifest from "../../package.json" with { type: "json" };
import type { AnalysisSpec } from "../analysis/spec.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import { hostsFor } from "../http/host-guard.ts";
import { listen, type Listening } from "../http/listen.ts";
import type { Logger } from "../logging/logger.ts";
import { aborted } from "../async/aborted.ts";
import type { Broker } from "../messaging/port.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { startFirst } from "./first-start.ts";
import { createPlotterApp } from "../plotter/http/plotter-app.ts";
import { createLedgerBook, type LedgerBook } from "../ledger/ledger-book.ts";
import { readPageFiles } from "../plotter/page-files.ts";

export interface ServePlotterOptions {
  readonly config: Config;
  /** Stays open until the service has finished; the caller disposes it. */
  readonly broker: Broker;
  readonly logger: Logger;
  /** Folder with the built page; one that does not exist means that there is none. */
  readonly assetsFolder: string;
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
export interface PlotterService {
  /** How to reach it from this machine, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly book: LedgerBook;
  /** Resolves when it has ended after `stop`; rejects with the error that made it end before. */
  readonly finished: Promise<void>;
}

/**
 * A plotter as a service: follows the log of a broker and serves the HTTP interface and the page. It takes requests before it has read
 * the log; `/readyz` says when it has.
 *
 * @throws {ListenError} if there is no port to be had.
 */
export async function servePlotter(options: ServePlotterOptions): Promise<PlotterService> {
  const { config, broker, logger, first, stop } = options;
  const failed = new AbortController();
  const closed = new AbortController();
  const ending = AbortSignal.any([stop, failed.signal]);
  const assets = await readPageFiles(options.assetsFolder);
  if (!assets.has("index.html")) logger.warn("There is no page to serve", { folder: options.assetsFolder });
  // It follows the log until the last request is answered, since requests wait for what they have written.
  const book = createLedgerBook({ broker, logger, signal: closed.signal });
  const app = createPlotterApp({
    broker,
    book,
    logger,
    metrics: createMetrics("plotter", { process: true }),
    access: accessForAll(config),
    toyMaxScale: config.toyMaxScale,
    lanes: config.lanes,
    limits: config.limits,
    token: config.token === "" ? undefined : config.token,
    assets,
    version: manifest.version,
    stop: ending,
    allowedHosts: hostsFor(config.host),
  });
  const { host, port } = config;
  const server = await listen((request, env) => app.fetch(request, env), {
    host,
    port,
    nextPorts: options.nextPorts ?? 0,
  }).catch(async (error: unknown) => {
    closed.abort();
    await book.stopped;
    throw error;
  });
  logger.info("The plotter takes requests", { url: server.url });
  void book.caughtUp.then(() => {
    logger.info("The plotter has read the log", { analyses: book.list().length, badRecords: book.counts.badRecords });
  });
  if (first !== undefined) void startFirst({ broker, book, spec: first, logger, stop: ending });
  const finished = untilEnd(server, book, options, failed, ending).finally(() => {
    closed.abort();
  });
  return { url: server.url, port: server.port, book, finished };
}

/** Waits for the wish to stop, or for the log to fail, and then for the requests in work. */
async function untilEnd(
  server: Listening,
  book: LedgerBook,
  { config, logger, abort }: ServePlotterOptions,
  failed: AbortController,
  ending: AbortSignal,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  book.stopped.catch((error: unknown) => {
    failure = { error };
    failed.abort();
  });
  await aborted(ending);
  logger.info("The plotter is stopping", { graceMs: config.graceMs });
  const cut = (): void => {
    void server.close(0);
  };
  if (abort?.aborted === true) cut();
  abort?.addEventListener("abort", cut);
  await server.close(config.graceMs);
  abort?.removeEventListener("abort", cut);
  if (failure !== undefined) throw failure.error;
  logger.info("The plotter has ended");
}
