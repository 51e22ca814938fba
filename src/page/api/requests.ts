import type { AnalysisSpec, AnalysisSpecInput } from "../../analysis/spec.ts";
import {
  type AnalysisDocument,
  analysisDocumentSchema,
  type AnalysisList,
  analysisListSchema,
  type AnalysisSummary,
  analysisSummarySchema,
} from "../../protocol/documents/analysis-document.ts";
import {
  type ColumnsDocument,
  columnsSchema,
  forgottenAnalysisSchema,
  type ForgottenAnalysis,
  presetListSchema,
  type PresetSummary,
  readProblem,
} from "../../protocol/documents/answer-documents.ts";
import {
  type DocumentOf,
  type DocumentSchema,
  MalformedDocumentError,
  readDocument,
} from "../../protocol/documents/document-schema.ts";
import { listId } from "../../protocol/documents/stream-limits.ts";
import { pathTo } from "#page/addresses";
import { sendRequest } from "#page/server";
import { type ProblemDocument, RefusedError, UnreachableError } from "./errors.ts";
import { storedName, storeName } from "./name.ts";
import { storedToken } from "./token.ts";

/** The requests of the page, one function each. All reject with `RefusedError` or `UnreachableError`. */

export async function listPresets(): Promise<readonly PresetSummary[]> {
  return (await request(presetListSchema, "GET", pathTo("/presets"))).presets;
}

/**
 * Newest first.
 * @param query `first` a name: theirs before all others; without `limit`, as many as the server tells
 */
export function listAnalyses(query: { readonly first?: string; readonly limit?: string } = {}): Promise<AnalysisList> {
  return request(analysisListSchema, "GET", pathTo(withQuery("/analyses", query)));
}

export function getAnalysis(id: string): Promise<AnalysisDocument> {
  return request(analysisDocumentSchema, "GET", analysisPath(id));
}

/** Not checked: what of it is changed is sent back, and then the plotter checks it. */
export async function getSpec(id: string): Promise<AnalysisSpec> {
  return (await ask("GET", `${analysisPath(id)}/spec`)) as AnalysisSpec;
}

/** Branches that expressions of an analysis may use; none while nobody has seen its first file. */
export function getColumns(id: string): Promise<ColumnsDocument> {
  return request(columnsSchema, "GET", `${analysisPath(id)}/columns`);
}

/** As it is written, with defaults left out. */
export async function getPreset(name: string): Promise<AnalysisSpecInput> {
  return (await ask("GET", pathTo(`/presets/${encodeURIComponent(name)}`))) as AnalysisSpecInput;
}

/**
 * Starts it under the name that this browser has; a token may stand for another one, which it has from then on.
 * @param body a whole specification, or `{ preset }`; a text is sent as it is
 */
export async function startAnalysis(body: unknown): Promise<AnalysisSummary> {
  const name = storedName();
  const path = withQuery("/analyses", name === "" ? {} : { as: name });
  const summary = await request(analysisSummarySchema, "POST", pathTo(path), body);
  if (summary.you !== undefined) storeName(summary.you);
  return summary;
}

export function cancelAnalysis(id: string): Promise<AnalysisSummary> {
  return request(analysisSummarySchema, "DELETE", analysisPath(id));
}

/** Removes it, with all its results. */
export function forgetAnalysis(id: string): Promise<ForgottenAnalysis> {
  return request(forgottenAnalysisSchema, "DELETE", `${analysisPath(id)}?forget=true`);
}

/** A pinned analysis stays when old ones are removed. */
export function setPinned(id: string, pinned: boolean): Promise<AnalysisSummary> {
  return request(analysisSummarySchema, pinned ? "POST" : "DELETE", `${analysisPath(id)}/pin`);
}

/** Where an analysis is, for the API and for people alike. */
export function analysisPath(id: string): string {
  return pathTo(`/analyses/${encodeURIComponent(id)}`);
}

/** Where the states of an analysis, or of the list of all (`listId`), are streamed from. @param sequence of the state that is here */
export function statesPath(id: string, sequence: number): string {
  if (id === listId) return pathTo(`/events?analyses=${id}:${sequence}`);
  return `${analysisPath(id)}/events?lastEventId=${sequence}&differences=true`;
}

export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

type Method = "GET" | "POST" | "DELETE";

/** The answer, which must be as the schema says. @param signal aborts the request, which then rejects as if nobody had answered */
export async function request<Schema extends DocumentSchema>(
  schema: Schema,
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<DocumentOf<Schema>> {
  const answer = await ask(method, path, body, signal);
  try {
    return readDocument(schema, answer);
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) throw error;
    throw new RefusedError({ title: "Not understood", status: 200, detail: `${error.message}. Load the page again` });
  }
}

/** The answer as JSON. */
async function ask(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const token = method === "GET" ? "" : storedToken();
  const login = token === "" ? {} : { Authorization: `Bearer ${token}` };
  let response: Response;
  try {
    response = await sendRequest(path, {
      method,
      headers: { Accept: "application/json", ...json, ...login },
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    if (response.ok) return await response.json();
  } catch (cause) {
    throw new UnreachableError(cause);
  }
  throw new RefusedError(await problemOf(response));
}

/** Answers of something in between (a proxy, say) have no problem document. */
async function problemOf(response: Response): Promise<ProblemDocument> {
  const fallback = {
    title: `The server answered ${response.status} ${response.statusText}`.trim(),
    status: response.status,
  };
  if (!/^application\/(problem\+)?json/.test(response.headers.get("Content-Type") ?? "")) return fallback;
  const { title, detail, errors } = readProblem(await response.json().catch(() => undefined));
  return { title: title || fallback.title, status: response.status, ...(detail === "" ? {} : { detail }), errors };
}
