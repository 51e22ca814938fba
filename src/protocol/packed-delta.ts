import { checkFinite } from "../histogram/exact-sum.ts";
import { encodeFloat64 } from "./base64.ts";
import { toLittleEndian } from "./byte-order.ts";
import { check, toFields, toText } from "./json-message.ts";
import {
  areFinite,
  type Delta,
  doneHeadSchema,
  partHeadSchema,
  partitionDoneSchema,
  partitionPartSchema,
  partProblem,
} from "./delta.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { identity as identitySchema, type Message, partitionProblem } from "./work-item.ts";

/**
 * The packed form of a partition-done or partition-part event, which is what the log holds: these come by the million, and parsing JSON and base64 would take
 * several times longer than adding the sums.
 *
 *     RS  head  LF  numbers  sums
 *
 * RS is the byte 0x1e, which no JSON begins with. The head is JSON in UTF-8 without a line feed: what all partitions of a file have in common,
 * `partitions` (how many there are) and `sums` (how many numbers follow); of a part also which it is. LF is the byte 0x0a. After it come little-endian float64
 * numbers: index, entryStart and entryStop of the partition, entries seen, requests, bytes and milliseconds of the statistics; then the sums.
 */

/** The first byte of a packed message. */
export const packedMark = 0x1e;
const lineFeed = 0x0a;
const numbers = 7;

/** No head that can be valid is longer, even if every character of its texts is escaped. */
const maxHeadBytes = 32_768;

type PackedHead = Message<typeof doneHeadSchema> | Message<typeof partHeadSchema>;

/** Heads that were read and found right, by a hash of their bytes; forgotten all at once when they are too many. */
const knownHeads = new Map<number, { readonly bytes: Uint8Array; readonly head: PackedHead }>();
const maxKnownHeads = 1000;

const encoder = new TextEncoder();

function requireFinite(sums: Float64Array): void {
  try {
    checkFinite(sums);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: sums are finite numbers", { field: "sums" }, { cause });
  }
}

/** The event as an object that JSON can say: sums in base64. */
export function deltaToJson({ sums, ...rest }: Delta): object {
  requireFinite(sums);
  return { ...rest, sums: encodeFloat64(sums) };
}

/** @throws {MalformedMessageError} if the sums are not all finite. */
export function packDelta(event: Delta): Uint8Array {
  const { version, kind, analysis, sample, file, source, identity, partition, seen, layout, sums, stats } = event;
  requireFinite(sums);
  const common = { analysis, sample, file, source, identity, partitions: partition.count, layout, sums: sums.length };
  const which = event.kind === "partition-part" ? { part: event.part } : {};
  const head = encoder.encode(JSON.stringify({ version, kind, ...common, ...which }));
  const { index, entryStart, entryStop } = partition;
  const vector = new Float64Array(numbers + sums.length);
  vector.set([index, entryStart, entryStop, seen, stats.requests, stats.bytes, stats.milliseconds]);
  vector.set(sums, numbers);
  const tail = new Uint8Array(vector.buffer);
  toLittleEndian(tail);
  const bytes = new Uint8Array(head.length + 2 + tail.length);
  bytes[0] = packedMark;
  bytes.set(head, 1);
  bytes[head.length + 1] = lineFeed;
  bytes.set(tail, head.length + 2);
  return bytes;
}

/**
 * @param bytes a message that begins with `packedMark`; nothing of it is shared with the event
 * @throws {MalformedMessageError} naming the field.
 */
export function unpackDelta(bytes: Uint8Array): Delta {
  const headEnd = bytes.indexOf(lineFeed);
  if (headEnd === -1 || headEnd > maxHeadBytes)
    throw fault("message", `a line feed within the first ${maxHeadBytes} bytes`);
  const head = headOf(bytes, headEnd);
  const start = headEnd + 1;
  const count = numbers + head.sums;
  if (bytes.length - start !== 8 * count)
    throw fault("sums", `${head.sums} float64 numbers, and ${numbers} before them`);
  const vector = copyNumbers(bytes, start, count);
  const { identity } = head;
  const rest = {
    version: head.version,
    analysis: head.analysis,
    sample: head.sample,
    file: head.file,
    source: head.source,
    identity,
    partition: { index: vector[0]!, count: head.partitions, entryStart: vector[1]!, entryStop: vector[2]! },
    seen: vector[3]!,
    layout: head.layout,
    sums: vector.subarray(numbers),
    stats: { requests: vector[4]!, bytes: vector[5]!, milliseconds: vector[6]! },
  };
  // What is right is seen at a glance; the schema says what is wrong with the others.
  const isRight = areRight(vector) && partitionProblem(identity, rest.partition) === undefined && areFinite(rest.sums);
  if (head.kind === "partition-done") {
    const done: Delta = { ...rest, kind: head.kind };
    return isRight ? done : check(partitionDoneSchema, deltaToJson(done));
  }
  const part: Delta = { ...rest, kind: head.kind, part: head.part };
  const fits = isRight && partProblem(head.part, head.sums) === undefined;
  return fits ? part : check(partitionPartSchema, deltaToJson(part));
}

/**
 * The head of a packed message, from its second byte up to `end`. The same bytes are read and checked once.
 *
 * @throws {MalformedMessageError} naming the field.
 */
function headOf(message: Uint8Array, end: number): PackedHead {
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
  const schema = fields["kind"] === "partition-part" ? partHeadSchema : doneHeadSchema;
  checkFields(fields, schema.shape, "message");
  checkFields(fields["identity"], identitySchema.shape, "identity");
  const head = check<PackedHead>(schema, fields);
  Object.freeze(head.identity);
  return head;
}

/** Of an object that lacks a field or has one too many, the whole is named. */
function checkFields(value: unknown, shape: object, field: string): void {
  const expected = Object.keys(shape).length;
  if (typeof value === "object" && value !== null && Object.keys(value).length !== expected)
    throw fault(field, `${expected} fields`);
}

/** Six counts and the milliseconds. */
function areRight(vector: Float64Array): boolean {
  for (let i = 0; i < numbers - 1; i++) if (!Number.isSafeInteger(vector[i]) || vector[i]! < 0) return false;
  return vector[numbers - 1]! >= 0 && vector[numbers - 1]! < Infinity;
}

function fault(field: string, expected: string): MalformedMessageError {
  return new MalformedMessageError(`Malformed message: expected ${expected}`, { field });
}

/** Memory for many small vectors, used up from its beginning and never twice: to make one for each would take longer than to add it up. */
let room = new Float64Array(0);
let roomBytes = new Uint8Array(0);
let roomUsed = 0;
const roomLength = 8192;

/** The numbers wherever they stand in a message: a typed array must begin at a multiple of eight bytes, so they are copied. */
function copyNumbers(bytes: Uint8Array, start: number, count: number): Float64Array {
  if (roomUsed + count > room.length) {
    room = new Float64Array(Math.max(roomLength, count));
    roomBytes = new Uint8Array(room.buffer);
    roomUsed = 0;
  }
  const copy = room.subarray(roomUsed, roomUsed + count);
  roomBytes.set(bytes.subarray(start), 8 * roomUsed);
  toLittleEndian(roomBytes, 8 * roomUsed, 8 * (roomUsed + count));
  roomUsed += count;
  return copy;
}
