import * as z from "zod";
import { analysisSpecSchema } from "../analysis/spec.ts";
import { recipeShape } from "../analysis/spec-recipe.ts";
import { edgesProblem, partitionProblem } from "./ranges.ts";
import { protocolVersion } from "./work-item.ts";

/** The messages as they stand in JSON. Each is strict: an unknown field is refused. */

const recipe = z.strictObject(recipeShape);

/** An analysis id is one token of a broker's subject: no dots, no wildcards, no spaces. */
export const analysisIdPattern = /^[A-Za-z0-9_-]{1,64}$/;
export const layoutPattern = /^[0-9a-f]{16}$/;
/** More partitions of one file would make a single message of its plan. */
export const maxPartitions = 200_000;
export const maxTextLength = 4000;
export const maxMessageLength = 100_000;

const count = z.int().min(0);
const text = z.string().max(maxTextLength);
const time = z.iso.datetime().describe("ISO 8601, UTC");
const run = z.int().min(1).describe("Run of the analysis: 1, and one more each time it is taken up again");

const identity = z
  .strictObject({ uuid: z.string().max(100), size: count, entries: count })
  .describe("What tells one version of a file from another");

const partition = z
  .strictObject({ index: count, count: z.int().min(1).max(maxPartitions), entryStart: count, entryStop: count })
  .describe("Entries [entryStart, entryStop) of the tree");

const failure = z.strictObject({
  name: z.string().min(1).max(200).describe("Class of the error"),
  message: z.string().max(maxMessageLength),
  retry: z.enum(["never", "later"]),
  attempts: count,
});

const envelope = { version: z.literal(protocolVersion), analysis: z.string().regex(analysisIdPattern) };

const workItemBase = {
  ...envelope,
  run,
  recipe,
  baseUrls: z.array(z.string().max(maxTextLength)).max(100),
  isToy: z.boolean(),
  sample: z.strictObject({
    group: z.string().max(64),
    name: z.string().max(64),
    index: count,
    weighted: z.boolean(),
    normalisation: z.number(),
  }),
  file: z.strictObject({ index: count, path: text }),
};

export const workItemSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...workItemBase, kind: z.literal("file") }),
  z
    .strictObject({ ...workItemBase, kind: z.literal("partition"), identity, partition })
    .superRefine((item, context) => {
      const problem = partitionProblem(item.identity, item.partition);
      if (problem !== undefined) context.addIssue({ code: "custom", path: ["partition"], message: problem });
    }),
]);

const ofFile = { ...envelope, sample: z.string().max(64), file: count };

export const partitionDoneSchema = z
  .strictObject({
    ...ofFile,
    kind: z.literal("partition-done"),
    source: text,
    identity,
    partition,
    seen: count.describe("Entries seen"),
    layout: z.string().regex(layoutPattern).describe("Fingerprint of the layout of sums"),
    sums: z
      .string()
      .meta({ contentEncoding: "base64" })
      .describe(
        "Little-endian float64 numbers, all finite, in base64; in the log itself they stand as bytes behind a head in JSON",
      ),
    stats: z.strictObject({ requests: count, bytes: count, milliseconds: z.number().min(0) }),
  })
  .superRefine((event, context) => {
    const problem = partitionProblem(event.identity, event.partition);
    if (problem !== undefined) context.addIssue({ code: "custom", path: ["partition"], message: problem });
  });

const otherEvents = [
  z.strictObject({ ...envelope, kind: z.literal("accepted"), spec: analysisSpecSchema, at: time, run }),
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
  z
    .strictObject({ ...ofFile, kind: z.literal("partition-failed"), run, identity, partition, failure })
    .superRefine((event, context) => {
      const problem = partitionProblem(event.identity, event.partition);
      if (problem !== undefined) context.addIssue({ code: "custom", path: ["partition"], message: problem });
    }),
  z.strictObject({ ...ofFile, kind: z.literal("file-failed"), run, failure }),
  z.strictObject({ ...envelope, kind: z.literal("cancelled"), at: time, run }),
] as const;

/** Every log event but partition-done, which is read by hand (see partition-done.ts). */
export const otherEventSchema = z.discriminatedUnion("kind", otherEvents);

export const logEventSchema = z.discriminatedUnion("kind", [...otherEvents, partitionDoneSchema]);

/** JSON Schema of every message that crosses the broker, by file name without ending. */
export function messageSchemas(): Record<"work-item" | "log-event", object> {
  return { "work-item": z.toJSONSchema(workItemSchema), "log-event": z.toJSONSchema(logEventSchema) };
}
