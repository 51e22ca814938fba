import type { Context } from "hono";
import { HttpProblemError } from "../../http/problem.ts";
import type { DeadFilter } from "../../messaging/port.ts";
import { refTo } from "../../protocol/documents/document-schemas.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import type { LaneList, RedriveReport } from "../../protocol/documents/operations-document.ts";
import { findDeadLetter, listDeadLetters, redriveDeadLetters } from "../../operations/dead-letters.ts";
import { type LedgerLookup, ledgersOfBook } from "../../operations/ledger-lookup.ts";
import { answerJson } from "./answer-json.ts";
import { caughtUp, idOf } from "./find-analysis.ts";
import { InTurn } from "../../async/in-turn.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { wholeNumberIn } from "./query.ts";
import { redriveFilterOf } from "./redrive-request.ts";
import { json, problems, type Parameter, type PlotterRoute } from "./route.ts";

const listLimit = { default: 100, most: 1000 };

const letterParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "Id of the dead letter.",
  schema: { type: "string" },
};

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
    operation: {
      operationId: "listLanes",
      tags: ["operations"],
      summary: "How full the lanes are",
      description: "The lanes of this server's settings, as the broker tells of them now.",
      responses: { "200": json("Their states.", refTo("LaneList")), ...problems(503) },
    },
    handle: async () => answerJson(toJsonText(await lanes())),
  };
}

function listRoute({ broker, book }: PlotterAppDeps, ledgers: LedgerLookup, turns: InTurn): PlotterRoute {
  return {
    method: "GET",
    path: "/dead-letters",
    operation: {
      operationId: "listDeadLetters",
      tags: ["operations"],
      summary: "List what failed for good",
      parameters: [
        {
          name: "limit",
          in: "query",
          description: `At most so many, up to ${listLimit.most}. Default ${listLimit.default}.`,
          schema: { type: "integer", minimum: 1 },
        },
        {
          name: "analysis",
          in: "query",
          description: "Only those of the analysis of this id.",
          schema: { type: "string" },
        },
      ],
      responses: { "200": json("The oldest first.", refTo("DeadLetterList")), ...problems(400, 503) },
    },
    handle: async (c) => {
      const limit = wholeNumberIn(c, "limit", 1, listLimit.most) ?? listLimit.default;
      const analysis = c.req.query("analysis");
      await caughtUp(book);
      const list = await turns.run("letters", () => listDeadLetters(broker.deadLetters, { analysis, limit }, ledgers));
      return answerJson(toJsonText(list));
    },
  };
}

function letterRoute({ broker, book }: PlotterAppDeps, ledgers: LedgerLookup, turns: InTurn): PlotterRoute {
  return {
    method: "GET",
    path: "/dead-letters/:id",
    operation: {
      operationId: "getDeadLetter",
      tags: ["operations"],
      summary: "One item that failed for good, and what to do about it",
      parameters: [letterParameter],
      responses: { "200": json("All that is known.", refTo("DeadLetter")), ...problems(404, 503) },
    },
    handle: async (c) => {
      const id = idOf(c);
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
    operation: {
      operationId: "redriveDeadLetter",
      tags: ["operations"],
      summary: "Do an item again that failed for good",
      description: redriveDescription,
      parameters: [letterParameter],
      responses: { "202": json("It is done.", refTo("RedriveReport")), ...problems(403, 404, 429, 503) },
    },
    handle: async (c) => {
      const id = idOf(c);
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
    operation: {
      operationId: "redriveDeadLetters",
      tags: ["operations"],
      summary: "Do all items of an analysis, or all, again that failed for good",
      description: `${redriveDescription} Those that fail meanwhile are left alone.`,
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: refTo("RedriveRequest"),
            examples: {
              all: { summary: "All", value: { all: true } },
              analysis: { summary: "Those of an analysis", value: { analysis: "0123456789abcdef" } },
            },
          },
        },
      },
      responses: {
        "202": json("It is done.", refTo("RedriveReport")),
        ...problems(400, 403, 413, 415, 422, 429, 503),
      },
    },
    handle: async (c: Context) => {
      const filter = await redriveFilterOf(c.req.raw, deps.limits.maxBodyBytes);
      return answerJson(toJsonText(await redrive(deps, filter, ledgers, turns)), 202);
    },
  };
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
    detail: `There is no dead letter ${JSON.stringify(id.slice(0, 64))}; it may have been redriven already. GET /dead-letters lists those that there are.`,
  });
}
