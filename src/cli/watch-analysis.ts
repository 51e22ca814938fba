import { setTimeout as sleep } from "node:timers/promises";
import { parseAcceptedSpec } from "../analysis/parse-spec.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import {
  type AnalysisDocument,
  analysisDocumentSchema,
  analysisUpdateSchema,
} from "../protocol/documents/analysis-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { mergeUpdate } from "../protocol/documents/merge-update.ts";
import { toAnalysisView } from "../protocol/documents/read-analysis-document.ts";
import type { StreamEvent } from "./event-stream.ts";
import { followEvents, type FollowOptions } from "./follow-events.ts";
import type { PlotterClient } from "./http-client.ts";
import { PlotterAnswerError } from "./plotter-errors.ts";

/** A view that came over HTTP. */
export interface WatchedView {
  readonly view: AnalysisView;
  /** All missing parts; `view.missing` holds only the first of them if there are many. */
  readonly missingCount: number;
}

export interface WatchOptions extends FollowOptions {
  /** Called with each new state; without the histograms of single samples. */
  readonly onView: (watched: WatchedView) => void;
}

/** Before the stream of an analysis that ended, but not for good, is opened again. */
const againMs = 1000;

/**
 * Follows an analysis on a plotter until it has ended.
 *
 * @returns the whole of it at its end, with the histograms of every sample; undefined if the signal aborted before.
 * @throws {PlotterProblemError} with status 404 if the plotter does not know the analysis; else as `followEvents` does.
 */
export async function watchAnalysis(
  client: PlotterClient,
  id: string,
  options: WatchOptions,
): Promise<WatchedView | undefined> {
  const { signal, onView } = options;
  const path = `analyses/${encodeURIComponent(id)}`;
  try {
    const spec = parseAcceptedSpec(
      (await client.get(`${path}/spec`, signal)).body,
      "the specification that the server gave",
    );
    for (;;) {
      await followToEnd(client, `${path}/events?differences=true`, spec, options);
      if (signal.aborted) return undefined;
      const document = readDocument(analysisDocumentSchema, (await client.get(`${path}?samples=true`, signal)).body);
      const watched = watchedView(document, spec);
      if (document.status !== "running") return watched;
      // It was taken up again in this moment.
      onView(watched);
      await sleep(againMs, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Resolves when the analysis has ended or the signal aborts. */
async function followToEnd(
  client: PlotterClient,
  path: string,
  spec: AnalysisSpec,
  options: WatchOptions,
): Promise<void> {
  let state: AnalysisDocument | undefined;
  for await (const event of followEvents(client, path, options)) {
    if (event.event !== "state") continue;
    const next = mergeUpdate(state, readDocument(analysisUpdateSchema, jsonIn(event, client.base)));
    if (next === undefined) throw new PlotterAnswerError(client.base, "an event does not follow the one before");
    if (next === state) continue;
    state = next;
    options.onView(watchedView(state, spec));
    if (state.status !== "running") return;
  }
}

function jsonIn({ data }: StreamEvent, url: URL): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new PlotterAnswerError(url, "the data of an event are not JSON");
  }
}

function watchedView(document: AnalysisDocument, spec: AnalysisSpec): WatchedView {
  return {
    view: toAnalysisView(document, spec, document.head.acceptedAt),
    missingCount: document.missing.count,
  };
}
