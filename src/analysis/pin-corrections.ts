import { AppError } from "../errors/app-error.ts";
import { CorrectionContentError, CorrectionSizeError } from "../corrections/errors.ts";
import type { CorrectionFile, CorrectionReader } from "../corrections/correction-reader.ts";
import type { Correction, CorrectionSet } from "../corrections/correction-tree.ts";
import { correctionIn, parseCorrections } from "../corrections/parse-corrections.ts";
import { unpackText } from "../corrections/unpack-text.ts";
import { inReadingOrder } from "./base-url-order.ts";
import { checkWrittenCall } from "./expression/check-correction-call.ts";
import { parseRecipe, type Parsed, type ParsedRecipe } from "./expression/parse-recipe.ts";
import type { AnalysisSpec } from "./spec.ts";
import { SpecError, type SpecProblem } from "./spec-error.ts";

/** Longest that somebody who asks for an analysis waits for its files of corrections. */
const mostMs = 30_000;

/**
 * A specification with the SHA-256 of its files of corrections: the form that is accepted, and that the id follows from. Each file is read
 * once; its corrections, and the calls as far as that goes without branches, are checked.
 *
 * A file that cannot be read here is taken as it is if its SHA-256 is given: whoever computes with it checks it again.
 *
 * @param reader without it, no file is read
 * @param options.file where the specification came from, for messages
 * @param options.textBytes the most that the text of a file may have here; a larger one counts as one that cannot be read
 * @throws {SpecError} for files that cannot be read or are no corrections, for another content than is given, and for wrong calls
 */
export async function pinCorrections(
  spec: AnalysisSpec,
  reader: Pick<CorrectionReader, "read"> | undefined,
  options: PinOptions = {},
): Promise<AnalysisSpec> {
  return (await readCorrections(spec, reader, options)).spec;
}

export interface PinOptions {
  readonly file?: string | undefined;
  readonly textBytes?: number;
}

/** A specification with its files of corrections pinned, and the corrections of those that could be read, by the names of their use. */
export interface PinnedSpec {
  readonly spec: AnalysisSpec;
  readonly corrections: ReadonlyMap<string, Correction>;
}

/** As `pinCorrections`, for those who check its expressions too. */
export async function readCorrections(
  spec: AnalysisSpec,
  reader: Pick<CorrectionReader, "read"> | undefined,
  { file, textBytes }: PinOptions = {},
): Promise<PinnedSpec> {
  if (spec.corrections === undefined) return { spec, corrections: new Map() };
  const signal = AbortSignal.timeout(mostMs);
  const files = new Map<string, Promise<{ read: CorrectionFile; set: CorrectionSet } | string>>();
  const problems: SpecProblem[] = [];
  const known = new Map<string, Correction>();
  const pinned: NonNullable<AnalysisSpec["corrections"]> = {};
  for (const [use, correction] of Object.entries(spec.corrections)) {
    const { file: name, sha256 } = correction;
    const key = JSON.stringify([name, sha256]);
    let reading = files.get(key);
    if (reading === undefined) files.set(key, (reading = read(spec, name, sha256, { reader, signal, textBytes })));
    pinned[use] = correction;
    const path = `corrections.${use}`;
    let found: Awaited<typeof reading>;
    try {
      found = await reading;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ path: `${path}.file`, message: error.message });
      continue;
    }
    if (typeof found === "string") {
      if (sha256 === undefined)
        problems.push({
          path: `${path}.file`,
          message: `the file of corrections "${name}" cannot be read here: ${found}. Put it where it can be read, or give its \`sha256\` (sha256sum ${name}), so that those who can read it check it`,
        });
      continue;
    }
    pinned[use] = { ...correction, sha256: found.read.sha256 };
    try {
      known.set(use, correctionIn(found.set, correction.name, found.read.source));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ path: `${path}.name`, message: error.message });
    }
  }
  problems.push(...callProblems(spec, known));
  if (problems.length > 0) throw new SpecError(problems, file);
  return { spec: { ...spec, corrections: pinned }, corrections: known };
}

/** The file, or why it cannot be read here. @throws {AppError} of `corrections` if it was read, and is not what it should be. */
async function read(
  spec: AnalysisSpec,
  file: string,
  sha256: string | undefined,
  options: {
    readonly reader: Pick<CorrectionReader, "read"> | undefined;
    readonly signal: AbortSignal;
    readonly textBytes: number | undefined;
  },
): Promise<{ read: CorrectionFile; set: CorrectionSet } | string> {
  const { reader, signal, textBytes } = options;
  if (reader === undefined) return "this server reads no files of corrections";
  let found: CorrectionFile;
  try {
    found = await reader.read({ file, baseUrls: inReadingOrder(spec.release.baseUrls), sha256 }, signal);
  } catch (error) {
    if (signal.aborted) return `reading takes longer than ${mostMs / 1000} s`;
    if (!(error instanceof AppError)) throw error;
    if (error instanceof CorrectionContentError) throw error;
    return error.message;
  }
  const where = { file: found.source };
  try {
    return { read: found, set: parseCorrections(await unpackText(found.bytes, where, textBytes), where) };
  } catch (error) {
    if (error instanceof CorrectionSizeError) return error.message;
    throw error;
  }
}

function callProblems(spec: AnalysisSpec, known: ReadonlyMap<string, Correction>): SpecProblem[] {
  return expressionsOf(parseRecipe(spec)).flatMap((parsed) => {
    if (parsed instanceof AppError) return [];
    return parsed.calls.flatMap((call) => {
      const correction = known.get(call.name);
      if (correction === undefined) return [];
      try {
        checkWrittenCall(correction, call, parsed.source);
        return [];
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return [{ path: parsed.source.where.field ?? "", message: error.summary }];
      }
    });
  });
}

function expressionsOf(recipe: ParsedRecipe): Parsed[] {
  return [
    ...recipe.collections.flatMap(({ fields }) => (fields instanceof AppError ? [] : [...fields.values()])),
    ...recipe.define.map(({ expression }) => expression),
    ...recipe.factors,
    ...recipe.dataFactors,
    ...recipe.cuts,
    ...recipe.regions.flatMap(({ where, cuts }) => [where, ...cuts]),
    ...recipe.histograms.flatMap(({ values, where, weight, dataWeight }) => [...values, where, weight, dataWeight]),
    ...recipe.alternatives.flatMap(({ weight, columns }) => [weight, ...columns.values()]),
  ].filter((each) => each !== undefined);
}
