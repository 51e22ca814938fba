import { checkFinite } from "../histogram/exact-sum.ts";
import { decodeFloat64 } from "./base64.ts";
import type { PartitionDone, PartitionStatistics } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { partitionProblem } from "./ranges.ts";
import { analysisIdPattern, layoutPattern, maxPartitions, maxTextLength } from "./wire-schemas.ts";
import { protocolVersion, type FileIdentity, type Partition } from "./work-item.ts";

/** A message apart from the text of its last field `sums`: that text is most of it. */
export interface SplitMessage {
  /** The JSON with an empty text for `sums`. */
  readonly head: string;
  /** The bytes between the quotes. */
  readonly sums: Uint8Array;
}

const encoder = new TextEncoder();
const sumsKey = ',"sums":"';
const end = '"}';

/**
 * Takes the sums out of a message that ends with `,"sums":"…"}`, as ours do; undefined for every other.
 *
 * To parse base64 as JSON would take longer than to decode it. Nothing is lost in strictness: base64 has neither quotes nor backslashes, so
 * that the text without it is JSON if and only if the whole was, with the same fields.
 *
 * @param bytes the message, of which `text` is the UTF-8 decoding
 */
export function splitSums(bytes: Uint8Array, text: string): SplitMessage | undefined {
  const start = text.indexOf(sumsKey) + sumsKey.length;
  if (start < sumsKey.length || start + end.length > text.length || !text.endsWith(end)) return undefined;
  // Counted from the end, since characters before the sums may have several bytes. One among the sums is never skipped whole.
  const length = text.length - end.length - start;
  const stop = bytes.length - end.length;
  return { head: text.slice(0, start) + end, sums: bytes.subarray(stop - length, stop) };
}

/**
 * Reads a partition-done event by hand: it is the one message that comes by the million, and a generic check takes longer than
 * summing it. A property test holds it to `partitionDoneSchema`.
 *
 * @param base64 the sums, if they were split off; otherwise they stand in the message
 * @throws {MalformedMessageError} naming the field.
 */
export function readPartitionDone(message: Readonly<Record<string, unknown>>, base64?: Uint8Array): PartitionDone {
  expectFields(message, "message", 12);
  if (message["version"] !== protocolVersion) throw fault("version", `${protocolVersion}`);
  const identity = readIdentity(record(message["identity"], "identity", 3));
  const partition = readPartition(record(message["partition"], "partition", 4));
  const problem = partitionProblem(identity, partition);
  if (problem !== undefined) throw new MalformedMessageError(`Malformed message: ${problem}`, { field: "partition" });
  return {
    version: protocolVersion,
    kind: "partition-done",
    analysis: matching(message["analysis"], analysisIdPattern, "analysis"),
    sample: text(message["sample"], 64, "sample"),
    file: count(message["file"], "file"),
    source: text(message["source"], maxTextLength, "source"),
    identity,
    partition,
    seen: count(message["seen"], "seen"),
    layout: matching(message["layout"], layoutPattern, "layout"),
    sums: readSums(message["sums"], base64),
    stats: readStatistics(record(message["stats"], "stats", 3)),
  };
}

function readIdentity(fields: Readonly<Record<string, unknown>>): FileIdentity {
  return {
    uuid: text(fields["uuid"], 100, "identity.uuid"),
    size: count(fields["size"], "identity.size"),
    entries: count(fields["entries"], "identity.entries"),
  };
}

function readPartition(fields: Readonly<Record<string, unknown>>): Partition {
  const partitions = count(fields["count"], "partition.count");
  if (partitions < 1 || partitions > maxPartitions) throw fault("partition.count", `1 to ${maxPartitions}`);
  return {
    index: count(fields["index"], "partition.index"),
    count: partitions,
    entryStart: count(fields["entryStart"], "partition.entryStart"),
    entryStop: count(fields["entryStop"], "partition.entryStop"),
  };
}

function readStatistics(fields: Readonly<Record<string, unknown>>): PartitionStatistics {
  const milliseconds = fields["milliseconds"];
  if (typeof milliseconds !== "number" || !(milliseconds >= 0) || milliseconds === Infinity)
    throw fault("stats.milliseconds", "a number from 0 on");
  return {
    requests: count(fields["requests"], "stats.requests"),
    bytes: count(fields["bytes"], "stats.bytes"),
    milliseconds,
  };
}

/** @throws {MalformedMessageError} if it is not base64 of float64 numbers, or one of them is not finite. */
function readSums(value: unknown, split: Uint8Array | undefined): Float64Array {
  // Sums that were split off leave an empty text; anything else means that the bytes only looked like the end of such a message.
  const text =
    typeof value !== "string"
      ? undefined
      : split === undefined
        ? encoder.encode(value)
        : value === ""
          ? split
          : undefined;
  const sums = text === undefined ? undefined : decodeFloat64(text);
  if (sums === undefined) throw fault("sums", "little-endian float64 numbers in base64");
  requireFinite(sums);
  return sums;
}

/** Sums that nobody can add are refused where they are written and where they are read. */
export function requireFinite(sums: Float64Array): void {
  try {
    checkFinite(sums);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: sums are finite numbers", { field: "sums" }, { cause });
  }
}

/** Every field is read below, so that the right number of fields leaves no room for an unknown one. */
function expectFields(fields: object, field: string, expected: number): void {
  if (Object.keys(fields).length !== expected) throw fault(field, `${expected} fields`);
}

function record(value: unknown, field: string, fields: number): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fault(field, "an object");
  expectFields(value, field, fields);
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, maxLength: number, field: string): string {
  if (typeof value !== "string" || value.length > maxLength)
    throw fault(field, `a text of at most ${maxLength} characters`);
  return value;
}

function matching(value: unknown, pattern: RegExp, field: string): string {
  if (typeof value !== "string" || !pattern.test(value)) throw fault(field, `a text like ${pattern.source}`);
  return value;
}

function count(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw fault(field, "a whole number from 0 on");
  return value;
}

function fault(field: string, expected: string): MalformedMessageError {
  return new MalformedMessageError(`Malformed message: expected ${expected}`, { field });
}
