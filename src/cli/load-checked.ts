import { open } from "node:fs/promises";
import { parseJsonText } from "../analysis/parse-spec.ts";
import { AppError } from "../errors/app-error.ts";
import type { CheckedResult } from "../results/check-result.ts";
import { readRootResults } from "../results/read-root-results.ts";
import { readUhiDocument } from "../results/read-uhi-document.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { loadConfig } from "../serve/load-config.ts";
import { isServed, loadFinished } from "./load-result.ts";
import { readTextFile } from "./load-spec.ts";
import type { Program } from "./program.ts";
import { isWholeResult } from "./result-file.ts";
import { UsageError } from "./usage-error.ts";

/** A result to be checked, and what is to be known of the file that it is read from. */
export interface LoadedResult {
  readonly result: CheckedResult;
  readonly note?: string;
}

const rootNote =
  "Of the ROOT file histograms and specification are read; cutflows and missing parts are not looked at.";
const uhiNote =
  "UHI JSON has no cutflow, no missing parts and no model; what a variation leaves out is taken from what is there.";

function statusNote(status: string): string {
  return `The analysis was ${status} when it was written.`;
}

interface Named {
  readonly target: string;
  readonly file?: string | undefined;
  readonly url: string | undefined;
}

/**
 * The result that is named, whichever format it has; undefined if it is none.
 *
 * @throws {UsageError} if it is a ROOT file without a result, or damaged
 */
export async function loadChecked(named: Named, program: Program): Promise<LoadedResult | undefined> {
  const { target } = named;
  const isNamedRoot = /\.root$/i.test(target);
  if (isWholeResult(target) || (isServed(target) && !isNamedRoot))
    return { result: (await loadFinished({ ...named, command: "check" }, program))!.view };
  const start = await startOf(target);
  // What is called so is no preset either: that it is missing or empty is told by who opens it.
  const isRoot = start.startsWith("root") || isNamedRoot;
  if (!isRoot && !start.includes('"uhi_schema"')) return undefined;
  try {
    return isRoot ? await ofRootFile(target, program) : await ofUhiFile(target);
  } catch (error) {
    // What is damaged is refused as a wrong specification is: exit code 2.
    if (!(error instanceof AppError) || error.retry === "later" || error instanceof UsageError) throw error;
    throw new UsageError(`${target} cannot be checked: ${error.message}`, {}, { cause: error });
  }
}

async function ofUhiFile(target: string): Promise<LoadedResult | undefined> {
  const found = readUhiDocument(parseJsonText(await readTextFile(target, "The result"), target), target);
  return found && { result: found.result, note: `${uhiNote} ${statusNote(found.status)}` };
}

async function ofRootFile(target: string, program: Program): Promise<LoadedResult> {
  const { http, reading } = loadConfig(program.env, {});
  await using source = await openSource(target, { ...http, signal: program.signal });
  const found = await readRootResults(await openRootFile(source, reading));
  if (found === undefined)
    throw new UsageError(
      `${target} is a ROOT file, and what is checked is a specification: hzz check SPEC ${target}, or a result of hzz run`,
    );
  return { result: found.result, note: `${rootNote} ${statusNote(found.status)}` };
}

/** Enough to tell formats apart. What cannot be read is told by whoever reads it. */
async function startOf(target: string): Promise<string> {
  try {
    await using file = await open(target);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } catch {
    return "";
  }
}
