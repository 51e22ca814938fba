import * as z from "zod";
import { analysisSpecSchema } from "../analysis/spec.ts";
import { ofFile, partitionDoneSchema, partitionPartSchema } from "./delta.ts";
import { maxNameLength } from "./person-name.ts";
import {
  count,
  edgesProblem,
  envelope,
  identity,
  maxMessageLength,
  maxPartitions,
  partition,
  requirePossible,
  run,
  text,
  workItemSchema,
  type Message,
} from "./work-item.ts";

/** So many files are compared with those of a run that was forgotten: such a record is kept, and its memory is bounded. */
export const maxEarlierFiles = 200;

const time = z.iso.datetime().describe("ISO 8601, UTC");

/** So many branches of a tree are told at most, and none with a longer name: this is a hint, and is to stay small. */
export const maxColumns = 400;
export const maxColumnName = 200;

/** Why something is not there, and how many times it was tried. */
const failure = z.strictObject({
  name: z.string().min(1).max(200).describe("Class of the error"),
  message: z.string().max(maxMessageLength),
  retry: z.enum(["never", "later"]),
  attempts: count,
});

export const logEventSchema = z.discriminatedUnion("kind", [
  /**
   * The analysis begins, or begins again: an analysis that ended without being complete is taken up as its next *run*. What is in stays
   * in; failures of earlier runs, and their being cancelled, count no longer.
   */
  z.strictObject({
    ...envelope,
    kind: z.literal("accepted"),
    spec: analysisSpecSchema,
    at: time,
    run,
    afterForgotten: z
      .optional(run)
      .describe(
        "The run of the latest `forgotten` that its starter knew of; absent: of none. After a later one it counts for nothing",
      ),
    // Wider than what is taken from a client: what is a letter depends on the version of Unicode, and a record must stay readable.
    startedBy: z
      .optional(
        z
          .string()
          .max(maxNameLength)
          .regex(/^\P{Cc}+$/u),
      )
      .describe(
        "Name of who started it; absent: not known. It is no part of the specification, so that the id is the same",
      ),
  }),
  /**
   * A file was opened; its partitions are [edges[i], edges[i+1]). `source` is where it was really read: a path in the mirror or a URL.
   * Edges ascend from 0 to identity.entries; a tree without entries has [0] (no partition) or [0, 0] (one).
   */
  z
    .strictObject({
      ...ofFile,
      kind: z.literal("file-planned"),
      source: text,
      identity,
      edges: z
        .array(count)
        .min(1)
        .max(maxPartitions + 1),
    })
    .superRefine((event, context) => {
      const problem = edgesProblem(event.identity, event.edges);
      if (problem !== undefined) context.addIssue({ code: "custom", path: ["edges"], message: problem });
    }),
  /**
   * What the first file of the first sample has: its branches, and the range of the values in its first `entries` where they are read.
   * For those who write expressions; nothing is computed from it.
   */
  z.strictObject({
    ...ofFile,
    kind: z.literal("columns-seen"),
    entries: count,
    columns: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(maxColumnName),
          type: z.string().min(1).max(40),
          lowest: z.optional(z.number()),
          highest: z.optional(z.number()),
        }),
      )
      .max(maxColumns),
  }),
  /** A partition was given up in this run. */
  z
    .strictObject({ ...ofFile, kind: z.literal("partition-failed"), run, identity, partition, failure })
    .superRefine(requirePossible),
  /** The `file` item of a file was given up in this run; its last delivery did not come to the plan, an earlier one may have. */
  z.strictObject({ ...ofFile, kind: z.literal("file-failed"), run, failure }),
  /**
   * A work item of this run could not be read, so that nobody knows what it was for. When no more of the run is outstanding than so many
   * items, it is lost with them.
   */
  z.strictObject({
    ...envelope,
    kind: z.literal("item-unreadable"),
    run,
    item: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe("Start of the SHA-256 of its bytes: the same item again is the same"),
    failure,
  }),
  /**
   * For long nothing has come of this run, and no work of it waits or is under way. It holds until something comes: the analysis can then be
   * taken up as its next run.
   */
  z.strictObject({ ...envelope, kind: z.literal("stalled"), at: time, run }),
  /** Work of this run is about to be sent. If no `accepted` of the run follows, the work is nobody's, and is taken back. */
  z.strictObject({ ...envelope, kind: z.literal("begun"), at: time, run }),
  /** The rest of this run is not wanted: by the user, or since its start failed before it was accepted. */
  z.strictObject({ ...envelope, kind: z.literal("cancelled"), at: time, run }),
  /** Whether the analysis is kept when old ones leave. The latest of these counts. */
  z.strictObject({ ...envelope, kind: z.literal("pinned"), at: time, pinned: z.boolean() }),
  /**
   * Nothing that the log says of the analysis before this counts any more, so that it may be removed from the log. It is void if a run
   * after `run` was accepted before it, or if the analysis is pinned.
   */
  z.strictObject({
    ...envelope,
    kind: z.literal("forgotten"),
    at: time,
    run: run.describe("The run that was the latest when it was written; it had ended"),
    beyond: run.describe("Runs up to this one may have been begun before; the next one is later"),
    files: z
      .optional(z.array(identity.shape.uuid).max(maxEarlierFiles))
      .describe(
        'UUIDs of the first files of the specification, in its order, "" where none is known: a later run tells which are other ones then',
      ),
  }),
  partitionDoneSchema,
  partitionPartSchema,
]);

/** JSON Schema of every message that crosses the broker, by file name without ending. */
export function messageSchemas(): Record<"work-item" | "log-event", object> {
  return {
    "work-item": z.toJSONSchema(workItemSchema),
    "log-event": z.toJSONSchema(logEventSchema, { unrepresentable: "any" }),
  };
}

/** What happened to an analysis; the log is a sequence of these, in any order and with repetitions. */
export type LogEvent = Message<typeof logEventSchema>;
type EventOf<Kind extends LogEvent["kind"]> = Extract<LogEvent, { kind: Kind }>;
export type Accepted = EventOf<"accepted">;
export type FilePlanned = EventOf<"file-planned">;
export type ColumnsSeen = EventOf<"columns-seen">;
export type PartitionDone = EventOf<"partition-done">;
export type PartitionPart = EventOf<"partition-part">;
export type PartitionFailed = EventOf<"partition-failed">;
export type FileFailed = EventOf<"file-failed">;
export type ItemUnreadable = EventOf<"item-unreadable">;
export type Stalled = EventOf<"stalled">;
export type Cancelled = EventOf<"cancelled">;
export type Forgotten = EventOf<"forgotten">;
export type Failure = Message<typeof failure>;
export type PartitionStatistics = PartitionDone["stats"];
