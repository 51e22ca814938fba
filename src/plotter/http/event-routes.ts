import type { Context } from "hono";
import { clientAddress } from "../../http/client-address.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";
import type { EventHub } from "./event-hub.ts";
import { acceptedOf } from "./find-analysis.ts";
import { mostFollowed } from "../../protocol/documents/stream-limits.ts";
import { analysisId, type Parameter, queryFlag, queryText, wrongParameter } from "./parameters.ts";
import { anyText, type PlotterRoute } from "./route.ts";

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // Else nginx would gather events before it hands them on.
  "x-accel-buffering": "no",
};

/** The live state. */
export function eventRoutes({
  book,
  events,
}: {
  readonly book: LedgerBook;
  readonly events: EventHub;
}): PlotterRoute[] {
  return [
    {
      method: "GET",
      path: "/analyses/:id/events",
      operationId: "followAnalysis",
      tag: "analyses",
      summary: "Follow an analysis live",
      description:
        "Server-sent events. Each has the kind `state`, the sequence of the state as its id, and an `AnalysisUpdate` as its data: first everything, " +
        "then the groups that changed, at most 20 times a second. When the analysis has ended, the stream ends. A client that reconnects with " +
        "Last-Event-ID gets only what changed since, from any plotter.",
      parameters: [analysisId, lastEventIdHeader, lastEventIdQuery, differencesQuery],
      answers: {
        200: { description: "A stream of events.", content: { "text/event-stream": anyText } },
        204: { description: "The analysis has ended, and the client has its last state. Do not reconnect." },
      },
      problems: [404, 429, 503],
      handle: (c) => {
        const id = analysisId.of(c);
        const since = lastEventId(c);
        const differences = differencesQuery.of(c);
        // Before that, the stream opens and waits: a browser that is refused once does not come back.
        if (book.isCaughtUp) {
          const analysis = acceptedOf(book, id);
          if (analysis.status !== "running" && since === analysis.sequence) return new Response(null, { status: 204 });
        }
        if (c.req.method === "HEAD") return new Response(null, { headers });
        return new Response(events.open(clientAddress(c), id, since, differences), { headers });
      },
    },
    {
      method: "GET",
      path: "/events",
      operationId: "followAnalyses",
      tag: "analyses",
      summary: "Follow several analyses live",
      description:
        "As `/analyses/{id}/events`, in one stream, since browsers open only six connections to a server. The data say to which analysis a state belongs. " +
        "An event of the kind `end` with the `id` of an analysis says that nothing more will come of it: it does not exist, or the client has its last state. " +
        "When all have ended, the stream ends. With `*` in place of an id, and the `sequence` of an answer to `GET /analyses`, it tells of all: a " +
        "`ListUpdate` with what changed in that list, at most twice a second; after an `end` of it the list is asked for again.",
      parameters: [analysesQuery, differencesQuery],
      answers: { 200: { description: "A stream of events.", content: { "text/event-stream": anyText } } },
      problems: [400, 429, 503],
      handle: (c) => {
        const wanted = analysesQuery.of(c);
        const differences = differencesQuery.of(c);
        if (c.req.method === "HEAD") return new Response(null, { headers });
        return new Response(events.openSeveral(clientAddress(c), wanted, differences), { headers });
      },
    },
  ];
}

const lastEventIdHeader: Parameter<string | undefined> = {
  name: "Last-Event-ID",
  in: "header",
  description: "Sequence of the last state that the client has. It counts more than `lastEventId`.",
  schema: { type: "string" },
  of: (c) => c.req.header("last-event-id"),
};
const lastEventIdQuery = queryText("lastEventId", "The same, for a client that cannot set headers.");

const differencesQuery = queryFlag(
  "differences",
  "After the first event of an analysis, `changes` in place of `groups`: of a group only what changed in it.",
);

const analysesQuery: Parameter<ReadonlyMap<string, number | undefined>> = {
  name: "analyses",
  in: "query",
  description: `Up to ${mostFollowed} ids, or \`*\` for the list of all, with commas between them, each with ":" and the sequence of the last state that the client has of it, if it has any.`,
  schema: { type: "string" },
  of: (c) => {
    const text = c.req.query("analyses") ?? "";
    const wanted = new Map(
      text.split(",").map((part) => {
        const [, id, sequence] = /^([^:]{1,64})(?::([0-9]{1,15}))?$/.exec(part) ?? [];
        if (id === undefined)
          throw wrongParameter("analyses", 'ids as "id" or "id:sequence" with commas between', part);
        return [id, sequence === undefined ? undefined : Number(sequence)] as const;
      }),
    );
    if (wanted.size > mostFollowed)
      throw wrongParameter("analyses", `at most ${mostFollowed} analyses`, String(wanted.size));
    return wanted;
  },
};

/** What is no sequence of ours counts as none: the client then gets everything. */
function lastEventId(c: Context): number | undefined {
  const text = lastEventIdHeader.of(c) ?? lastEventIdQuery.of(c) ?? "";
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
