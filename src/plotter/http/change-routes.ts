import type { Context } from "hono";
import { keepAll } from "../../config/keep-rule.ts";
import { type PreparedAnalysis, prepareAnalysis } from "../../analysis/prepared-analysis.ts";
import { SpecError } from "../../analysis/spec-error.ts";
import { asError } from "../../errors/as-error.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { type Acceptance, acceptAnalysis } from "../../ledger/accept-analysis.ts";
import { cancelAnalysis } from "../../ledger/cancel-analysis.ts";
import { forgetAnalysis, pinAnalysis } from "../../ledger/forget-analysis.ts";
import { dropLetters, trimForgotten } from "../../ledger/keeper.ts";
import { isFull } from "../../ledger/leaving.ts";
import { LogReplacedError } from "../../messaging/errors.ts";
import { forgottenAnalysisSchema } from "../../protocol/documents/answer-documents.ts";
import { analysisSummarySchema } from "../../protocol/documents/analysis-document.ts";
import { priorities, type Priority } from "../../protocol/priority.ts";
import { toAnalysisSummary } from "../../protocol/documents/to-analysis-document.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { answerJson } from "./answer-json.ts";
import { type AskedSpec, askedSpecOf, nextSlice } from "./asked-spec.ts";
import { acceptedOf, caughtUp } from "./find-analysis.ts";
import { InTurn } from "../../async/in-turn.ts";
import { tokenOf } from "./guards.ts";
import { analysisId, queryChoice, queryFlag, queryName } from "./parameters.ts";
import type { MemoryBudget } from "./memory-budget.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute, refTo } from "./route.ts";

/**
 * After it has written to the log, a request waits for the own book to have read it, so that the same plotter shows at once what it
 * has accepted. A book that is further behind is no reason to fail: what was written is written.
 */
const ownWordsMs = 5000;
/** A start that meets a forgetting is rare, and two in a row are no accident. */
const startsAtMost = 3;
const priority = queryChoice(
  "priority",
  priorities,
  "interactive (default): its work takes turns with that of others. batch: it is done while little else waits. An analysis that runs keeps what it was started with.",
);
const startedAs = queryName(
  "as",
  "Your name: who started it, in lists and on its page. With a token that has a name, that one counts. It changes neither the analysis nor its id; one that somebody has started before keeps the name of the first.",
);
const forget = queryFlag("forget", "true: remove an analysis that has ended, with all its results.");

/** Requests that write to the log. */
export function changeRoutes(deps: PlotterAppDeps, memory: MemoryBudget): PlotterRoute[] {
  // The same start twice at once would publish its work twice, which is harmless, but work.
  const turns = new InTurn();
  return [postRoute(deps, turns, memory), deleteRoute(deps, turns), pinRoute(deps, "POST"), pinRoute(deps, "DELETE")];
}

function postRoute(deps: PlotterAppDeps, turns: InTurn, memory: MemoryBudget): PlotterRoute {
  const { book, limits, keep = keepAll, now = () => new Date() } = deps;
  const location = { Location: "Where the analysis is, relative to the address of the request." };
  return {
    method: "POST",
    path: "/analyses",
    operationId: "startAnalysis",
    tag: "analyses",
    summary: "Start an analysis",
    description:
      "A whole specification, or a preset by its name with changes. The same again is the same analysis: one that runs or is complete stays as it is, " +
      "one that ended otherwise is taken up again where it ended. Of a new one, a file of each sample is opened first, if that can be done within " +
      "seconds: a branch that it does not have is refused.",
    parameters: [priority, startedAs],
    body: {
      schema: { anyOf: [refTo("PresetRequest"), refTo("AnalysisSpec")] },
      examples: {
        preset: { summary: "A preset", value: { preset: "hzz-2020" } },
        changed: {
          summary: "A preset with another binning",
          value: { preset: "hzz-2020", axes: { m4l: { bins: 17 } } },
        },
      },
    },
    answers: {
      202: json("It has begun, or begun again.", analysisSummarySchema, location),
      200: json("It runs or is complete already.", analysisSummarySchema, location),
    },
    problems: [400, 403, 413, 415, 422, 429, 503],
    handle: async (c) => {
      const starter: Starter = { priority: priorityOf(c), name: tokenOf(c)?.name ?? startedAs.of(c) };
      const asked = await askedSpecOf(c.req.raw, deps);
      await nextSlice();
      const prepared = await prepareAnalysis(asked.spec);
      await nextSlice();
      const { id } = prepared;
      await caughtUp(book);
      return turns.run(id, async () => {
        // What is known was looked at before.
        if (book.get(id)?.accepted !== true) await refuseByFiles(asked, deps);
        if (book.get(id)?.accepted !== true && isFull(book.list(), limits.analyses, keep)) throw full(limits.analyses);
        const giveBack = memory.reserve(id, prepared.spec);
        const acceptance = await startInTurn(deps, prepared, starter, now).finally(giveBack);
        if (acceptance === "new") void deps.keeper?.pass();
        // The book has just read it, which takes as long as the summary.
        await nextSlice();
        const location = `analyses/${id}`;
        return summary(deps, id, "./", acceptance === "known" ? 200 : 202, { location }, starter.name);
      });
    },
  };
}

/** What a start has besides its analysis. */
interface Starter {
  readonly priority: Priority;
  /** Undefined: nobody gave one. */
  readonly name: string | undefined;
}

/** @throws {HttpProblemError} 403 if more is asked for than the token is for: done otherwise than asked, nobody would notice. */
function priorityOf(c: Context): Priority {
  const wanted = priority.of(c);
  const bound = tokenOf(c)?.priority;
  if (bound === undefined || bound === wanted) return wanted;
  if (c.req.query(priority.name) === undefined) return bound;
  throw new HttpProblemError({
    title: "Not with this token",
    status: 403,
    detail: `What is started with this token has the priority ${bound}. Leave out ?priority=${wanted}, or use another token.`,
  });
}

/** Starts it, and waits until the own book knows. What somebody forgets at the same moment is started once more. */
async function startInTurn(
  { broker, book }: PlotterAppDeps,
  prepared: PreparedAnalysis,
  { priority, name }: Starter,
  now: () => Date,
): Promise<Acceptance["acceptance"]> {
  const { id } = prepared;
  let beyond = 0;
  for (let tries = 1; ; tries++) {
    const forgotten = book.forgottenRunOf(id);
    let accepted: Acceptance;
    try {
      const known = (await book.open(id))?.ledger;
      accepted = await acceptAnalysis(broker, prepared, now(), known, beyond, priority, name);
    } catch (error) {
      if (!(error instanceof LogReplacedError) || tries >= startsAtMost) throw error;
      // What it counted on is gone.
      await caughtUp(book);
      continue;
    }
    const { acceptance, run } = accepted;
    await book.waitUntilStarted(id, run, forgotten, ownWordsMs);
    const isForgotten = book.forgottenRunOf(id) > forgotten && book.get(id)?.accepted !== true;
    if (!isForgotten || tries >= startsAtMost) return acceptance;
    beyond = run;
  }
}

function deleteRoute(deps: PlotterAppDeps, turns: InTurn): PlotterRoute {
  const { broker, book, now = () => new Date() } = deps;
  return {
    method: "DELETE",
    path: "/analyses/:id",
    operationId: "cancelAnalysis",
    tag: "analyses",
    summary: "Cancel an analysis, or forget it",
    description:
      "What is in already stays. To take it up again, start the same analysis again. With `forget=true` an analysis that has ended is removed, " +
      "with all its results; the same analysis can be started again.",
    parameters: [analysisId, forget],
    answers: {
      202: json("It is cancelled.", analysisSummarySchema),
      200: json("It is forgotten.", forgottenAnalysisSchema),
    },
    problems: [403, 404, 409, 429, 503],
    handle: async (c) => {
      const isForget = forget.of(c);
      await caughtUp(book);
      const { id } = acceptedOf(book, analysisId.of(c));
      return turns.run(id, async () => {
        if (isForget) return forgetInTurn(deps, id, now());
        const analysis = acceptedOf(book, id);
        if (analysis.status !== "running")
          throw new HttpProblemError({
            title: "Already ended",
            status: 409,
            detail: `The analysis ${id} is ${analysis.status}, so there is nothing to cancel.`,
          });
        await cancelAnalysis(broker, id, now(), analysis.ledger.run);
        await book.waitUntil(id, ({ status }) => status !== "running", ownWordsMs);
        return summary(deps, id, "../", 202);
      });
    },
  };
}

async function forgetInTurn({ broker, book, logger }: PlotterAppDeps, id: string, now: Date): Promise<Response> {
  const { status, ledger } = acceptedOf(book, id);
  const { run } = ledger;
  const refusal = (): HttpProblemError | undefined => {
    const analysis = book.get(id);
    if (analysis?.accepted !== true) return undefined;
    if (analysis.status === "running") return notForgotten(`is running; cancel it first: DELETE /analyses/${id}`);
    if (analysis.ledger.pinned) return notForgotten(`is pinned; unpin it first: DELETE /analyses/${id}/pin`);
    return analysis.ledger.run > run ? notForgotten("was started again at the same moment") : undefined;
  };
  const notForgotten = (why: string) =>
    new HttpProblemError({ title: "Not forgotten", status: 409, detail: `The analysis ${id} ${why}.` });
  const refused = refusal();
  if (refused !== undefined) throw refused;
  // Those of a start that comes later stay.
  const position = await broker.recipes.position();
  await forgetAnalysis(broker, id, now, ledger);
  if (!(await book.waitUntilForgotten(id, run, ownWordsMs))) throw refusal() ?? notSeen(id, "forgotten");
  if (status !== "complete") await dropLetters(broker, (analysis) => analysis === id);
  try {
    await broker.recipes.remove(id, position);
    await trimForgotten({ broker, book }, now);
  } catch (error) {
    // It is forgotten all the same; what is left in the log is tried again with the next one.
    logger.warn("What is forgotten could not be removed from the log", { analysis: id, error: asError(error) });
  }
  return answerJson(toJsonText({ id, forgotten: true }));
}

/** Pinned with POST, unpinned with DELETE. */
function pinRoute({ broker, book, ...deps }: PlotterAppDeps, method: "POST" | "DELETE"): PlotterRoute {
  const { now = () => new Date() } = deps;
  const pinned = method === "POST";
  return {
    method,
    path: "/analyses/:id/pin",
    operationId: pinned ? "pinAnalysis" : "unpinAnalysis",
    tag: "analyses",
    summary: pinned
      ? "Pin an analysis: it stays when old ones are removed"
      : "Unpin an analysis: it may be removed when it is old",
    parameters: [analysisId],
    answers: { 200: json(pinned ? "It is pinned." : "It is not pinned.", analysisSummarySchema) },
    problems: [403, 404, 429, 503],
    handle: async (c) => {
      await caughtUp(book);
      const { id, ledger } = acceptedOf(book, analysisId.of(c));
      if (ledger.pinned !== pinned) {
        await pinAnalysis(broker, id, now(), pinned);
        await book.waitUntil(id, (analysis) => analysis.ledger.pinned === pinned, ownWordsMs);
      }
      return summary({ book }, id, "../../", 200);
    },
  };
}

/** @throws {SpecError} for what files show, as far as they can be opened at once. */
async function refuseByFiles(asked: AskedSpec, { checkFiles, stop }: PlotterAppDeps): Promise<void> {
  const problems = (await checkFiles?.(asked, stop)) ?? [];
  if (problems.length > 0)
    throw new SpecError(problems.map(({ path, message }) => ({ path: asked.pathInRequest(path), message })));
}

function full(limit: number): HttpProblemError {
  return new HttpProblemError({
    title: "Too many analyses",
    status: 503,
    detail: `This server keeps ${limit} analyses, and has that many. Those that it has can still be started again. None of them can be removed for a new one, since all are running or pinned, or all are kept (HZZ_KEEP): remove some (hzz remove, or DELETE with ?forget=true), unpin some, or have the limit raised (HZZ_MAX_ANALYSES).`,
    headers: { "retry-after": "3600" },
  });
}

/** @param up from the address of the request to that of the plotter */
function summary(
  { book }: Pick<PlotterAppDeps, "book">,
  id: string,
  up: string,
  status: number,
  headers: Record<string, string> = {},
  you?: string,
): Response {
  const analysis = book.get(id);
  if (analysis?.accepted === true) {
    const told = toAnalysisSummary(analysis.ledger.brief(), analysis.sequence, up);
    return answerJson(toJsonText(you === undefined ? told : { ...told, you }), status, headers);
  }
  throw notSeen(id, "accepted", headers);
}

function notSeen(id: string, what: "accepted" | "forgotten", headers: Record<string, string> = {}): HttpProblemError {
  return new HttpProblemError({
    title: what === "accepted" ? "Accepted, but not seen yet" : "Forgotten, but not seen yet",
    status: 503,
    detail: `The analysis ${id} was ${what}, but the log has not come back to this server. Ask for /analyses/${id} in a moment.`,
    headers: { ...headers, "retry-after": "2" },
  });
}
