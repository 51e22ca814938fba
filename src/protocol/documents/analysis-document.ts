import * as z from "zod/mini";
import { components, count, type DocumentOf, listOf, mapOf, number, numbers, text, time } from "./document-schema.ts";
import { histogramHeadSchema, histogramSumsSchema } from "./histogram-document.ts";

/*
 * What HTTP tells of an analysis: the whole of it (AnalysisDocument), a line in a list (AnalysisSummary), and what changed since
 * (AnalysisUpdate, the data of the `state` events). Numbers are float64 and survive JSON bit by bit.
 */

export const maxMissingParts = 100;
export const maxMissingReasons = 20;

export const analysisStatusSchema = z
  .enum(["running", "complete", "incomplete", "cancelled"])
  .check(z.describe("`incomplete`: nothing is under way any more, and something is missing; `missing` says what."))
  .register(components, { id: "AnalysisStatus" });
export type AnalysisStatus = DocumentOf<typeof analysisStatusSchema>;

export const groupKindSchema = z.enum(["data", "background", "signal"]);

export const progressSchema = z
  .object({
    files: count(),
    filesPlanned: count(),
    filesComplete: count(),
    partitions: count(),
    partitionsDone: count(),
    entries: count(),
    entriesSeen: count(),
  })
  .check(z.describe("What is in, of what is known so far. Totals grow until every file has been planned."))
  .register(components, { id: "Progress" });
export type Progress = DocumentOf<typeof progressSchema>;

const cutflowSumsSchema = z
  .object({ entries: numbers("Unweighted."), sumw: numbers("Σw."), sumw2: numbers("Σw².") })
  .check(z.describe("One number for each stage."))
  .register(components, { id: "CutflowSums" });
export type CutflowSums = DocumentOf<typeof cutflowSumsSchema>;

export const regionSums = z.exactOptional(
  mapOf(cutflowSumsSchema, "By the name of the region: one number for each of its stages. Absent without regions."),
);

export const alternativeSums = z.exactOptional(
  mapOf(
    z.object({ cutflow: cutflowSumsSchema, regions: regionSums }).register(components, { id: "AlternativeSums" }),
    "Cutflows by the name of the alternative, such as `eleSF_up`. Absent without variations.",
  ),
);

const sampleStateSchema = z
  .object({
    name: text(),
    progress: progressSchema,
    cutflow: cutflowSumsSchema,
    regions: regionSums,
    alternatives: alternativeSums,
    sources: listOf(
      z.nullable(z.string()),
      "Where each file was read, without login and query; null until it is planned.",
    ),
    histograms: z.exactOptional(mapOf(histogramSumsSchema, "Only where samples were asked for.")),
  })
  .register(components, { id: "SampleState" });
export type SampleState = DocumentOf<typeof sampleStateSchema>;

export const groupStateSchema = z
  .object({
    name: text(),
    progress: progressSchema,
    cutflow: cutflowSumsSchema,
    regions: regionSums,
    alternatives: alternativeSums,
    histograms: mapOf(
      histogramSumsSchema,
      "By the key of the histogram: its name, with region and variation if it has them.",
    ),
    samples: listOf(sampleStateSchema),
  })
  .register(components, { id: "GroupState" });
export type GroupState = DocumentOf<typeof groupStateSchema>;

const failureSchema = z
  .object({ name: text(), message: text(), retry: z.enum(["never", "later"]), attempts: count() })
  .register(components, { id: "Failure" });

const missingPartSchema = z
  .object({
    sample: text(),
    file: text(),
    entryStart: z.exactOptional(count()),
    entryStop: z.exactOptional(count()),
    failure: z.exactOptional(failureSchema),
  })
  .check(z.describe("A file, or its entries [entryStart, entryStop). Without `failure` it may still come."))
  .register(components, { id: "MissingPart" });
export type MissingPart = DocumentOf<typeof missingPartSchema>;

const missingSchema = z
  .object({
    count: count("All of them."),
    parts: listOf(missingPartSchema, `The first ${maxMissingParts} of them, in the order of the specification.`),
    reasons: listOf(
      z.object({
        failure: z.exactOptional(z.object({ name: text(), message: text("The name of the file is “…”.") })),
        count: count(),
      }),
      `How many have each reason, the most frequent first, at most ${maxMissingReasons}.`,
    ),
  })
  .register(components, { id: "Missing" });
export type MissingDocument = DocumentOf<typeof missingSchema>;

const warningSchema = z
  .object({ name: text("Class of the warning."), message: text() })
  .check(z.describe("What to know although nothing is missing, such as a file that several samples read."))
  .register(components, { id: "Warning" });
export type AnalysisWarning = DocumentOf<typeof warningSchema>;

export const stageSchema = z.object({ name: text(), label: text(), expression: z.exactOptional(text()) });
export const regionHeadSchema = z
  .object({
    name: text(),
    label: text(),
    kind: z.enum(["signal", "control", "validation"]),
    stages: listOf(stageSchema, "Lines of its cutflow behind those of all events: itself, then its cuts in order."),
  })
  .register(components, { id: "RegionHead" });
export type RegionHead = DocumentOf<typeof regionHeadSchema>;
export const variationHeadSchema = z
  .object({
    name: text(),
    label: text(),
    alternatives: listOf(text(), "Names of its alternatives, such as `eleSF_up`."),
  })
  .register(components, { id: "VariationHead" });
export type VariationHead = DocumentOf<typeof variationHeadSchema>;
const releaseSchema = z.object({ label: text("Of which release it is, or that it is a toy.") });

const startedBy = z.exactOptional(text("Name of who started it first; absent: not known."));

const analysisHeadSchema = z
  .object({
    id: text(),
    title: text(),
    description: text(),
    acceptedAt: time(),
    startedBy,
    release: releaseSchema,
    centreOfMassEnergyTeV: z.exactOptional(number()),
    luminosityInvFb: number().check(z.describe("In fb⁻¹: what simulation is scaled to.")),
    stages: listOf(stageSchema, "Lines of the cutflow: `all`, then the cuts in order."),
    regions: z.exactOptional(listOf(regionHeadSchema, "Absent without regions.")),
    variations: z.exactOptional(listOf(variationHeadSchema, "Absent without variations.")),
    histograms: listOf(histogramHeadSchema),
    groups: listOf(
      z.object({
        name: text(),
        label: text(),
        color: text(),
        kind: groupKindSchema,
        luminosityInvFb: z.exactOptional(
          number().check(z.describe("In fb⁻¹: of all data samples of the group together.")),
        ),
        samples: listOf(
          z.object({
            name: text(),
            label: text(),
            luminosityInvFb: z.exactOptional(number().check(z.describe("In fb⁻¹: of a data sample."))),
            nominal: z.exactOptional(
              z
                .boolean()
                .check(z.describe("False: it stands in place of another one in a variation. Absent: it counts.")),
            ),
            files: listOf(text()),
          }),
        ),
      }),
    ),
  })
  .check(z.describe("What never changes while an analysis runs."))
  .register(components, { id: "AnalysisHead" });
export type AnalysisHead = DocumentOf<typeof analysisHeadSchema>;
export type GroupHead = AnalysisHead["groups"][number];

const stateFields = {
  id: text(),
  status: analysisStatusSchema,
  run: count("How often it was started."),
  sequence: count("Position in the log up to which everything is in; the same on every plotter."),
  pinned: z.exactOptional(z.boolean().check(z.describe("Whether it stays when old ones are removed; absent: no."))),
  stalled: z.exactOptional(
    z
      .boolean()
      .check(
        z.describe(
          "It is running, but nothing new has come for a long time (HZZ_STALL_MS), and none of its work is waiting or in progress. Started again, it goes on. Absent: no.",
        ),
      ),
  ),
  progress: progressSchema,
  missing: missingSchema,
  warnings: z.exactOptional(listOf(warningSchema, "Absent if there are none.")),
  groups: listOf(groupStateSchema),
};
export type AnalysisState = DocumentOf<z.ZodMiniObject<typeof stateFields>>;

export const linksSchema = mapOf(z.string(), "Relative to the address of this answer.");

export const analysisUpdateSchema = z
  .object({
    ...stateFields,
    head: z.exactOptional(analysisHeadSchema),
    since: z.exactOptional(count("With `changes`: sequence of the state that they change.")),
    changes: z.exactOptional(
      mapOf(
        z.unknown(),
        "What changed within a group, by its name: of an object or a list the fields or positions that changed, each with its own change; of anything else the new value, a list or an object in brackets.",
      ),
    ),
  })
  .check(
    z.describe(
      "Data of a `state` event. `groups` holds those that changed since the event before; `head` stands in the first event of a stream that began without one.",
    ),
  )
  .register(components, { id: "AnalysisUpdate" });
export type AnalysisUpdate = DocumentOf<typeof analysisUpdateSchema>;

/** `GET /analyses/:id`. */
export const analysisDocumentSchema = z
  .object({ ...stateFields, title: text(), head: analysisHeadSchema, links: linksSchema })
  .register(components, { id: "AnalysisDocument" });
export type AnalysisDocument = DocumentOf<typeof analysisDocumentSchema>;

export const analysisSummarySchema = z
  .object({
    id: text(),
    title: text(),
    release: releaseSchema,
    status: analysisStatusSchema,
    progress: progressSchema,
    run: stateFields.run,
    sequence: stateFields.sequence,
    acceptedAt: time("When it was first accepted. ISO 8601, UTC."),
    startedBy,
    you: z.exactOptional(
      text("In the answer to a start: your name as this server has it, that of your token or the one you gave."),
    ),
    pinned: stateFields.pinned,
    stalled: stateFields.stalled,
    links: linksSchema,
  })
  .register(components, { id: "AnalysisSummary" });
export type AnalysisSummary = DocumentOf<typeof analysisSummarySchema>;

export const analysisListSchema = z
  .object({
    analyses: listOf(analysisSummarySchema, "The newest first."),
    sequence: z.exactOptional(
      count("Position in the log up to which everything is in; `/events` tells what changes after it."),
    ),
  })
  .register(components, { id: "AnalysisList" });
export type AnalysisList = DocumentOf<typeof analysisListSchema>;

export const listUpdateSchema = z
  .object({
    id: z.literal("*"),
    sequence: stateFields.sequence,
    changed: listOf(analysisSummarySchema, "Those that are new or have changed, as they are now; the newest first."),
    gone: listOf(text(), "Ids of those that were removed."),
  })
  .check(z.describe("Data of a `state` event of the list of all analyses."))
  .register(components, { id: "ListUpdate" });
export type ListUpdate = DocumentOf<typeof listUpdateSchema>;
