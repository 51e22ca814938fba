import { type AnalysisRequest, parseAnalysisRequestInTurns } from "../../analysis/analysis-request.ts";
import { expandFiles, type ListFiles } from "../../analysis/expand-files.ts";
import { type PinnedSpec, readCorrections } from "../../analysis/pin-corrections.ts";
import { MalformedJsonError, SpecError } from "../../analysis/spec-error.ts";
import { TimeSlices } from "../../async/time-slices.ts";
import { readJsonBody } from "../../http/request-body.ts";
import { checkPlaces } from "../check-places.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";

/** What a request asks for, and where in it a part of the specification comes from. */
export type AskedSpec = PinnedSpec & Pick<AnalysisRequest, "pathInRequest">;

/** @throws {HttpProblemError} if the body cannot be read. @throws {MalformedJsonError | SpecError} if it is refused. */
export async function askedSpecOf(
  request: Request,
  { limits, access, toyMaxScale, lanes, fileLister, correctionReader }: PlotterAppDeps,
): Promise<AskedSpec> {
  const body = textOf(await readJsonBody(request, limits.maxBodyBytes));
  const { spec, pathInRequest } = await parseAnalysisRequestInTurns(body, nextSlice);
  await nextSlice();
  const problemsOfPlaces = checkPlaces(spec, { access, toyMaxScale, lanes });
  if (problemsOfPlaces.length > 0)
    throw new SpecError(problemsOfPlaces.map(({ path, message }) => ({ path: pathInRequest(path), message })));
  // Here and not later: what the log keeps is read again for ever, and must not depend on what is in a folder then.
  const expanded = await expandFiles(spec, fileLister?.() ?? refuseToLook);
  return { ...(await readCorrections(expanded, correctionReader, { textBytes: mostCorrectionBytes })), pathInRequest };
}

/** Checking a file of corrections holds all others up: some 0.2 s for so much. */
const mostCorrectionBytes = 16 * 1024 * 1024;

function refuseToLook(pattern: string): ReturnType<ListFiles> {
  return Promise.resolve({ problem: `this server looks for no patterns such as "${pattern}"; write the names out` });
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new MalformedJsonError([{ path: "", message: "the body is not UTF-8; send JSON in UTF-8" }]);
  }
}

/** Lets others have their turn between two steps that may take some ten milliseconds each. */
export function nextSlice(): Promise<void> {
  return new TimeSlices().pause();
}
