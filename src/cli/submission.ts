import { selectSamples } from "../analysis/select-samples.ts";
import { type AnalysisSummary, analysisSummarySchema } from "../protocol/documents/analysis-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import type { PlotterClient } from "./http-client.ts";
import { isSpecFile, loadSpec } from "./load-spec.ts";

export interface Submission {
  /** `started`: the server began it now. `known`: it runs, or has ended completely, already. */
  readonly acceptance: "started" | "known";
  readonly summary: AnalysisSummary;
  /** Address of its page. */
  readonly page: URL;
}

/**
 * Starts an analysis on a plotter. A specification in a file is checked here first, as `hzz run` does; a preset is the server's.
 *
 * @param target name of a preset, or path of a specification
 * @param samples patterns; undefined means all
 * @throws {SpecError | UnknownSampleError | UsageError} before anything is sent, {PlotterProblemError} if the server refuses
 */
export async function submitAnalysis(
  client: PlotterClient,
  target: string,
  samples: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Submission> {
  const { status, body } = await client.post("analyses", await requestFor(target, samples), signal);
  const summary = readDocument(analysisSummarySchema, body);
  return {
    acceptance: status === 202 ? "started" : "known",
    summary,
    page: pageOf(client, summary.id),
  };
}

/** Where a browser finds an analysis. */
export function pageOf(client: PlotterClient, id: string): URL {
  return new URL(`analyses/${encodeURIComponent(id)}`, client.base);
}

async function requestFor(target: string, samples: readonly string[] | undefined): Promise<unknown> {
  if (!isSpecFile(target)) return { preset: target, ...(samples === undefined ? {} : { samples }) };
  const spec = await loadSpec(target);
  return samples === undefined ? spec : selectSamples(spec, samples);
}
