import { retryAfterOf } from "../rootio/source/http-failure.ts";
import { readProblem } from "../protocol/documents/answer-documents.ts";
import { PlotterAnswerError, PlotterProblemError, PlotterUnreachableError } from "./plotter-errors.ts";

/** An answer that says yes. */
export interface PlotterAnswer {
  readonly status: number;
  /** Parsed JSON, not checked any further. */
  readonly body: unknown;
}

/** Asks a plotter over HTTP. Paths are relative to its address, without a slash at their start. */
export interface PlotterClient {
  /** Ends with a slash; may have a path, where the plotter stands behind a proxy. */
  readonly base: URL;
  get(path: string, signal: AbortSignal): Promise<PlotterAnswer>;
  post(path: string, body: unknown, signal: AbortSignal): Promise<PlotterAnswer>;
  delete(path: string, signal: AbortSignal): Promise<PlotterAnswer>;
  /** A whole file of this media type. */
  download(path: string, type: string, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Opens a stream of server-sent events. The limit is on the head of the answer; what comes after it may take for ever.
   * @returns the open answer, or undefined for 204: there is nothing more to come.
   */
  openEvents(path: string, lastEventId: string | undefined, signal: AbortSignal): Promise<Response | undefined>;
}

export interface PlotterClientOptions {
  /** Sent where something is changed, and only there; empty: none. */
  readonly token?: string;
  /** The longest that a plotter may take for an answer. */
  readonly limitMs?: number;
}

const defaultLimitMs = 30_000;

/**
 * Every method rejects with the reason of its signal when that aborts, and otherwise with one of
 * `PlotterUnreachableError` (nobody there, or no answer in time), `PlotterProblemError` (it says no) and
 * `PlotterAnswerError` (it is no plotter).
 *
 * @param url http or https, without login.
 */
export function createPlotterClient(url: string, options: PlotterClientOptions = {}): PlotterClient {
  const { token = "", limitMs = defaultLimitMs } = options;
  const base = new URL(url.endsWith("/") ? url : `${url}/`);
  const ask = async (path: string, init: RequestInit, signal: AbortSignal): Promise<PlotterAnswer> => {
    const limit = AbortSignal.timeout(limitMs);
    const target = new URL(path, base);
    return telling(target, limitMs, limit, signal, async (either) => {
      const response = await fetch(target, { ...init, redirect: "manual", signal: either });
      if (!response.ok) throw await refusalOf(response, target);
      return { status: response.status, body: await jsonOf(response, target) };
    });
  };
  const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
  return {
    base,
    get: (path, signal) => ask(path, { headers: { accept: "application/json" } }, signal),
    post: (path, body, signal) =>
      ask(
        path,
        {
          method: "POST",
          headers: { accept: "application/json", "content-type": "application/json", ...authorization },
          body: JSON.stringify(body),
        },
        signal,
      ),
    delete: (path, signal) =>
      ask(path, { method: "DELETE", headers: { accept: "application/json", ...authorization } }, signal),
    download: async (path, type, signal) => {
      const limit = AbortSignal.timeout(limitMs);
      const target = new URL(path, base);
      return telling(target, limitMs, limit, signal, async (either) => {
        const response = await fetch(target, { headers: { accept: type }, redirect: "manual", signal: either });
        if (!response.ok) throw await refusalOf(response, target);
        if (response.headers.get("content-type")?.startsWith(type) === true)
          return new Uint8Array(await response.arrayBuffer());
        await response.body?.cancel();
        throw new PlotterAnswerError(target, `expected ${type}, found ${typeOf(response)}`);
      });
    },
    openEvents: async (path, lastEventId, signal) => {
      const target = new URL(path, base);
      const limit = new AbortController();
      const timer = setTimeout(() => {
        limit.abort();
      }, limitMs);
      try {
        return await telling(target, limitMs, limit.signal, signal, async (either) => {
          const resume = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
          const headers = { accept: "text/event-stream", "cache-control": "no-store", ...resume };
          const response = await fetch(target, { headers, redirect: "manual", signal: either });
          if (response.status === 204) return undefined;
          if (!response.ok) throw await refusalOf(response, target);
          if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) return response;
          await response.body?.cancel();
          throw new PlotterAnswerError(target, `expected events, found ${typeOf(response)}`);
        });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Runs a request under both signals, and says in our words how it ended. */
async function telling<T>(
  url: URL,
  limitMs: number,
  limit: AbortSignal,
  signal: AbortSignal,
  request: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await request(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof PlotterProblemError || error instanceof PlotterAnswerError) throw error;
    const reason = limit.aborted ? `no answer within ${limitMs / 1000} s` : connectionFailure(error);
    throw new PlotterUnreachableError(url, reason, { cause: error });
  }
}

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection broke",
  UND_ERR_SOCKET: "the connection broke",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name cannot be looked up; is there a network?",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no network",
  ETIMEDOUT: "connecting took too long",
  UND_ERR_CONNECT_TIMEOUT: "connecting took too long",
};

/** Why a connection did not come about, or broke. The runtime hides the reason in `cause`. */
export function connectionFailure(error: unknown): string {
  let inner = error;
  for (let depth = 0; inner instanceof Error && depth < 5; depth++, inner = inner.cause) {
    if ("code" in inner && typeof inner.code === "string") return failures[inner.code] ?? inner.code;
    if (!(inner.cause instanceof Error)) return inner.message;
  }
  return String(error);
}

async function jsonOf(response: Response, url: URL): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new PlotterAnswerError(url, `expected JSON, found ${typeOf(response)}`, response.status);
  }
}

function typeOf(response: Response): string {
  return response.headers.get("content-type") ?? "an answer without a type";
}

/** The error that an answer other than 2xx stands for. */
async function refusalOf(response: Response, url: URL): Promise<PlotterProblemError | PlotterAnswerError> {
  const { status } = response;
  const location = response.headers.get("location");
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return new PlotterAnswerError(url, `HTTP ${status}, it redirects to ${location ?? "another place"}`, status);
  }
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/problem+json") !== true)
    return new PlotterAnswerError(url, `HTTP ${status} with ${typeOf(response)}`, status);
  const { title, detail, errors } = readProblem(parsed(text));
  const retryAfterMs = retryAfterOf(response.headers);
  return new PlotterProblemError({ title: title || "it gave no reason", detail, errors, status, retryAfterMs });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
