import { HttpProblemError } from "../../http/problem.ts";
import { readJsonBody } from "../../http/request-body.ts";
import type { DeadFilter } from "../../messaging/port.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { matchDocument } from "../../protocol/documents/document-schema.ts";
import {
  deadLetterListSchema,
  deadLetterSchema,
  type LaneList,
  laneListSchema,
  type RedriveReport,
  redriveReportSchema,
  redriveRequestSchema,
} from "../../protocol/documents/operations-document.ts";
import { historySchema } from "../../protocol/documents/history-document.ts";
import { findDeadLetter, listDeadLetters, redriveDeadLetters } from "../../operations/dead-letters.ts";
import { type LedgerLookup, ledgersOfBook } from "../../operations/ledger-lookup.ts";
import { OperationsHistory } from "../../operations/operations-history.ts";
import { toHistoryDocument } from "../../operations/to-history-document.ts";
import { answerJson } from "./answer-json.ts";
import { caughtUp } from "./find-analysis.ts";
import { InTurn } from "../../async/in-turn.ts";
import { pathParameter, queryLimit, queryText } from "./parameters.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute } from "./route.ts";

const limit = queryLimit(100, 1000);
const ofAnalysis = queryText("analysis", "Only those of the analysis of this id.");
const letterId = pathParameter("id", "Id of the dead letter.");

/**
 * For whoever operates the services: how full the lanes are, and what failed for good.
 *
 * @param lanes their states now
 */
export function operationsRoutes(deps: PlotterAppDeps, lanes: () => Promise<LaneList>): PlotterRoute[] {
  const ledgers = ledgersOfBook(deps.book);
  // To look through the letters costs a broker some work, so that one request at a time does it.
  const turns = new InTurn();
  return [
    lanesRoute(lanes),
    historyRoute(deps),
    listRoute(deps, ledgers, turns),
    letterRoute(deps, ledgers, turns),
    redriveOneRoute(deps, ledgers, turns),
    redriveManyRoute(deps, ledgers, turns),
  ];
}

function lanesRoute(lanes: () => Promise<LaneList>): PlotterRoute {
  return {
    method: "GET",
    path: "/lanes",
    operationId: "listLanes",
    tag: "operations",
    summary: "How full the lanes are",
    description: "The lanes of this server's settings, as the broker reports them now.",
    answers: { 200: json("Their states.", laneListSchema) },
    problems: [503],
    handle: async () => answerJson(toJsonText(await lanes())),
  };
}

function historyRoute({
  book,
  history = new OperationsHistory(),
  now = () => new Date(),
}: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/operations/history",
    operationId: "getOperationsHistory",
    tag: "operations",
    summary: "What came in during the last hour",
    description:
      "Throughput and lanes in steps of half a minute, the time left of what runs, the slowest files and the reasons of failures. This server keeps it in memory, since its start.",
    answers: { 200: json("What this server has seen.", historySchema) },
    problems: [503],
    handle: async () => {
      await caughtUp(book);
      return answerJson(toJsonText(toHistoryDocument(history, book, now().getTime())));
    },
  };
}

function listRoute({ broker, book }: PlotterAppDeps, ledgers: LedgerLookup, turns: InTurn): PlotterRoute {
  return {
    method: "GET",
    path: "/dead-letters",
    operationId: "listDeadLetters",
    tag: "operations",
    summary: "List what failed for good",
    parameters: [limit, ofAnalysis],
    answers: { 200: json("The oldest first.", deadLetterListSchema) },
    problems: [400, 503],
    handle: async (c) => {
      const wanted = { analysis: ofAnalysis.of(c), limit: limit.of(c) };
      await caughtUp(book);
      const list = await turns.run("letters", () => listDeadLetters(broker.deadLetters, wanted, ledgers));
      return answerJson(toJsonText(list));
    },
  };
}

function letterRoute({ broker, book }: PlotterAppDeps, ledgers: LedgerLookup, turns: InTurn): PlotterRoute {
  return {
    method: "GET",
    path: "/dead-letters/:id",
    operationId: "getDeadLetter",
    tag: "operations",
    summary: "One item that failed for good, and what to do about it",
    parameters: [letterId],
    answers: { 200: json("All that is known.", deadLetterSchema) },
    problems: [404, 503],
    handle: async (c) => {
      const id = letterId.of(c);
      await caughtUp(book);
      const letter = await turns.run("letters", () => findDeadLetter(broker.deadLetters, id, ledgers));
      if (letter === undefined) throw noLetter(id);
      return answerJson(toJsonText(letter));
    },
  };
}

const redriveDescription =
  "Its item is work again, as if it were new. What nobody needs any more, since it is in or its analysis was cancelled or started again, is only removed.";

function redriveOneRoute(deps: PlotterAppDeps, ledgers: LedgerLookup, turns: InTurn): PlotterRoute {
  return {
    method: "POST",
    path: "/dead-letters/:id/redrive",
    operationId: "redriveDeadLetter",
    tag: "operations",
    summary: "Redo an item that failed for good",
    description: redriveDescription,
    parameters: [letterId],
    answers: { 202: json("It is done.", redriveReportSchema) },
    problems: [403, 404, 429, 503],
    handle: async (c) => {
      const id = letterId.of(c);
      const report = await redrive(deps, { id }, ledgers, turns);
      if (report.redriven + report.removed === 0) throw noLetter(id);
      return answerJson(toJsonText(report), 202);
    },
  };
}

function redriveManyRoute(deps: PlotterAppDeps, ledgers: LedgerLookup, turns: InTurn): PlotterRoute {
  return {
    method: "POST",
    path: "/dead-letters/redrive",
    operationId: "redriveDeadLetters",
    tag: "operations",
    summary: "Redo the items that failed for good, of one analysis or all",
    description: `${redriveDescription} Those that fail meanwhile are left alone.`,
    body: {
      schema: redriveRequestSchema,
      examples: {
        all: { summary: "All", value: { all: true } },
        analysis: { summary: "Those of an analysis", value: { analysis: "0123456789abcdef" } },
      },
    },
    answers: { 202: json("It is done.", redriveReportSchema) },
    problems: [400, 403, 413, 415, 422, 429, 503],
    handle: async (c) => {
      const filter = await redriveFilterOf(c.req.raw, deps.limits.maxBodyBytes);
      return answerJson(toJsonText(await redrive(deps, filter, ledgers, turns)), 202);
    },
  };
}

/**
 * Which dead letters a request to redrive means.
 *
 * @throws {HttpProblemError} 413 or 415 as `readJsonBody`, 400 if the body is not JSON, 422 if it is anything else.
 */
async function redriveFilterOf(request: Request, maxBytes: number): Promise<DeadFilter> {
  const choice = matchDocument(redriveRequestSchema, parsed(await readJsonBody(request, maxBytes)));
  if (choice !== undefined) return "all" in choice ? {} : choice;
  const message = 'expected {"analysis": "<id>"} or {"all": true}';
  throw new HttpProblemError({
    title: "Wrong request",
    status: 422,
    detail: `The request does not say which dead letters to redrive: ${message}.`,
    errors: [{ path: "", message }],
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new HttpProblemError(
      { title: "Not JSON", status: 400, detail: "The body cannot be read: it is not JSON in UTF-8." },
      { cause },
    );
  }
}

async function redrive(
  { broker, book, stop }: PlotterAppDeps,
  filter: DeadFilter,
  ledgers: LedgerLookup,
  turns: InTurn,
): Promise<RedriveReport> {
  await caughtUp(book);
  const report = await turns.run("letters", () => redriveDeadLetters(broker.deadLetters, filter, ledgers, stop));
  if (stop?.aborted !== true) return report;
  throw new HttpProblemError({
    title: "Stopping",
    status: 503,
    detail: `This server is stopping. It has redriven ${report.redriven} dead letters and removed ${report.removed}; the rest is still there.`,
    headers: { "retry-after": "5" },
  });
}

function noLetter(id: string): HttpProblemError {
  return new HttpProblemError({
    title: "Unknown dead letter",
    status: 404,
    detail: `There is no dead letter ${JSON.stringify(id.slice(0, 64))}; it may have been redriven already. GET /dead-letters lists them.`,
  });
}
