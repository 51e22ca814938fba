import { check, toFields, toText } from "./json-message.ts";
import { packedHeadSchema } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { identity, type Message } from "./work-item.ts";

/** No head that can be valid is longer, even if every character of its texts is escaped. */
export const maxHeadBytes = 32_768;

type PackedHead = Message<typeof packedHeadSchema>;

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
  const fields = toFields(text);
  checkFields(fields, packedHeadSchema.shape, "message");
  checkFields(fields["identity"], identity.shape, "identity");
  const head = check(packedHeadSchema, fields);
  Object.freeze(head.identity);
  return head;
}

/** Of an object that lacks a field or has one too many, the whole is named. */
function checkFields(value: unknown, shape: object, field: string): void {
  const expected = Object.keys(shape).length;
  if (typeof value === "object" && value !== null && Object.keys(value).length !== expected)
    throw new MalformedMessageError(`Malformed message: expected ${expected} fields`, { field });
}
