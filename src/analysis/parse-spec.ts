import { askedProblems } from "./asked-checks.ts";
import { describeIssue, describeValue } from "./describe-issue.ts";
import { normalFileName } from "./file-name.ts";
import { JsonFault, parseJson, placeInText } from "./json-text.ts";
import { parseRecipe } from "./expression/parse-recipe.ts";
import { fieldsIn } from "./loose-fields.ts";
import { analysisSpecSchema, type AnalysisSpec } from "./spec.ts";
import { MalformedJsonError, SpecError, type SpecProblem } from "./spec-error.ts";
import { asWritten, writtenOut } from "./short-form.ts";
import { specLimits } from "./spec-limits.ts";
import { recipeShape, type Recipe } from "./spec-recipe.ts";

/**
 * A complete, checked specification from JSON text, or from a value that was parsed already.
 *
 * Short forms are written out, defaults are filled in, and names of files brought into their one spelling. The key `$schema` is allowed at the top, for editors, and left
 * out of the result. Expressions are checked as far as that goes without the branches of the tree: syntax, functions, limits.
 *
 * @param file name of the file that the text came from, for messages
 * @throws {SpecError} listing every problem with its JSON path; for text that is not JSON the line and column
 */
export function parseSpec(input: unknown, file?: string): AnalysisSpec {
  return withNormalFiles(readSpec(input, file, asked));
}

/**
 * As `parseSpec`, but for a specification that has been accepted, maybe by an earlier version: it is taken as it stands, and rules for what
 * is asked for now do not hold.
 */
export function parseAcceptedSpec(input: unknown, file?: string): AnalysisSpec {
  return readSpec(input, file, accepted);
}

/** As `parseSpec`, with pauses in which others may have their turn: with very many files, each step takes some ten milliseconds. */
export async function parseSpecInTurns(input: unknown, pause: () => Promise<void>): Promise<AnalysisSpec> {
  const steps = specSteps(input, undefined, asked);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return withNormalFiles(step.value);
    await pause();
  }
}

function withNormalFiles(spec: AnalysisSpec): AnalysisSpec {
  const groups = spec.groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => ({ ...sample, files: sample.files.map(normalFileName) })),
  }));
  if (spec.corrections === undefined) return { ...spec, groups };
  const corrections = Object.entries(spec.corrections).map(([name, correction]) => [
    name,
    { ...correction, file: normalFileName(correction.file) },
  ]);
  return { ...spec, groups, corrections: Object.fromEntries(corrections) as AnalysisSpec["corrections"] };
}

/** How a specification is read: what is asked for may be short, and more rules hold for it. */
interface Reading {
  readonly writtenOut: (document: unknown) => unknown;
  readonly problems: (document: unknown) => SpecProblem[];
}

const asked: Reading = { writtenOut, problems: askedProblems };
const accepted: Reading = { writtenOut: (document) => document, problems: () => [] };

function readSpec(input: unknown, file: string | undefined, reading: Reading): AnalysisSpec {
  const steps = specSteps(input, file, reading);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

function* specSteps(
  input: unknown,
  file: string | undefined,
  reading: Reading,
): Generator<undefined, AnalysisSpec, undefined> {
  const document = typeof input === "string" ? parseJsonText(input, file) : input;
  const { $schema, include, ...rest } = fieldsIn(document) ?? {};
  const candidate = reading.writtenOut(fieldsIn(document) === undefined ? document : rest);
  const marker: SpecProblem[] =
    $schema === undefined || typeof $schema === "string"
      ? []
      : [{ path: "$schema", message: `expected a text, found ${describeValue($schema)}` }];
  if (include !== undefined) marker.push({ path: "include", message: notIncluded });
  const result = analysisSpecSchema.safeParse(candidate);
  yield;
  const shape = result.error?.issues.flatMap((issue) => describeIssue(issue, candidate)) ?? [];
  const told = new Set(shape.map(({ path }) => path));
  const more = reading.problems(candidate).filter(({ path }) => !told.has(path));
  yield;
  const syntax = parseRecipe(result.success ? result.data : soundRecipe(candidate))
    .errors.map((error) => ({ path: error.where.field ?? "", message: error.summary }))
    .filter(({ path }) => !told.has(path));
  const problems = [...marker, ...shape, ...more, ...syntax].map((problem) => asWritten(document, problem));
  if (!result.success || problems.length > 0) throw new SpecError(problems, file);
  return result.data;
}

const notIncluded =
  "is for a specification in a file, and read by hzz run, hzz submit and hzz check from beside it; here, write out what it includes";

/** What is sound of the recipe in a document that is wrong somewhere, so that every problem is told at once. */
function soundRecipe(document: unknown): Partial<Recipe> {
  const fields = fieldsIn(document) ?? {};
  return Object.fromEntries(
    Object.entries(recipeShape).flatMap(([name, schema]) => {
      const result = schema.safeParse(fields[name]);
      return result.success ? [[name, result.data]] : [];
    }),
  );
}

/**
 * A JSON document of the size that a specification may have.
 *
 * @param file name of the file that the text came from, for messages
 * @throws {MalformedJsonError} with line and column
 */
export function parseJsonText(source: string, file?: string): unknown {
  if (source.length > specLimits.documentCharacters)
    throw new MalformedJsonError(
      [{ path: "", message: `expected at most ${specLimits.documentCharacters} characters, found ${source.length}` }],
      file,
    );
  // Some editors put a byte order mark first; it means nothing in UTF-8.
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  if (text.trim() === "")
    throw new MalformedJsonError([{ path: "", message: "the text is empty; expected a JSON object" }], file);
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { line, column, excerpt } = placeInText(text, error.offset);
    const message = `not readable as JSON: line ${line}, column ${column}: ${error.message}\n${excerpt.replaceAll(/^/gm, "  | ")}`;
    throw new MalformedJsonError([{ path: "", message }], file);
  }
}
