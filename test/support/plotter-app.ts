import { setTimeout as pause } from "node:timers/promises";
import type { Hono } from "hono";
import { analysisIdOf } from "../../src/analysis/analysis-id.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { UnsentAnswers } from "../../src/http/unsent-answers.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import type { AnalysisSummary } from "../../src/protocol/documents/analysis-document.ts";
import { createPlotterApp } from "../../src/plotter/http/plotter-app.ts";
import type { PlotterAppDeps } from "../../src/plotter/http/plotter-deps.ts";
import { createLedgerBook, type LedgerBook } from "../../src/ledger/ledger-book.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import * as fixture from "./fixture-log.ts";
import { appendEvents } from "./log-writer.ts";

export const limits = {
  maxBodyBytes: 100_000,
  changesPerMinute: 1000,
  streams: 50,
  streamsPerClient: 50,
  analyses: 100,
};

/** A plotter's HTTP app over a broker, as the tests of the interface want it. */
export interface TestPlotter {
  readonly app: Hono;
  readonly broker: Broker;
  readonly book: LedgerBook;
  /** What it logged. */
  readonly lines: Record<string, unknown>[];
  /** As a service does at a signal. */
  readonly stop: () => void;
  /** Starts the small analysis of the fixture. @returns its id */
  readonly start: (spec?: AnalysisSpec) => Promise<string>;
  /** Puts events of the fixture into the log of an analysis, and waits until the book has them. */
  readonly happen: (id: string, events: readonly LogEvent[]) => Promise<void>;
  /** With the token, if it has one. */
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
}

export async function createTestPlotter(changes: Partial<PlotterAppDeps> = {}): Promise<TestPlotter> {
  const broker = changes.broker ?? createMemoryBroker();
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const logger = createLogger({ level: "info", format: "json", write });
  const stop = new AbortController();
  const book =
    changes.book ??
    createLedgerBook({
      ...fixture.inventedIds,
      broker,
      logger,
      signal: stop.signal,
      throttle: { leastMs: 20, share: 0.5 },
    });
  const metrics = changes.metrics ?? createMetrics("plotter");
  const app = createPlotterApp({
    broker,
    book,
    logger,
    metrics,
    access: { origins: ["https://data.example"], privateOrigins: [], linksOut: false },
    lanes: ["default", "data", "z-ttbar", "zz", "signal"],
    limits,
    unsent: changes.unsent ?? new UnsentAnswers({ mostBytes: 1e9, logger, metrics }),
    assets: new Map(),
    version: "1.2.3",
    stop: stop.signal,
    ...changes,
  });
  const login = changes.token === undefined ? {} : { authorization: `Bearer ${changes.token}` };
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    app.request("/analyses", {
      method: "POST",
      headers: { "content-type": "application/json", ...login, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  if (changes.book === undefined) await book.caughtUp;
  return {
    app,
    broker,
    book,
    lines,
    stop: () => {
      stop.abort();
    },
    start: async (spec = fixture.spec) => ((await (await post(spec)).json()) as AnalysisSummary).id,
    happen: (id, events) => happen(broker, [book], id, events),
    post,
  };
}

/** Puts events of the fixture into the log of an analysis, and waits until every book has read them. */
export async function happen(
  broker: Broker,
  books: readonly LedgerBook[],
  id: string,
  events: readonly LogEvent[],
): Promise<void> {
  const before = books.map((book) => readBy(book));
  await appendEvents(
    broker,
    events.map((event) => ({ ...event, analysis: id })),
  );
  await until(() => books.every((book, i) => readBy(book) >= before[i]! + events.length));
}

function readBy({ counts }: LedgerBook): number {
  return Object.values(counts.events).reduce((sum, count) => sum + count, counts.badRecords);
}

/** Waits for what must come. On a busy machine it comes later, which is no failure: so it waits nearly as long as a test may take. */
export async function until(condition: () => boolean | Promise<boolean>, longestMs = 45_000): Promise<void> {
  const deadline = performance.now() + longestMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${longestMs} ms`);
    await pause(5);
  }
}

/** The small analysis under another title is another one. */
export function specNamed(title: string): AnalysisSpec {
  return { ...fixture.spec, title };
}

export const fixtureId = await analysisIdOf(fixture.spec);
