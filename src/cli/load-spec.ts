import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { parseJsonText, parseSpec } from "../analysis/parse-spec.ts";
import { presetByName, presetNames } from "../analysis/presets/presets.ts";
import { asWritten, writtenOut } from "../analysis/short-form.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { MalformedJsonError, SpecError } from "../analysis/spec-error.ts";
import { specLimits } from "../analysis/spec-limits.ts";
import { withIncludes } from "./included-files.ts";
import { lineOf } from "./line-of.ts";
import { withListedFiles } from "./listed-files.ts";
import { UsageError } from "./usage-error.ts";

/** Whether a file is meant and not a preset: what ends in `.json` or `.yaml` or has a slash, unless a preset is called so. */
export function isSpecFile(target: string): boolean {
  return !presetNames().includes(target) && /[/\\]|\.(?:json|ya?ml)$/i.test(target);
}

/**
 * The specification that the command line was given: a preset by its name, else a file. What is neither is taken for a slip
 * in the name of a preset. Files that it includes (`include`), and lists of files (`@names.txt`) are
 * read from beside it; patterns stay as they are, for whoever has the mirrors.
 *
 * @throws {UnknownPresetError | SpecError | UsageError} the last one if a file cannot be read
 */
export async function loadSpec(target: string): Promise<AnalysisSpec> {
  return (await loadPlacedSpec(target)).spec;
}

export interface PlacedSpec {
  readonly spec: AnalysisSpec;
  /** Where the user finds what a path of `spec` speaks of, if that is in an included file; else the path. */
  readonly placeOf: (path: string) => string;
}

/** As `loadSpec`, for those who find more mistakes in it later. */
export async function loadPlacedSpec(target: string): Promise<PlacedSpec> {
  if (!isSpecFile(target)) return { spec: presetByName(target), placeOf: (path) => path };
  const written = await readDocument(target, "The analysis specification");
  const texts = new Map<string, string>();
  const readIncluded = async (path: string): Promise<unknown> => {
    const text = await readTextFile(path, "The included file");
    texts.set(path, text);
    return documentIn(text, path);
  };
  const included = await withIncludes(written, target, readIncluded, (path, place) =>
    lineOf(texts.get(path) ?? "", place),
  );
  const { document } = included;
  const { spec, placeOf } = await withListedFiles(writtenOut(document), (list) =>
    readList(resolve(dirname(target), list)),
  );
  try {
    return { spec: parseSpec(spec, target), placeOf: included.placeOf };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    throw new SpecError(
      error.problems.map(({ path, message }) => {
        const problem = asWritten(document, { path: placeOf(path), message });
        return { ...problem, path: included.placeOf(problem.path) };
      }),
      target,
    );
  }
}

async function readDocument(path: string, what: string): Promise<unknown> {
  return documentIn(await readTextFile(path, what), path);
}

function documentIn(text: string, path: string): unknown {
  return parseJsonText(/\.ya?ml$/i.test(path) ? jsonOfYaml(text, path) : text, path);
}

/** Far above what is written by hand; a longer list of files is JSON. */
const mostYaml = 1024 * 1024;

/**
 * The same document as JSON text, so that the same bounds hold for it: depth, fields, names.
 *
 * @throws {MalformedJsonError} with line and column.
 */
function jsonOfYaml(text: string, file: string): string {
  const refuse = (message: string) => new MalformedJsonError([{ path: "", message }], file);
  if (text.length > mostYaml)
    throw refuse(`expected at most ${mostYaml} characters of YAML, found ${text.length}; write it as JSON`);
  try {
    // Merging and aliases are for people; a hundred of them are enough.
    return JSON.stringify(parse(text, { maxAliasCount: 100, prettyErrors: true, logLevel: "error" }) ?? null);
  } catch (error) {
    // Too deep for the stack, or more aliases than that.
    if (!(error instanceof Error)) throw error;
    throw refuse(`not readable as YAML: ${error.message.trimEnd()}`);
  }
}

function readList(path: string): Promise<string> {
  return readTextFile(path, "The list of files");
}

export async function readTextFile(
  path: string,
  what: string,
  characters: number = specLimits.documentCharacters,
): Promise<string> {
  try {
    // A character has at most four bytes; a larger file is refused before it is in memory.
    const { size } = await stat(path);
    if (size <= 4 * characters) return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const reason =
      { ENOENT: "there is no such file", EACCES: "access is denied", EISDIR: "it is a folder" }[code] ?? code;
    throw new UsageError(`${what} ${path} cannot be read: ${reason}`, {}, { cause: error });
  }
  throw new UsageError(`${what} ${path} is too large; expected at most ${characters} characters`);
}
