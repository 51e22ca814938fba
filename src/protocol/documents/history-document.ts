import * as z from "zod/mini";
import { progressSchema } from "./analysis-document.ts";
import { components, count, type DocumentOf, flag, listOf, number, text, time } from "./document-schema.ts";
import { laneSchema } from "./operations-document.ts";

const pointSchema = z.object({
  at: time("When it ended. ISO 8601, UTC."),
  seconds: number().check(z.describe("How long it was.")),
  entries: count("Events (tree entries) that came in."),
  partitions: count("Partitions that came in."),
  bytes: count("Bytes that processors read for them."),
  lanes: z.exactOptional(listOf(laneSchema, "As at its end; absent if the broker did not answer.")),
});

const runningSchema = z.object({
  id: text(),
  title: text(),
  stalled: z.exactOptional(flag()),
  progress: progressSchema,
  eventsPerSecond: z.exactOptional(number().check(z.describe("In the last five minutes; absent if nothing came."))),
  secondsLeft: z.exactOptional(
    number().check(
      z.describe(
        "At that pace, where files that are not open yet hold as much as those that are; absent if it cannot be told.",
      ),
    ),
  ),
});

const slowFileSchema = z.object({
  analysis: text("Id of the analysis."),
  title: z.exactOptional(text("Of the analysis, if it is still there.")),
  sample: text(),
  source: text("Where the file was read, without login and query."),
  milliseconds: number().check(z.describe("Time that a processor took to read and fill its slowest partition.")),
  entries: count("Of that partition."),
  bytes: count("Read for that partition."),
});

const failureCountSchema = z.object({
  error: text("Class of the error."),
  items: count("Items that were given up for it."),
  tries: count("How often they were tried, in all."),
});

/** What a plotter has seen of the last hour. */
export const historySchema = z
  .object({
    since: z.exactOptional(
      time("Since when it is kept: in memory, so that a restart begins it anew. Absent while the log is still read."),
    ),
    points: listOf(pointSchema, "Of half a minute each, the oldest first; at most an hour of them."),
    running: listOf(runningSchema, "Analyses that run now, the newest first."),
    slowest: listOf(
      slowFileSchema,
      "Files with the slowest partitions of these points, the slowest first; at most ten.",
    ),
    failures: listOf(
      failureCountSchema,
      "Items given up in these points, by reason. Tries of items that came in later leave no reason in the log.",
    ),
  })
  .register(components, { id: "OperationsHistory" });
export type HistoryDocument = DocumentOf<typeof historySchema>;
export type HistoryPoint = HistoryDocument["points"][number];
export type FailureCount = HistoryDocument["failures"][number];
