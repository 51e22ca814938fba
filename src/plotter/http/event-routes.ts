import type { Context } from "hono";
import { clientAddress } from "../../http/client-address.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";
import type { EventHub } from "./event-hub.ts";
import { acceptedOf } from "./find-analysis.ts";
import { analysisId, type Parameter, queryText } from "./parameters.ts";
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
      parameters: [analysisId, lastEventIdHeader, lastEventIdQuery],
      answers: {
        200: { description: "A stream of events.", content: { "text/event-stream": anyText } },
        204: { description: "The analysis has ended, and the client has its last state. Do not reconnect." },
      },
      problems: [404, 429, 503],
      handle: (c) => {
        const id = analysisId.of(c);
        const since = lastEventId(c);
        // Before that, the stream opens and waits: a browser that is refused once does not come back.
        if (book.isCaughtUp) {
          const analysis = acceptedOf(book, id);
          if (analysis.status !== "running" && since === analysis.sequence) return new Response(null, { status: 204 });
        }
        if (c.req.method === "HEAD") return new Response(null, { headers });
        return new Response(events.open(clientAddress(c), id, since), { headers });
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

/** What is no sequence of ours counts as none: the client then gets everything. */
function lastEventId(c: Context): number | undefined {
  const text = lastEventIdHeader.of(c) ?? lastEventIdQuery.of(c) ?? "";
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
