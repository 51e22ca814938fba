import type { MiddlewareHandler } from "hono";
import type { AccessRules } from "../../rootio/source/access-rules.ts";
import type { CheckFiles } from "../../check/check-files.ts";
import type { CheckOnRequest } from "../../check/check-on-request.ts";
import type { CountOnRequest } from "../../check/count-events.ts";
import type { CorrectionReader } from "../../corrections/correction-reader.ts";
import type { ListFiles } from "../../analysis/expand-files.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Broker } from "../../messaging/port.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { KeepRule } from "../../config/keep-rule.ts";
import type { Keeper } from "../../ledger/keeper.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";
import type { FitAnswer } from "../../protocol/documents/fit-document.ts";
import type { Workspace } from "../../statistics/workspace.ts";
import type { UnsentAnswers } from "../../http/unsent-answers.ts";
import type { OperationsHistory } from "../../operations/operations-history.ts";
import type { PlotterToken } from "./guards.ts";
import type { PageFiles } from "../page-files.ts";

/** How much a plotter lets its clients do. */
export interface PlotterLimits {
  /** Of a request. */
  readonly maxBodyBytes: number;
  /** Requests that change something, for each client address. */
  readonly changesPerMinute: number;
  /** Event streams that are open at once. */
  readonly streams: number;
  readonly streamsPerClient: number;
  /** Analyses in the log, beyond which no new one is accepted. */
  readonly analyses: number;
  /** Bytes of memory for all analyses; default any number. */
  readonly memoryBudget?: number;
}

/** What the HTTP app of a plotter works with. */
export interface PlotterAppDeps {
  readonly broker: Broker;
  readonly book: LedgerBook;
  readonly logger: Logger;
  /** A new one, which the app fills. */
  readonly metrics: Metrics;
  /** What processors are allowed to read; a specification that asks for more is refused at once. undefined: everything. */
  readonly access: AccessRules | undefined;
  /** Makes what looks for files by pattern, for one specification; without it, patterns are refused. */
  readonly fileLister?: (() => ListFiles) | undefined;
  /** Reads files of corrections, whose SHA-256 becomes part of a specification; without it, it must be given. */
  readonly correctionReader?: Pick<CorrectionReader, "read"> | undefined;
  /** Holds a specification against its files before it is accepted; without it, only processors find out what shows in files. */
  readonly checkFiles?: CheckFiles | undefined;
  /** Says what can be said of a specification; without it, only what shows without files is found. */
  readonly checkOnRequest?: CheckOnRequest | undefined;
  /** Counts what the cuts leave of one file, away from the event loop; without it, nothing is counted. */
  readonly countOnRequest?: CountOnRequest | undefined;
  /** Fits a statistical model away from the event loop, and gives its `FitReport`; without it, nothing is fitted. */
  readonly fit?: ((workspace: Workspace) => Promise<FitAnswer>) | undefined;
  /** Toys of a larger scale are refused; without it, none is. */
  readonly toyMaxScale?: number | undefined;
  /** Lanes that processors serve. */
  readonly lanes: readonly string[];
  /** What came in during the last hour, which somebody else keeps; without it, nothing is told of that. */
  readonly history?: OperationsHistory | undefined;
  readonly limits: PlotterLimits;
  /** Counts what clients leave unread. */
  readonly unsent: UnsentAnswers;
  /** Which analyses may leave to make room; without it, none. */
  readonly keep?: KeepRule;
  /** Lets old ones go; without it, nobody does. */
  readonly keeper?: Pick<Keeper, "pass"> | undefined;
  /** What a client must send to change something; without it, everybody may. */
  readonly token?: string | undefined;
  /** The same for single people. */
  readonly tokens?: readonly PlotterToken[];
  /** Files of the page, and of the page that shows the API. */
  readonly assets: PageFiles;
  /** Version of this program. */
  readonly version: string;
  readonly now?: () => Date;
  /** The only hosts that a request may name, without port; undefined: any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Finds out who stands behind proxies; by default none is believed. */
  readonly proxies?: MiddlewareHandler;
  /** Aborts when the plotter is to end: it is not ready any more, and its streams end. */
  readonly stop?: AbortSignal;
  /** What a proxy leaves before the paths, without a slash at its end; default none. */
  readonly basePath?: string;
  readonly heartbeatMs?: number;
}
