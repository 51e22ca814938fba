import * as z from "zod/mini";
import { components, count, type DocumentOf, flag, listOf, text } from "./document-schema.ts";

const branchSchema = z.object({ name: text(), type: text("As `hzz inspect` says it.") });

const stageSchema = z.object({
  cuts: listOf(z.string(), "Names of the cuts that are decided in it."),
  fills: flag("Whether regions and histograms belong to it: the last one."),
  branches: listOf(branchSchema, "Those that it is the first to need."),
});

const readSampleSchema = z.object({
  name: text(),
  files: count("Of the sample."),
  file: text("The one that was opened, as the specification names it."),
  source: text("Where it was found."),
  entries: count("Of its tree."),
  bytes: z
    .array(count())
    .check(z.describe("For each stage, what the baskets of its branches have in this file, compressed.")),
});

/** What `hzz check --json` prints, and what a plotter answers to the same question. */
export const specCheckSchema = z
  .object({
    title: text("Of the analysis; empty if it could not be read."),
    problems: listOf(
      z.object({ path: text("JSON path; empty for the document as a whole."), message: text() }),
      "Everything that is wrong; empty if nothing was found.",
    ),
    expressions: listOf(
      z.object({
        field: text("Such as `cuts[2].expression`."),
        name: z.exactOptional(text("Of the definition, cut, region or histogram.")),
        expression: text(),
        type: text("Such as `a number`."),
      }),
      "Every expression that is right. One with two types in files that differ stands twice.",
    ),
    reads: listOf(
      z.object({ stages: listOf(stageSchema), samples: listOf(readSampleSchema) }),
      "What is read. Samples with the same stages stand together.",
    ),
    unseen: listOf(
      z.object({ sample: text(), reason: text() }),
      "Samples of which no file was opened, so that nothing is known of their branches.",
    ),
    energyUnit: z.exactOptional(
      text("Of energies and masses in the files: `MeV` or `GeV`. GeV if the specification names none."),
    ),
    bytes: z.object({
      least: count("If the cuts before later stages pass nothing."),
      most: count("If they pass everything."),
    }),
    sums: z.object({
      numbers: count("Of each sample: three for each bin and each line of a cutflow."),
      messageBytes: count("Of one result of a partition, unpacked."),
      memoryBytes: count("What a plotter keeps of the analysis, at most."),
    }),
  })
  .check(z.describe("What can be said of a specification before anything is filled."))
  .register(components, { id: "SpecCheck" });
export type SpecCheck = DocumentOf<typeof specCheckSchema>;

/** What is known of a specification that is refused before a file is opened. */
export function refusedCheck(problems: SpecCheck["problems"]): SpecCheck {
  return {
    ...{ title: "", problems, expressions: [], reads: [], unseen: [] },
    bytes: { least: 0, most: 0 },
    sums: { numbers: 0, messageBytes: 0, memoryBytes: 0 },
  };
}
