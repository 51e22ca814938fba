import * as z from "zod/mini";
import { AppError } from "../../errors/app-error.ts";
import { analysisIdOf } from "../../analysis/analysis-id.ts";
import { parseAcceptedSpec } from "../../analysis/parse-spec.ts";
import { analysisDocumentSchema } from "./analysis-document.ts";
import type { AnalysisView } from "./analysis-view.ts";
import { fileSchema, type ReadFile } from "./answer-documents.ts";
import {
  type DocumentOf,
  listOf,
  MalformedDocumentError,
  matchDocument,
  readDocument,
  text,
} from "./document-schema.ts";
import { toAnalysisView } from "./read-analysis-document.ts";

/** A result as one file, for this program: all that a view holds, so that plots and exports need no server and no events. */
export const resultDocumentSchema = z.object({
  hzzResult: z.literal(1),
  software: text("Program and version that wrote it."),
  /** The specification, whole. */
  spec: z.unknown(),
  /** As `GET /analyses/:id?samples=true` answers. */
  result: analysisDocumentSchema,
  files: listOf(fileSchema, "Which files were read."),
});
export type ResultDocument = DocumentOf<typeof resultDocumentSchema>;

const anyResultSchema = z.object({ hzzResult: z.number() });

/** Whether a JSON value is meant as a result, of whichever version. */
export function isResultDocument(value: unknown): boolean {
  return matchDocument(anyResultSchema, value) !== undefined;
}

/** A file of a result is not as it should be. */
export class MalformedResultError extends AppError {
  readonly retry = "never";
}

/**
 * The view that a document was made of, with all missing parts that it names.
 *
 * @param file where it stands
 * @throws {MalformedResultError | SpecError} if something in it is not as it should be
 */
export async function readResultDocument(
  value: unknown,
  file: string,
): Promise<{ view: AnalysisView; missingCount: number }> {
  const version = matchDocument(anyResultSchema, value)?.hzzResult;
  if (version !== 1)
    throw new MalformedResultError(
      `The result is of version ${String(version)}, expected 1; write it again with this program (hzz run … --out NAME.hzz.json)`,
      { file, field: "hzzResult" },
    );
  try {
    const { spec, result, files } = readDocument(resultDocumentSchema, value);
    const accepted = parseAcceptedSpec(spec, file);
    const id = await analysisIdOf(accepted);
    if (id !== result.id)
      throw new MalformedResultError(
        `The result is of the analysis ${result.id}, but its specification is that of ${id}: one of them was changed`,
        { file, field: "result.id" },
      );
    const view = toAnalysisView(result, accepted, result.head.acceptedAt);
    return { view: withFiles(view, files), missingCount: result.missing.count };
  } catch (error) {
    if (!(error instanceof MalformedDocumentError)) throw error;
    const problem = error.summary.replace(/; is the plotter of another release\?$/, "");
    throw new MalformedResultError(`The result is damaged: ${problem}`, { file, ...error.where }, { cause: error });
  }
}

/** A view that came as a document has not the identities of the files; here they are again. */
export function withFiles(view: AnalysisView, files: readonly ReadFile[]): AnalysisView {
  return {
    ...view,
    groups: view.groups.map((group) => ({
      ...group,
      samples: group.samples.map((sample) => {
        const own = files.filter((file) => file.group === group.name && file.sample === sample.name);
        const identities = own.map(({ uuid, size, entries }) =>
          uuid === null || size === null || entries === null ? undefined : { uuid, size, entries },
        );
        return { ...sample, identities };
      }),
    })),
  };
}
