import { toFields, toText } from "./json-message.ts";
import {
  fault,
  readCount,
  readIdentity,
  readMatching,
  readObject,
  readPartitionCount,
  readText,
} from "./wire-fields.ts";
import { analysisIdPattern, layoutPattern, maxTextLength } from "./wire-schemas.ts";
import type { FileIdentity } from "./work-item.ts";

/** No head that can be valid is longer, even if every character of its texts is escaped. */
export const maxHeadBytes = 32_768;

/** What all partitions of one file have in common: the head of a packed partition-done event. */
export interface PackedHead {
  readonly analysis: string;
  readonly sample: string;
  readonly file: number;
  readonly source: string;
  readonly identity: FileIdentity;
  readonly partitions: number;
  readonly layout: string;
  /** How many they are. */
  readonly sums: number;
}

/** Heads that were read and found right, by a hash of their bytes; forgotten all at once when they are too many. */
const knownHeads = new Map<number, { readonly bytes: Uint8Array; readonly head: PackedHead }>();
const maxKnownHeads = 1000;

/**
 * The head of a packed message, from its second byte up to `end`. The same bytes are read and checked once.
 *
 * @throws {MalformedMessageError} naming the field.
 */
export function headOf(message: Uint8Array, end: number): PackedHead {
  const hash = hashOf(message, end);
  const known = knownHeads.get(hash);
  if (known !== undefined && isSame(known.bytes, message, end)) return known.head;
  const bytes = new Uint8Array(message.subarray(1, end));
  const head = readHead(toText(bytes));
  if (knownHeads.size >= maxKnownHeads) knownHeads.clear();
  knownHeads.set(hash, { bytes, head });
  return head;
}

/** As FNV-1a, but four bytes at a time. */
export function hashOf(message: Uint8Array, end: number): number {
  let hash = 0x811c9dc5 | 0;
  let i = 1;
  for (; i + 3 < end; i += 4) {
    const word = message[i]! | (message[i + 1]! << 8) | (message[i + 2]! << 16) | (message[i + 3]! << 24);
    hash = Math.imul(hash ^ word, 16777619);
  }
  for (; i < end; i++) hash = Math.imul(hash ^ message[i]!, 16777619);
  return hash;
}

function isSame(bytes: Uint8Array, message: Uint8Array, end: number): boolean {
  if (bytes.length !== end - 1) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== message[i + 1]) return false;
  return true;
}

function readHead(text: string): PackedHead {
  const fields = readObject(toFields(text), 10, "message");
  if (fields["kind"] !== "partition-done") throw fault("kind", "partition-done");
  return {
    analysis: readMatching(fields["analysis"], analysisIdPattern, "analysis"),
    sample: readText(fields["sample"], 64, "sample"),
    file: readCount(fields["file"], "file"),
    source: readText(fields["source"], maxTextLength, "source"),
    identity: Object.freeze(readIdentity(fields["identity"])),
    partitions: readPartitionCount(fields["partitions"], "partitions"),
    layout: readMatching(fields["layout"], layoutPattern, "layout"),
    sums: readCount(fields["sums"], "sums"),
  };
}
