import { MalformedMessageError } from "./malformed-message.ts";
import { maxPartitions } from "./wire-schemas.ts";
import type { FileIdentity } from "./work-item.ts";

/** Checks by hand of what stands in a message, for the messages that come by the million. Each throws MalformedMessageError naming the field. */

export type Fields = Readonly<Record<string, unknown>>;

/** An object with so many fields: whoever reads each of them leaves no room for an unknown one. */
export function readObject(value: unknown, fields: number, field: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fault(field, "an object");
  if (Object.keys(value).length !== fields) throw fault(field, `${fields} fields`);
  return value as Fields;
}

export function readText(value: unknown, maxLength: number, field: string): string {
  if (typeof value !== "string" || value.length > maxLength)
    throw fault(field, `a text of at most ${maxLength} characters`);
  return value;
}

export function readMatching(value: unknown, pattern: RegExp, field: string): string {
  if (typeof value !== "string" || !pattern.test(value)) throw fault(field, `a text like ${pattern.source}`);
  return value;
}

export function readCount(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw fault(field, "a whole number from 0 on");
  return value;
}

export function readPartitionCount(value: unknown, field: string): number {
  const partitions = readCount(value, field);
  if (partitions < 1 || partitions > maxPartitions) throw fault(field, `1 to ${maxPartitions}`);
  return partitions;
}

export function readMilliseconds(value: unknown, field: string): number {
  if (typeof value !== "number" || !(value >= 0) || value === Infinity) throw fault(field, "a number from 0 on");
  return value;
}

export function readIdentity(value: unknown): FileIdentity {
  const fields = readObject(value, 3, "identity");
  return {
    uuid: readText(fields["uuid"], 100, "identity.uuid"),
    size: readCount(fields["size"], "identity.size"),
    entries: readCount(fields["entries"], "identity.entries"),
  };
}

export function fault(field: string, expected: string): MalformedMessageError {
  return new MalformedMessageError(`Malformed message: expected ${expected}`, { field });
}
