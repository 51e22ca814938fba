import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import {
  type Answer,
  inTurn,
  type MisbehavingServer,
  startMisbehavingServer,
  status,
} from "../../test/support/misbehaving-server.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import type { AnalysisUpdate } from "../protocol/documents/analysis-document.ts";
import { MalformedDocumentError } from "../protocol/documents/document-schema.ts";
import { toAnalysisDocument, toAnalysisState } from "../protocol/documents/to-analysis-document.ts";
import { fixtureSpec, fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { createPlotterClient } from "./http-client.ts";
import { PlotterAnswerError, PlotterProblemError } from "./plotter-errors.ts";
import { renderResult } from "./render-result.ts";
import { watchAnalysis } from "./watch-analysis.ts";

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const json =
  (value: unknown): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  };

const events =
  (...updates: readonly (AnalysisUpdate | string)[]): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const [i, update] of updates.entries())
      response.write(
        `event: state\nid: ${i}\ndata: ${typeof update === "string" ? update : JSON.stringify(update)}\n\n`,
      );
    response.end();
  };

/** The update that tells all, and one that tells of a group alone. */
function whole(view: AnalysisView, sequence: number): AnalysisUpdate {
  return { ...toAnalysisState(view, sequence), head: toAnalysisDocument(view, sequence).head };
}
function onlyGroup(view: AnalysisView, sequence: number, name: string): AnalysisUpdate {
  const state = toAnalysisState(view, sequence);
  return { ...state, groups: state.groups.filter((group) => group.name === name) };
}

/** Contents of the first histogram of each group. */
function sums(view: AnalysisView) {
  return view.groups.map(({ histograms }) => {
    const { entries, sumw, sumw2 } = histograms.get("m")!;
    return [entries, sumw, sumw2];
  });
}

const running = fixtureView({ status: "running" });
let ids = 0;

async function watch(stream: Answer, document: Answer = json(toAnalysisDocument(fixtureView(), 9, { samples: true }))) {
  const id = `analysis-${ids++}`;
  server.serve(`/analyses/${id}/spec`, json(fixtureSpec()));
  server.serve(`/analyses/${id}/events?differences=true`, stream);
  server.serve(`/analyses/${id}?samples=true`, document);
  const views: AnalysisView[] = [];
  const last = await watchAnalysis(createPlotterClient(server.origin), id, {
    signal: new AbortController().signal,
    patience: { stallMs: 10_000, retryMs: 1, mostRetryMs: 10, giveUpMs: 10_000 },
    onConnection: () => undefined,
    onView: ({ view }) => views.push(view),
  });
  return { views, last };
}

describe("watchAnalysis", () => {
  it("shows each state as the ledger would, and gives the last one with its samples", async () => {
    const { views, last } = await watch(
      events(whole(running, 1), onlyGroup(running, 2, "zz"), onlyGroup(fixtureView(), 3, "data")),
    );
    expect(views.map((view) => view.status)).toEqual(["running", "running", "complete"]);
    for (const view of views) expect(sums(view)).toEqual(sums(running));
    expect(last?.missingCount).toBe(0);
    const options = { color: false, columns: 100 };
    expect(renderResult(last!.view, options)).toBe(renderResult(fixtureView(), options));
  });

  it("says how much is missing, also where the document names only a part of it", async () => {
    const document = toAnalysisDocument(incompleteView(), 9, { samples: true });
    const shortened = {
      ...document,
      missing: { ...document.missing, count: 7, parts: document.missing.parts.slice(0, 1) },
    };
    const { last } = await watch(events(whole(incompleteView(), 1)), json(shortened));
    expect(last?.missingCount).toBe(7);
    const text = renderResult(last!.view, { color: false, columns: 100, missingCount: 7 });
    expect(text).toContain("Missing (7):");
    expect(text).toMatch(/and 6 more\n/);
    expect(text).toContain("INCOMPLETE: 7 parts are missing");
  });

  it("takes the document for the state when the stream has nothing to say", async () => {
    const { views, last } = await watch(status(204));
    expect([views, last?.view.status]).toEqual([[], "complete"]);
  });

  it("goes on when the analysis is taken up again at its end", async () => {
    const again = toAnalysisDocument(fixtureView({ status: "running", run: 2 }), 5, { samples: true });
    const { views, last } = await watch(
      inTurn(events(whole(incompleteView(), 4)), events(whole(fixtureView({ run: 2 }), 9))),
      inTurn(json(again), json(toAnalysisDocument(fixtureView({ run: 2 }), 9, { samples: true }))),
    );
    expect(views.map((view) => [view.status, view.run])).toEqual([
      ["incomplete", 1],
      ["running", 2],
      ["complete", 2],
    ]);
    expect(last?.view.status).toBe("complete");
  });

  it("lets events of other kinds, and of a plotter that is behind, pass", async () => {
    const other: Answer = (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: news\ndata: no JSON\n\n");
      for (const update of [whole(running, 5), onlyGroup(running, 2, "zz"), whole(fixtureView(), 6)])
        response.write(`event: state\ndata: ${JSON.stringify(update)}\n\n`);
      response.end();
    };
    const { views } = await watch(other);
    expect(views.map((view) => view.status)).toEqual(["running", "complete"]);
  });

  test.each<[string, string | AnalysisUpdate, new (...args: never[]) => Error]>([
    ["data that are no JSON", "{", PlotterAnswerError],
    ["another document", '{"hello":1}', MalformedDocumentError],
    ["a first event without a head", toAnalysisState(running, 1), PlotterAnswerError],
    [
      "sums of another specification",
      JSON.stringify(whole(running, 1)).replaceAll('"zz"', '"xx"'),
      MalformedDocumentError,
    ],
  ])("refuses %s", async (_, data, kind) => {
    await expect(watch(events(data))).rejects.toThrow(kind);
  });

  it("says that there is no such analysis", async () => {
    server.serve("/analyses/unknown/spec", (_request, response) => {
      response.writeHead(404, { "content-type": "application/problem+json" });
      response.end('{"title":"Not found","detail":"There is no analysis unknown"}');
    });
    const options = { signal: new AbortController().signal, onConnection: () => undefined, onView: () => undefined };
    const watched = watchAnalysis(createPlotterClient(server.origin), "unknown", options);
    await expect(watched).rejects.toThrow(PlotterProblemError);
    await expect(watched).rejects.toThrow("There is no analysis unknown (HTTP 404)");
  });

  it("gives nothing when it is stopped, wherever it is", async () => {
    const silent: Answer = () => undefined;
    for (const slow of ["spec", "events", "?samples=true"]) {
      const id = `stopped-${ids++}`;
      const path = `/analyses/${id}`;
      const stop = new AbortController();
      const stopping: Answer = (request, response) => {
        silent(request, response);
        stop.abort();
      };
      server.serve(`${path}/spec`, slow === "spec" ? stopping : json(fixtureSpec()));
      server.serve(`${path}/events?differences=true`, slow === "events" ? stopping : events(whole(fixtureView(), 1)));
      server.serve(`${path}?samples=true`, stopping);
      const options = { signal: stop.signal, onConnection: () => undefined, onView: () => undefined };
      expect(await watchAnalysis(createPlotterClient(server.origin), id, options)).toBeUndefined();
    }
  });
});
