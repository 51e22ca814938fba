import * as z from "zod/mini";
import { analysisStatusSchema } from "./analysis-document.ts";
import { components, count, type DocumentOf, flag, listOf, text, time } from "./document-schema.ts";

export const laneSchema = z.object({
  name: text(),
  waiting: count("Items that wait, those that wait out a delay included."),
  inFlight: count("Items in the hands of processors."),
  redelivered: z.exactOptional(count("Items that are not finished and were delivered at least twice.")),
  consumers: z.exactOptional(count("Consumers that ask for items just now; busy ones may be missing.")),
  foreignConsumers: z.exactOptional(
    count(
      "Consumers of the lane that are not processors: what they take is not in flight, and comes back only if they give it back. Absent if none is known of.",
    ),
  ),
});

/** What whoever operates the services is told over HTTP: how full the lanes are, and what failed for good. */
export const laneListSchema = z
  .object({
    lanes: listOf(laneSchema, "A field that the broker cannot fill is absent."),
    deadLetters: count("How many dead letters there are."),
  })
  .register(components, { id: "LaneList" });
export type LaneList = DocumentOf<typeof laneListSchema>;
export type LaneDocument = LaneList["lanes"][number];

const letterItemSchema = z
  .object({
    kind: z.enum(["file", "partition"]),
    run: count(),
    group: text(),
    sample: text(),
    file: text(),
    entryStart: z.exactOptional(count()),
    entryStop: z.exactOptional(count()),
  })
  .check(z.describe("What it was to do: a file, or its entries [entryStart, entryStop)."));
export type LetterItem = DocumentOf<typeof letterItemSchema>;

const malformedBodySchema = z
  .object({ problem: text(), bytes: count("Length of the body."), firstBytes: text("In hexadecimal.") })
  .check(z.describe("In place of `item`: its bytes are not a work item."));
export type MalformedBody = DocumentOf<typeof malformedBodySchema>;

const letterStandingSchema = z
  .enum(["needed", "done", "superseded", "cancelled", "unknown", "malformed"])
  .check(
    z.describe(
      "Whether its item is still wanted; absent where the log was not asked. `needed`: what it was to do is missing. `done`: it is in, or cannot come in. " +
        "`superseded`: the analysis was started again since, with new work. `cancelled`: the analysis was. `unknown`: the log does not tell of the analysis.",
    ),
  );
export type LetterStanding = DocumentOf<typeof letterStandingSchema>;

export const deadLetterSchema = z
  .object({
    id: text(),
    lane: text(),
    analysis: text("Id of the analysis."),
    title: z.exactOptional(text("Of the analysis, if the log tells of it.")),
    status: z.exactOptional(analysisStatusSchema),
    reason: text(),
    attempts: count("How often it was delivered."),
    at: time("When it was given up. ISO 8601, UTC."),
    item: z.exactOptional(letterItemSchema),
    malformed: z.exactOptional(malformedBodySchema),
    standing: z.exactOptional(letterStandingSchema),
    advice: z.exactOptional(text("What to do about it; absent without `standing`.")),
  })
  .check(z.describe("A work item that failed for good."))
  .register(components, { id: "DeadLetter" });
export type DeadLetterDocument = DocumentOf<typeof deadLetterSchema>;

export const deadLetterListSchema = z
  .object({
    letters: listOf(deadLetterSchema, "The oldest first."),
    more: flag("Whether there are more than were asked for."),
    total: count("How many dead letters there are, of all analyses."),
  })
  .register(components, { id: "DeadLetterList" });
export type DeadLetterList = DocumentOf<typeof deadLetterListSchema>;

export const redriveReportSchema = z
  .object({
    redriven: count("Letters whose items are work again."),
    removed: count("Letters that were only removed: nobody needs their items any more."),
  })
  .register(components, { id: "RedriveReport" });
export type RedriveReport = DocumentOf<typeof redriveReportSchema>;

/** Body of `POST /dead-letters/redrive`. Strict: nothing means all by accident. */
export const redriveRequestSchema = z
  .union([
    z.strictObject({ analysis: z.string().check(z.minLength(1), z.describe("Id of an analysis.")) }),
    z.strictObject({ all: z.literal(true) }),
  ])
  .check(z.describe("Which dead letters: those of an analysis, or all."))
  .register(components, { id: "RedriveRequest" });
