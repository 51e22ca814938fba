import {
  type AnalysisDocument,
  type AnalysisUpdate,
  analysisUpdateSchema,
} from "../../protocol/documents/analysis-document.ts";
import { readDocument } from "../../protocol/documents/document-schema.ts";
import { mergeUpdate } from "../../protocol/documents/merge-update.ts";
import { RefusedError } from "../api/errors.ts";
import { getAnalysis } from "../api/requests.ts";
import { followStates } from "#page/follow-states";

/** `ended`: the analysis has ended, nothing more comes. `lost`: no word from the server; it is asked again by itself. */
export type Connection = "loading" | "live" | "lost" | "ended";

export interface AnalysisListener {
  onAnalysis(analysis: AnalysisDocument): void;
  onConnection(connection: Connection): void;
  /** The server will not show it (unknown id, say); nothing is tried any more. */
  onRefused(error: RefusedError): void;
}

const firstRetryMs = 1000;
const longestRetryMs = 15_000;

/**
 * Tells of an analysis until it is stopped: first all that is known, then every change while it runs.
 *
 * After a broken stream everything is loaded again, after a pause that grows, and the stream goes on from there. What the browser does
 * by itself is not enough: it gives up where an answer is no stream, and it cannot know a server that has forgotten what it told.
 *
 * While nobody can see the page it lets go of the stream, and takes it up where it was when it is shown again.
 *
 * @returns stops it
 */
export function streamAnalysis(id: string, listener: AnalysisListener): () => void {
  let analysis: AnalysisDocument | undefined;
  let stopListening: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;
  let stopped = false;

  function take(next: AnalysisDocument): void {
    analysis = next;
    listener.onAnalysis(next);
    if (next.status === "running") return;
    letGo();
    listener.onConnection("ended");
  }

  async function load(): Promise<void> {
    try {
      const next = await getAnalysis(id);
      if (stopped) return;
      take(next);
      goOn();
    } catch (error) {
      if (stopped) return;
      if (error instanceof RefusedError && error.retry === "never") listener.onRefused(error);
      else retryLater();
    }
  }

  function goOn(): void {
    if (analysis?.status !== "running" || document.hidden) return;
    letGo();
    stopListening = followStates(id, analysis.sequence, {
      onOpen: () => {
        retryMs = firstRetryMs;
        listener.onConnection("live");
      },
      onUpdate: (data) => {
        const update = updateIn(data);
        const next = update === undefined ? undefined : mergeUpdate(analysis, update);
        if (next !== undefined) take(next);
        else {
          letGo();
          if (update === undefined) retryLater();
          // It does not continue what is here: all of it is fetched anew.
          else void load();
        }
      },
      onBroken: () => {
        letGo();
        retryLater();
      },
    });
  }

  function letGo(): void {
    stopListening?.();
    stopListening = undefined;
  }

  function retryLater(): void {
    listener.onConnection("lost");
    timer = setTimeout(() => {
      timer = undefined;
      void load();
    }, retryMs);
    retryMs = Math.min(2 * retryMs, longestRetryMs);
  }

  function onVisibility(): void {
    if (document.hidden) letGo();
    else if (timer === undefined) goOn();
  }

  listener.onConnection("loading");
  document.addEventListener("visibilitychange", onVisibility);
  void load();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", onVisibility);
    letGo();
    clearTimeout(timer);
  };
}

/** Undefined if it is no update: what is fetched next tells whether the server is of another release. */
function updateIn(data: string): AnalysisUpdate | undefined {
  try {
    return readDocument(analysisUpdateSchema, JSON.parse(data));
  } catch {
    return undefined;
  }
}
