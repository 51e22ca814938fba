import * as z from "zod/mini";
import { groupKindSchema, linksSchema, regionHeadSchema, regionSums, stageSchema } from "./analysis-document.ts";
import { components, count, type DocumentOf, listOf, number, numbers, text } from "./document-schema.ts";

/** Answers of the plotter that are no documents of an analysis. */

/** RFC 9457. Others may add members of their own. */
export const problemSchema = z
  .looseObject({
    type: text(),
    title: text("The kind of problem."),
    status: count(),
    detail: text("What is wrong this time, what was expected, and what to do."),
    instance: z.exactOptional(text()),
    errors: z.exactOptional(
      listOf(z.object({ path: text(), message: text() }), "The fields at fault, by their JSON path in the request."),
    ),
  })
  .check(z.describe("What went wrong (RFC 9457)."))
  .register(components, { id: "Problem" });

const anyText = z.catch(z.string(), "");
const readableProblemSchema = z.catch(
  z.object({
    title: anyText,
    detail: anyText,
    errors: z.catch(z.array(z.object({ path: anyText, message: anyText })), []),
  }),
  { title: "", detail: "", errors: [] },
);
/** What was understood of a problem; texts that were not are empty. */
export type ReadableProblem = DocumentOf<typeof readableProblemSchema>;

/** Whoever refuses a request may be a proxy: a part that is not as it should be is left out, and nothing is an error. */
export function readProblem(value: unknown): ReadableProblem {
  return z.parse(readableProblemSchema, value);
}

export const forgottenAnalysisSchema = z
  .object({ id: text(), forgotten: z.literal(true) })
  .register(components, { id: "ForgottenAnalysis" });
export type ForgottenAnalysis = DocumentOf<typeof forgottenAnalysisSchema>;

const presetSummarySchema = z
  .object({
    name: text(),
    title: text(),
    description: text(),
    release: z.object({ label: text() }),
    luminosityInvFb: number(),
    groups: listOf(
      z.object({ name: text(), label: text(), kind: groupKindSchema, samples: listOf(z.string(), "Their names.") }),
    ),
    files: count("How many files it reads."),
    links: linksSchema,
  })
  .register(components, { id: "PresetSummary" });
export type PresetSummary = DocumentOf<typeof presetSummarySchema>;

export const presetListSchema = z
  .object({ presets: listOf(presetSummarySchema) })
  .register(components, { id: "PresetList" });

const weighted = { entries: numbers("Unweighted."), sumw: numbers("Σw."), sumw2: numbers("Σw².") };

export const fileSchema = z
  .object({
    group: text(),
    sample: text(),
    file: text("As in the specification; a URL without login and query."),
    source: z.nullable(text("Where it was read: a path in a mirror, or a URL, likewise.")),
    size: z.nullable(count("Bytes.")),
    uuid: z.nullable(text()),
    entries: z.nullable(count("Of the tree.")),
  })
  .check(z.describe("Null is not known: the file was not planned yet, or was seen in several versions."))
  .register(components, { id: "ReadFile" });
export type ReadFile = DocumentOf<typeof fileSchema>;

export const readFilesSchema = z
  .object({ id: text(), files: listOf(fileSchema, "In the order of the specification.") })
  .register(components, { id: "ReadFiles" });

export const columnsSchema = z
  .object({
    id: text(),
    file: z.nullable(text("The first file of the first sample; null: none was read yet.")),
    entries: count("So many of its first events were looked at for the ranges."),
    columns: listOf(
      z.object({
        name: text(),
        type: text("Of a value; with brackets, of each value of a list."),
        lowest: z.exactOptional(
          number().check(z.describe("The lowest value that was seen; only of branches that the analysis reads.")),
        ),
        highest: z.exactOptional(number()),
      }),
      "Branches that expressions may use.",
    ),
  })
  .register(components, { id: "Columns" });
export type ColumnsDocument = DocumentOf<typeof columnsSchema>;

export const cutflowSchema = z
  .object({
    stages: listOf(stageSchema),
    regions: z.exactOptional(listOf(regionHeadSchema, "Absent without regions.")),
    groups: listOf(
      z.object({
        name: text(),
        label: text(),
        kind: groupKindSchema,
        ...weighted,
        regions: regionSums,
        samples: listOf(z.object({ name: text(), label: text(), ...weighted, regions: regionSums })),
      }),
    ),
  })
  .register(components, { id: "Cutflow" });

export const healthSchema = z.object({ status: text() }).register(components, { id: "Health" });
