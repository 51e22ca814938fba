import type { Config } from "../config/settings.ts";
import { hostsFor } from "../http/host-guard.ts";
import { listen } from "../http/listen.ts";
import type { Logger } from "../logging/logger.ts";
import { aborted } from "../async/aborted.ts";
import { openServiceBroker } from "./open-service-broker.ts";
import type { Broker } from "../messaging/port.ts";
import type { PlainQueues } from "../messaging/rabbitmq/plain-queues.ts";
import { whyAway } from "../messaging/why-away.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { asError } from "../errors/as-error.ts";
import { createLedgerBook, type LedgerBook } from "../ledger/ledger-book.ts";
import { announceEnds } from "../bridge/announce-ends.ts";
import { createServiceApp } from "../http/service-app.ts";
import { createBridgeCounts, type BridgeCounts } from "../bridge/bridge-counts.ts";
import { dataQueues, refusedQueue } from "../bridge/old-queues.ts";
import { checkBridgeSettings, openOldServer } from "./open-old-server.ts";
import { createPartReceiver } from "../bridge/receive-part.ts";
import { createPartStore } from "../bridge/store-part.ts";
import { Lifetime } from "./lifetime.ts";
import type { ServiceContext } from "./run-service.ts";

/** Messages of one queue in hand at once: enough to hide the round trips, and few enough for memory. */
const prefetch = 2;

/**
 * The bridge as a service: waits for both brokers, reads the log, then takes parts and announces what has ended, until `stop`.
 * @throws {AppError} if the settings are not right, if a broker or a port is not to be had, or if the log can be followed no longer.
 */
export async function serveBridge({ config, logger, stop, abort }: ServiceContext): Promise<void> {
  checkBridgeSettings(config);
  await using broker = await openServiceBroker(config, logger, stop);
  if (broker === undefined) return;
  await using old = await openOldServer(config, logger, stop);
  if (old === undefined) return;
  const { graceMs } = config;
  using lifetime = new Lifetime({ stop, abort, graceMs }, () => {
    logger.info("The bridge is stopping", { graceMs });
  });
  const book = createLedgerBook({
    broker,
    logger,
    signal: lifetime.ended,
    memoryBudget: config.limits.memoryBudget,
    // What was announced goes by positions of the log that was.
    endsWithLog: true,
  });
  void lifetime.watch(book.stopped);
  const metrics = createMetrics("bridge", { process: true });
  const parts = { config, logger, broker, old, book, counts: createBridgeCounts(metrics), lifetime };
  const app = createServiceApp({
    logger,
    metrics,
    allowedHosts: hostsFor(config.host),
    unready: () => whyUnready(parts),
  });
  await using server = await listen((request, env) => app.fetch(request, env), {
    host: config.host,
    port: config.bridge.port,
  });
  logger.info("The bridge is up", { url: server.url, announce: config.bridge.announce });
  await lifetime.all([work(parts)]);
  logger.info("The bridge has ended");
}

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly broker: Broker;
  readonly old: PlainQueues;
  readonly book: LedgerBook;
  readonly counts: BridgeCounts;
  readonly lifetime: Lifetime;
}

/** Both directions, from the moment that the log is read to the end. What is in hand after the grace goes back with its connection. */
async function work(parts: Parts): Promise<void> {
  const { logger, book, lifetime } = parts;
  await Promise.race([book.caughtUp, aborted(lifetime.stopping)]);
  if (!book.isCaughtUp) return;
  logger.info("The bridge has read the log", { analyses: book.list().length });
  await Promise.race([Promise.all([takeParts(parts), announce(parts)]), aborted(lifetime.overdue)]);
}

function takeParts({ config, logger, broker, old, book, counts, lifetime }: Parts): Promise<void> {
  const now = () => new Date();
  const { label } = config.bridge;
  const handle = createPartReceiver({
    store: createPartStore({ broker, book, label, maxAnalyses: config.limits.analyses, keep: config.limits.keep, now }),
    publish: (message) => old.publish(message),
    counts,
    logger,
    retryDelayMs: config.retryDelayMs,
    now,
    stop: lifetime.stopping,
  });
  let told = "";
  const onTrouble = (error: unknown): void => {
    const reason = asError(error).message;
    // The same one comes twice a second.
    if (reason !== told) logger.warn("No messages can be taken from the old queues now", { reason });
    told = reason;
  };
  return old.consume({ queues: Object.keys(dataQueues), prefetch, handle, onTrouble, signal: lifetime.stopping });
}

function announce({ config, logger, old, book, counts, lifetime }: Parts): Promise<void> {
  return announceEnds({
    book,
    publish: (message) => old.publish(message),
    peek: (queue) => old.peek(queue),
    announce: config.bridge.announce,
    counts,
    logger,
    retryDelayMs: config.retryDelayMs,
    signal: lifetime.stopping,
  });
}

async function whyUnready({ broker, old, book, lifetime }: Parts) {
  if (lifetime.stopping.aborted) return "The bridge is stopping.";
  const [ours, theirs] = await Promise.allSettled([whyAway(broker), old.checkReachable(refusedQueue)]);
  if (ours.status === "fulfilled" && ours.value !== undefined) return ours.value;
  if (!book.isCaughtUp) return "The bridge is still reading the log.";
  if (theirs.status === "rejected") return "The server with the old queues does not answer.";
  return undefined;
}
