import { selectSamples } from "../analysis/select-samples.ts";
import { type AnalysisSummary, analysisSummarySchema } from "../protocol/documents/analysis-document.ts";
import type { Priority } from "../protocol/priority.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import type { PlotterClient } from "./http-client.ts";
import { isSpecFile, loadSpec } from "./load-spec.ts";
import { UsageError } from "./usage-error.ts";

export interface Submission {
  /** `started`: the server began it now. `known`: it runs, or has ended completely, already. */
  readonly acceptance: "started" | "known";
  readonly summary: AnalysisSummary;
  /** Address of its page. */
  readonly page: URL;
}

export interface SubmissionOptions {
  readonly samples?: readonly string[] | undefined;
  readonly priority?: Priority | undefined;
  /** Name of who starts it. */
  readonly startedAs?: string | undefined;
}

/**
 * Starts an analysis on a plotter. A specification in a file is checked here first, as `hzz run` does; a preset is the server's.
 *
 * @param target name of a preset, path of a specification, or id of an analysis of the server, to be taken up again
 * @param options patterns of samples, without them all; without a priority, the server's default; without a name, none
 * @throws {SpecError | UnknownSampleError | UsageError} before anything is sent, {PlotterProblemError} if the server refuses
 */
export async function submitAnalysis(
  client: PlotterClient,
  target: string,
  { samples, priority, startedAs }: SubmissionOptions,
  signal: AbortSignal,
): Promise<Submission> {
  const query = new URLSearchParams();
  if (priority !== undefined) query.set("priority", priority);
  if (startedAs !== undefined) query.set("as", startedAs);
  const path = query.size === 0 ? "analyses" : `analyses?${query.toString()}`;
  const { status, body } = await client.post(path, await requestFor(client, target, samples, signal), signal);
  const summary = readDocument(analysisSummarySchema, body);
  return {
    acceptance: status === 202 ? "started" : "known",
    summary,
    page: pageOf(client, summary.id),
  };
}

/** 16 hexadecimal digits. */
export function isAnalysisId(target: string): boolean {
  return /^[0-9a-f]{16}$/.test(target);
}

/** Where a browser finds an analysis. */
export function pageOf(client: PlotterClient, id: string): URL {
  return new URL(`analyses/${encodeURIComponent(id)}`, client.base);
}

async function requestFor(
  client: PlotterClient,
  target: string,
  samples: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  if (isAnalysisId(target)) {
    if (samples !== undefined) throw new UsageError("--samples goes with a preset or a specification, not with an id");
    return (await client.get(`analyses/${target}/spec`, signal)).body;
  }
  if (!isSpecFile(target)) return { preset: target, ...(samples === undefined ? {} : { samples }) };
  const spec = await loadSpec(target);
  return samples === undefined ? spec : selectSamples(spec, samples);
}
