import { checkFinite } from "../histogram/exact-sum.ts";
import { decodeFloat64, encodeFloat64 } from "./base64.ts";
import type { PartitionDone, PartitionStatistics } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { partitionProblem } from "./ranges.ts";
import {
  fault,
  readCount,
  readIdentity,
  readMatching,
  readMilliseconds,
  readObject,
  readPartitionCount,
  readText,
  type Fields,
} from "./wire-fields.ts";
import { analysisIdPattern, layoutPattern, maxTextLength } from "./wire-schemas.ts";
import { protocolVersion, type FileIdentity, type Partition } from "./work-item.ts";

const encoder = new TextEncoder();

/** The event as an object that JSON can say: sums in base64. */
export function partitionDoneToJson({ sums, ...rest }: PartitionDone): object {
  requireFinite(sums);
  return { ...rest, sums: encodeFloat64(sums) };
}

/**
 * Reads a partition-done event from its JSON. Checked by hand, as its packed form is; a property test holds it to `partitionDoneSchema`.
 *
 * @throws {MalformedMessageError} naming the field.
 */
export function readPartitionDone(message: Fields): PartitionDone {
  readObject(message, 12, "message");
  if (message["version"] !== protocolVersion) throw fault("version", `${protocolVersion}`);
  const identity = readIdentity(message["identity"]);
  const partition = readPartition(message["partition"]);
  requirePossible(identity, partition);
  return {
    version: protocolVersion,
    kind: "partition-done",
    analysis: readMatching(message["analysis"], analysisIdPattern, "analysis"),
    sample: readText(message["sample"], 64, "sample"),
    file: readCount(message["file"], "file"),
    source: readText(message["source"], maxTextLength, "source"),
    identity,
    partition,
    seen: readCount(message["seen"], "seen"),
    layout: readMatching(message["layout"], layoutPattern, "layout"),
    sums: readSums(message["sums"]),
    stats: readStatistics(message["stats"]),
  };
}

function readPartition(value: unknown): Partition {
  const fields = readObject(value, 4, "partition");
  return {
    index: readCount(fields["index"], "partition.index"),
    count: readPartitionCount(fields["count"], "partition.count"),
    entryStart: readCount(fields["entryStart"], "partition.entryStart"),
    entryStop: readCount(fields["entryStop"], "partition.entryStop"),
  };
}

function readStatistics(value: unknown): PartitionStatistics {
  const fields = readObject(value, 3, "stats");
  return {
    requests: readCount(fields["requests"], "stats.requests"),
    bytes: readCount(fields["bytes"], "stats.bytes"),
    milliseconds: readMilliseconds(fields["milliseconds"], "stats.milliseconds"),
  };
}

/** @throws {MalformedMessageError} if it is not base64 of float64 numbers, or one of them is not finite. */
function readSums(value: unknown): Float64Array {
  const sums = typeof value === "string" ? decodeFloat64(encoder.encode(value)) : undefined;
  if (sums === undefined) throw fault("sums", "little-endian float64 numbers in base64");
  requireFinite(sums);
  return sums;
}

/** @throws {MalformedMessageError} if the partition is none of such a file. */
export function requirePossible(identity: FileIdentity, partition: Partition): void {
  const problem = partitionProblem(identity, partition);
  if (problem !== undefined) throw new MalformedMessageError(`Malformed message: ${problem}`, { field: "partition" });
}

/** Sums that nobody can add are refused where they are written and where they are read. */
export function requireFinite(sums: Float64Array): void {
  try {
    checkFinite(sums);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: sums are finite numbers", { field: "sums" }, { cause });
  }
}
