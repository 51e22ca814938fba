import { toLittleEndian } from "./byte-order.ts";
import type { PartitionDone } from "./log-event.ts";
import { headOf, maxHeadBytes } from "./packed-head.ts";
import { requireFinite, requirePossible } from "./partition-done.ts";
import { fault, readCount, readMilliseconds } from "./wire-fields.ts";
import { protocolVersion } from "./work-item.ts";

/**
 * The packed form of a partition-done event, which is what the log holds: these come by the million, and parsing JSON and base64 would take
 * several times longer than adding the sums.
 *
 *     RS  head  LF  numbers  sums
 *
 * RS is the byte 0x1e, which no JSON begins with. The head is JSON in UTF-8 without a line feed: what all partitions of a file have in common,
 * `partitions` (how many there are) and `sums` (how many numbers a delta has). LF is the byte 0x0a. After it come little-endian float64
 * numbers: index, entryStart and entryStop of the partition, entries seen, requests, bytes and milliseconds of the statistics; then the sums.
 */

/** The first byte of a packed message. */
export const packedMark = 0x1e;
const lineFeed = 0x0a;
const numbers = 7;

const encoder = new TextEncoder();

/** @throws {MalformedMessageError} if the sums are not all finite. */
export function packPartitionDone(event: PartitionDone): Uint8Array {
  const { version, kind, analysis, sample, file, source, identity, partition, seen, layout, sums, stats } = event;
  requireFinite(sums);
  const common = { analysis, sample, file, source, identity, partitions: partition.count, layout, sums: sums.length };
  const head = encoder.encode(JSON.stringify({ version, kind, ...common }));
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
export function unpackPartitionDone(bytes: Uint8Array): PartitionDone {
  const headEnd = bytes.indexOf(lineFeed);
  if (headEnd === -1 || headEnd > maxHeadBytes)
    throw fault("message", `a line feed within the first ${maxHeadBytes} bytes`);
  const head = headOf(bytes, headEnd);
  const start = headEnd + 1;
  const count = numbers + head.sums;
  if (bytes.length - start !== 8 * count)
    throw fault("sums", `${head.sums} float64 numbers, and ${numbers} before them`);
  const vector = copyNumbers(bytes, start, count);
  const partition = {
    index: readCount(vector[0], "partition.index"),
    count: head.partitions,
    entryStart: readCount(vector[1], "partition.entryStart"),
    entryStop: readCount(vector[2], "partition.entryStop"),
  };
  requirePossible(head.identity, partition);
  const seen = readCount(vector[3], "seen");
  const stats = {
    requests: readCount(vector[4], "stats.requests"),
    bytes: readCount(vector[5], "stats.bytes"),
    milliseconds: readMilliseconds(vector[6], "stats.milliseconds"),
  };
  const sums = vector.subarray(numbers);
  requireFinite(sums);
  return {
    version: protocolVersion,
    kind: "partition-done",
    analysis: head.analysis,
    sample: head.sample,
    file: head.file,
    source: head.source,
    identity: head.identity,
    partition,
    seen,
    layout: head.layout,
    sums,
    stats,
  };
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
