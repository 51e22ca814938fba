import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AnalysisDocument, AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { type ProblemDocument, RefusedError, UnreachableError } from "./errors.ts";
import { storedToken } from "./token.ts";

/** The requests of the page, one function each. All reject with `RefusedError` or `UnreachableError`. */

/** An analysis that ships with the server. */
export interface PresetSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly release: { readonly label: string };
}

export async function listPresets(): Promise<readonly PresetSummary[]> {
  return ((await request("GET", "/presets")) as { presets: readonly PresetSummary[] }).presets;
}

/** Newest first. */
export async function listAnalyses(): Promise<readonly AnalysisSummary[]> {
  return ((await request("GET", "/analyses")) as { analyses: readonly AnalysisSummary[] }).analyses;
}

export async function getAnalysis(id: string): Promise<AnalysisDocument> {
  return (await request("GET", analysisPath(id))) as AnalysisDocument;
}

export async function getSpec(id: string): Promise<AnalysisSpec> {
  return (await request("GET", `${analysisPath(id)}/spec`)) as AnalysisSpec;
}

/** @param body a whole specification, or `{ preset }` */
export async function startAnalysis(body: unknown): Promise<AnalysisSummary> {
  return (await request("POST", "/analyses", body)) as AnalysisSummary;
}

export async function cancelAnalysis(id: string): Promise<AnalysisSummary> {
  return (await request("DELETE", analysisPath(id))) as AnalysisSummary;
}

/** Where an analysis is, for the API and for people alike. */
export function analysisPath(id: string): string {
  return `/analyses/${encodeURIComponent(id)}`;
}

/** The answer as JSON. */
export async function request(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown> {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const token = method === "GET" ? "" : storedToken();
  const login = token === "" ? {} : { Authorization: `Bearer ${token}` };
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...json, ...login },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new UnreachableError(cause);
  }
  if (!response.ok) throw new RefusedError(await problemOf(response));
  return await response.json();
}

/** Answers of something in between (a proxy, say) have no problem document. */
async function problemOf(response: Response): Promise<ProblemDocument> {
  const fallback = {
    title: `The server answered ${response.status} ${response.statusText}`.trim(),
    status: response.status,
  };
  if (!/^application\/(problem\+)?json/.test(response.headers.get("Content-Type") ?? "")) return fallback;
  try {
    return { ...fallback, ...((await response.json()) as Partial<ProblemDocument>) };
  } catch {
    return fallback;
  }
}
