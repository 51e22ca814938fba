import {
  type AnalysisDocument,
  type AnalysisUpdate,
  analysisUpdateSchema,
} from "../../protocol/documents/analysis-document.ts";
import { readDocument } from "../../protocol/documents/document-schema.ts";
import { mergeUpdate } from "../../protocol/documents/merge-update.ts";
import { RefusedError } from "./errors.ts";
import { analysisPath, getAnalysis } from "./requests.ts";

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
 * @returns stops it
 */
export function streamAnalysis(id: string, listener: AnalysisListener): () => void {
  let analysis: AnalysisDocument | undefined;
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;
  let stopped = false;

  function take(next: AnalysisDocument): void {
    analysis = next;
    listener.onAnalysis(next);
    if (next.status === "running") return;
    stream?.close();
    listener.onConnection("ended");
  }

  async function load(): Promise<void> {
    try {
      const next = await getAnalysis(id);
      if (stopped) return;
      take(next);
      if (next.status === "running") listen(next.sequence);
    } catch (error) {
      if (stopped) return;
      if (error instanceof RefusedError && error.retry === "never") listener.onRefused(error);
      else retryLater();
    }
  }

  function listen(sequence: number): void {
    const source = new EventSource(`${analysisPath(id)}/events?lastEventId=${sequence}`);
    stream = source;
    source.addEventListener("open", () => {
      retryMs = firstRetryMs;
      listener.onConnection("live");
    });
    source.addEventListener("state", ({ data }: MessageEvent<string>) => {
      const update = updateIn(data);
      const next = update === undefined ? undefined : mergeUpdate(analysis, update);
      if (next !== undefined) take(next);
      else {
        source.close();
        if (update === undefined) retryLater();
        // It does not continue what is here: all of it is fetched anew.
        else void load();
      }
    });
    source.addEventListener("error", () => {
      source.close();
      retryLater();
    });
  }

  function retryLater(): void {
    listener.onConnection("lost");
    timer = setTimeout(() => void load(), retryMs);
    retryMs = Math.min(2 * retryMs, longestRetryMs);
  }

  listener.onConnection("loading");
  void load();
  return () => {
    stopped = true;
    stream?.close();
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
