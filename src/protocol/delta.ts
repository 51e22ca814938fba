import * as z from "zod";
import { specLimits } from "../analysis/spec-limits.ts";
import { checkFinite } from "../histogram/exact-sum.ts";
import { decodeFloat64, encodeFloat64 } from "./base64.ts";
import { count, envelope, identity, partition, requirePossible, text, type Message } from "./work-item.ts";

/*
 * What a partition contributes, its *delta*: sums that stand in one `partition-done` event, or, where they are too many for one message,
 * in several `partition-part` events.
 */

/** Sums that nobody can add are refused where they are written and where they are read. */
export function areFinite(sums: Float64Array): boolean {
  try {
    checkFinite(sums);
    return true;
  } catch {
    return false;
  }
}

/** In JSON a text. A decoded vector may be a view of memory that other events have a part of: its `buffer` is not to be used. */
const sums = z.codec(
  z.string(),
  z
    .custom<Float64Array>((value) => value instanceof Float64Array && areFinite(value), "sums are finite numbers")
    .meta({ type: "string", contentEncoding: "base64" })
    .describe(
      "Little-endian float64 numbers, all finite, in base64; in the log itself they stand as bytes behind a head in JSON",
    ),
  {
    decode: (base64, context) => {
      const numbers = decodeFloat64(new TextEncoder().encode(base64));
      if (numbers !== undefined) return numbers;
      const message = "expected little-endian float64 numbers in base64";
      context.issues.push({ code: "custom", message, input: base64 });
      return z.NEVER;
    },
    encode: encodeFloat64,
  },
);

/** What events of one file have in common. */
export const ofFile = { ...envelope, sample: z.string().max(64), file: count };

/** A partition has been read to its end; `sums` is everything that it contributes. */
const partitionDone = z.strictObject({
  ...ofFile,
  kind: z.literal("partition-done"),
  source: text,
  identity,
  partition,
  seen: count.describe("Entries seen"),
  layout: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe("Fingerprint of the layout of sums"),
  sums,
  stats: z.strictObject({ requests: count, bytes: count, milliseconds: z.number().min(0) }),
});
export const partitionDoneSchema = partitionDone.superRefine(requirePossible);

const part = z
  .strictObject({
    start: count.describe("Where its sums stand among those of the partition: number `start` is their first"),
    length: z.int().min(1).max(specLimits.sumsPerDelta).describe("How many sums the partition has in all"),
    digest: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe("Start of the SHA-256 of all its sums, as bytes: parts count together if it is the same"),
  })
  .describe("Which part of the sums of the partition these are");

/** A partition has been read to its end; `sums` is a part of what it contributes. It counts once all of them are in. */
const partitionPart = partitionDone.extend({ kind: z.literal("partition-part"), part });
export const partitionPartSchema = partitionPart.superRefine((event, context) => {
  requirePossible(event, context);
  const problem = partProblem(event.part, event.sums.length);
  if (problem !== undefined) context.addIssue({ code: "custom", path: ["part"], message: problem });
});

const inHead = { partition: true, seen: true, stats: true } as const;
const packed = { partitions: partition.shape.count, sums: count };

/** What all partitions of one file have in common, and how many sums each has: the head of a packed partition-done event. */
export const doneHeadSchema = partitionDone.omit(inHead).extend(packed);
/** The same of a part. */
export const partHeadSchema = partitionPart.omit(inHead).extend(packed);

type PartitionPart = Message<typeof partitionPartSchema>;
export type Delta = Message<typeof partitionDoneSchema> | PartitionPart;
export type DeltaPart = PartitionPart["part"];

export function isDelta(event: { readonly kind: string }): event is Delta {
  return event.kind === "partition-done" || event.kind === "partition-part";
}

/** Whether it is the last that is written of its partition, or all of it. */
export function isLastOf(delta: Delta): boolean {
  return delta.kind === "partition-done" || delta.part.start + delta.sums.length === delta.part.length;
}

/** How many sums the partition has in all. */
export function lengthOf(delta: Delta): number {
  return delta.kind === "partition-done" ? delta.sums.length : delta.part.length;
}

/** What is wrong with a part of so many sums, though each number is fine by itself; undefined if nothing is. */
export function partProblem({ start, length }: DeltaPart, sums: number): string | undefined {
  if (sums === 0) return "it has no sums";
  return start + sums > length ? `sums ${start} to ${start + sums} are not all among ${length}` : undefined;
}
