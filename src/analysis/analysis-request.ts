import { canonicalJson } from "./analysis-id.ts";
import { applyChanges, changeProblems, toRequestPath } from "./change-preset.ts";
import { changedTitle } from "./changed-title.ts";
import { describeIssue } from "./describe-issue.ts";
import { fieldsIn } from "./loose-fields.ts";
import { parseJsonText, parseSpec, parseSpecInTurns } from "./parse-spec.ts";
import { presetRequestSchema, type PresetRequest } from "./preset-request.ts";
import { presetByName, presetInput, UnknownPresetError } from "./presets/presets.ts";
import { selectSamples, UnknownSampleError } from "./select-samples.ts";
import type { AnalysisSpec, AnalysisSpecInput } from "./spec.ts";
import { SpecError, type SpecProblem } from "./spec-error.ts";

export interface AnalysisRequest {
  readonly spec: AnalysisSpec;
  /** Where in the request a part of the specification comes from, as a JSON path; both are the same for a whole specification. */
  readonly pathInRequest: (pathInSpec: string) => string;
}

/**
 * The specification that a request asks for.
 *
 * A document with the field `preset` is a preset with changes; any other is a whole specification.
 * @param body JSON text
 * @throws {MalformedJsonError} if it is not JSON, with line and column.
 * @throws {SpecError} with every problem, by its path in the request.
 */
export function parseAnalysisRequest(body: string): AnalysisRequest {
  const document = parseJsonText(body);
  if (isPresetRequest(document)) return presetRequestIn(document);
  return { spec: parseSpec(document), pathInRequest: (path) => path };
}

/** As `parseAnalysisRequest`, with pauses in which others may have their turn. */
export async function parseAnalysisRequestInTurns(body: string, pause: () => Promise<void>): Promise<AnalysisRequest> {
  const document = parseJsonText(body);
  await pause();
  if (isPresetRequest(document)) return presetRequestIn(document);
  return { spec: await parseSpecInTurns(document, pause), pathInRequest: (path) => path };
}

function isPresetRequest(document: unknown): boolean {
  return fieldsIn(document)?.["preset"] !== undefined;
}

function presetRequestIn(document: unknown): AnalysisRequest {
  const result = presetRequestSchema.safeParse(document);
  if (!result.success) throw new SpecError(result.error.issues.flatMap((issue) => describeIssue(issue, document)));
  return fromPreset(result.data);
}

function fromPreset(request: PresetRequest): AnalysisRequest {
  const input = presetOf(request.preset);
  const preset = presetByName(request.preset);
  const candidate = applyChanges(input, request);
  const pathInRequest = (path: string) => toRequestPath(path, candidate, request);
  const problems = [...changeProblems(preset, request), ...sampleProblems(preset, request.samples ?? [])];
  const changed = specOf(candidate, problems, pathInRequest);
  if (changed === undefined || problems.length > 0) throw new SpecError(problems);
  const title =
    request.title ?? (canonicalJson(changed) === canonicalJson(preset) ? preset.title : changedTitle(preset, changed));
  const spec = { ...changed, title };
  return {
    spec: request.samples === undefined ? spec : parseSpec(selectSamples(spec, request.samples)),
    pathInRequest,
  };
}

/** @param problems those of the specification are added, and then there is none */
function specOf(
  candidate: unknown,
  problems: SpecProblem[],
  pathInRequest: (path: string) => string,
): AnalysisSpec | undefined {
  try {
    return parseSpec(candidate);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    problems.push(...error.problems.map(({ path, message }) => ({ path: pathInRequest(path), message })));
    return undefined;
  }
}

function presetOf(name: string): AnalysisSpecInput {
  try {
    return presetInput(name);
  } catch (error) {
    throw error instanceof UnknownPresetError ? new SpecError([{ path: "preset", message: error.summary }]) : error;
  }
}

function sampleProblems(spec: AnalysisSpec, patterns: readonly string[]): SpecProblem[] {
  return patterns.flatMap((pattern, i) => {
    try {
      selectSamples(spec, [pattern]);
      return [];
    } catch (error) {
      if (!(error instanceof UnknownSampleError)) throw error;
      return [{ path: `samples[${i}]`, message: error.summary }];
    }
  });
}
