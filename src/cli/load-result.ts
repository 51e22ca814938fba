import { parseJsonText } from "../analysis/parse-spec.ts";
import { isResultDocument, readResultDocument } from "../protocol/documents/result-document.ts";
import { analysisPlace } from "./analysis-place.ts";
import { fetchResult } from "./fetch-result.ts";
import { placeClient } from "./place-client.ts";
import { readTextFile } from "./load-spec.ts";
import { type LocalRun, prepareRun, runPrepared } from "./local-run.ts";
import type { Program } from "./program.ts";
import { isWholeResult } from "./result-file.ts";
import { isAnalysisId } from "./submission.ts";
import { UsageError } from "./usage-error.ts";
import type { WatchedView } from "./watch-analysis.ts";

/** Where a result comes from: a file that was written as `.hzz.json`, an analysis of a server, or a run in this process. */
export interface ResultSource extends LocalRun {
  /** The command that asks, for errors. */
  readonly command: string;
  /** Of the server that has an id. */
  readonly url: string | undefined;
}

/**
 * The result that the command line names.
 *
 * @throws {UsageError} if it cannot be read, or an option does not go with it
 * @throws {MalformedResultError | SpecError} if a file is not as it should be
 */
export async function loadResult(source: ResultSource, program: Program): Promise<WatchedView> {
  const { target, samples } = source;
  if ((isServed(target) || isWholeResult(target)) && samples !== undefined)
    throw new UsageError(`--samples goes with a preset or a specification; ${target} has been run already`);
  const finished = await loadFinished(source, program);
  if (finished !== undefined) return finished;
  const ready = await prepareRun(source, program);
  const view = await runPrepared(ready, source, program);
  return { view, missingCount: view.missing.length };
}

/** A result that is there already, in a file or on a server; undefined if the target is neither. Errors as of `loadResult`. */
export async function loadFinished(
  { command, target, url }: Pick<ResultSource, "command" | "target" | "url">,
  program: Program,
): Promise<WatchedView | undefined> {
  if (isServed(target)) {
    const place = analysisPlace(command, target, url);
    return fetchResult(placeClient(place, url, program.env).client, place.id, program.signal);
  }
  return isWholeResult(target) ? readResultFile(target) : undefined;
}

/** An id, or the address of a page. */
export function isServed(target: string): boolean {
  return isAnalysisId(target) || /^https?:\/\//i.test(target);
}

/** @throws {UsageError} if it is no file of a result. @throws {MalformedResultError | SpecError} if it is not as it should be */
async function readResultFile(file: string): Promise<WatchedView> {
  const value = parseJsonText(await readTextFile(file, "The result"), file);
  if (!isResultDocument(value))
    throw new UsageError(`${file} holds no result; one is written by hzz run … --out NAME.hzz.json`);
  return readResultDocument(value, file);
}
