import type { Where } from "../errors/app-error.ts";
import { ByteReader } from "./byte-reader.ts";
import type { UnpackBuffer } from "./compression/unpack-buffer.ts";
import { CorruptFileError, UnsupportedFormatError } from "./errors.ts";
import { readExpectedKey, readKeyOf } from "./key.ts";
import { unpack } from "./record.ts";
import type { EmbeddedBasket } from "./tree-metadata.ts";

/** An unpacked basket: the values of some consecutive entries of one branch. */
export interface Basket {
  readonly entries: number;
  /** The values start at byte 0 and end at `border`. */
  readonly view: DataView;
  readonly border: number;
  /** Where each entry starts; absent where every entry has the same length. */
  readonly starts: EntryStarts | undefined;
  /** Entries differ in length, but where they start has to be found out by counting. */
  readonly omitsStarts?: true;
}

/**
 * Where the entries of a basket start, as it stands in the file: big-endian int32 from byte `at` on, one an entry, counted
 * from the start of the basket's key. Left as it is, since often only few entries are asked for; so whoever follows an offset
 * checks it.
 */
export interface EntryStarts {
  readonly view: DataView;
  readonly at: number;
  readonly keyLength: number;
}

/** What the tree's tables say of a basket on disk, to be held against what it says itself. */
export interface ExpectedBasket {
  readonly branch: string;
  /** Another name that the branch may have had when it was written: that of its leaf. */
  readonly formerName?: string | undefined;
  readonly seek: number;
  readonly length: number;
  readonly entries: number;
}

/** IO bit that allows to leave out the offsets of entries; where they are written, each is the length of the entry before. */
const omittedOffsets = 1;
/** Told in place of the kind of basket, where they are left out. */
const omittedFlag = 80;

/** Whether offsets of entries stand behind the values: some programs write them where every entry has the same length. */
export type Offsets = "needed" | "optional" | "unused";

/**
 * Unpacks a basket record as it stands on disk.
 *
 * @see https://root.cern/doc/master/classTBasket.html
 *
 * @param record exactly the bytes of the record: key, basket fields, payload.
 * @param into memory that the basket may be unpacked to; it is then valid until that is used again.
 * @param hold told of the lengths, packed and unpacked, before memory is taken; it throws if that is too much.
 * @throws {CorruptFileError} if the record contradicts the tree's tables, itself, or a checksum.
 * @throws {UnsupportedFormatError} if it uses a layout with unknown IO bits.
 */
export function readBasket(
  record: Uint8Array,
  expected: ExpectedBasket,
  offsets: Offsets,
  where: Where,
  into?: UnpackBuffer,
  hold?: (packed: number, unpacked: number) => void,
): Basket {
  const reader = new ByteReader(record, "basket", where);
  let key = readExpectedKey(reader, "TBasket", expected.branch);
  if (key === undefined && expected.formerName !== undefined) {
    reader.position = 0;
    key = readExpectedKey(reader, "TBasket", expected.formerName);
  }
  if (key?.nbytes !== expected.length) throw reader.corrupt(describeFound(record, expected.length, where));
  reader.skip(6); // version of TBasket, size of its buffer
  const bufferEntries = reader.int32();
  const ioBits = bufferEntries < 0 ? reader.uint8() : 0;
  const entries = reader.int32();
  const last = reader.int32();
  const flag = reader.uint8();
  if ((ioBits & ~omittedOffsets) !== 0)
    throw new UnsupportedFormatError(`Baskets with IO bits ${ioBits} are not read`, where);
  if (key.seek !== expected.seek) throw reader.corrupt(`it claims to be at byte ${key.seek}`);
  if (entries !== expected.entries)
    throw reader.corrupt(`it holds ${entries} entries where the tree says ${expected.entries}`);
  const omitsStarts = flag === omittedFlag && ioBits === omittedOffsets;
  if ((flag !== 0 && !omitsStarts) || reader.position !== key.keyLength)
    throw reader.corrupt(`its fields end at byte ${reader.position} of a key of ${key.keyLength}, flag ${flag}`);
  const border = last - key.keyLength;
  if (border < 0 || border > key.objectLength)
    throw reader.corrupt(`its values end at byte ${border} of ${key.objectLength}`);
  hold?.(record.length, key.objectLength);
  const bytes = unpack(record.subarray(key.keyLength), key.objectLength, where, into);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (omitsStarts && offsets !== "unused" && border === bytes.length)
    return { entries, view, border, starts: undefined, omitsStarts };
  if (border === bytes.length && offsets !== "needed") return { entries, view, border, starts: undefined };
  checkOffsetCount(view, entries, border, where);
  if (offsets === "unused") return { entries, view, border, starts: undefined };
  const at = border + 4;
  if (ioBits === omittedOffsets) return { entries, view, border, starts: startsOfLengths(view, at, entries) };
  return { entries, view, border, starts: { view, at, keyLength: key.keyLength } };
}

/** In place of each start the length of the entry before it, of the first one 0. */
function startsOfLengths(lengths: DataView, at: number, entries: number): EntryStarts {
  const view = new DataView(new ArrayBuffer(4 * entries));
  let start = 0;
  for (let i = 0; i < entries; i++) view.setInt32(4 * i, (start += lengths.getInt32(at + 4 * i)));
  return { view, at: 0, keyLength: 0 };
}

function describeFound(record: Uint8Array, length: number, where: Where): string {
  const { className, name, nbytes } = readKeyOf(record, "basket", where);
  return `found ${className} "${name}" of ${nbytes} bytes where a basket of ${length} bytes was expected`;
}

/** The same for a basket that was written into the TTree record. */
export function embeddedBasket(embedded: EmbeddedBasket, wanted: Offsets, where: Where): Basket {
  const { entries, data: bytes, keyLength } = embedded;
  const border = embedded.last - keyLength;
  if (border !== bytes.length)
    throw new CorruptFileError(`Damaged embedded basket: ${bytes.length} bytes where ${border} were expected`, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const written = embedded.entryOffsets;
  if (wanted === "unused" || (wanted === "optional" && written === undefined))
    return { entries, view, border, starts: undefined };
  if (written === undefined || written.length < entries)
    throw new CorruptFileError(
      `Damaged embedded basket: ${written?.length ?? 0} offsets for ${entries} entries`,
      where,
    );
  // Back to the form in which they stand on disk, so that decoding knows one form only.
  const offsets = new DataView(new ArrayBuffer(4 * entries));
  for (let i = 0; i < entries; i++) offsets.setInt32(4 * i, written[i]!);
  return { entries, view, border, starts: { view: offsets, at: 0, keyLength } };
}

/** Behind the values: a count of entries + 1, then the offsets; the last one is not to be trusted, the border is. */
function checkOffsetCount(view: DataView, entries: number, border: number, where: Where): void {
  const room = view.byteLength - border;
  if (room < 4 + 4 * entries)
    throw new CorruptFileError(`Damaged basket: ${room} bytes of offsets for ${entries} entries`, where);
  const count = view.getInt32(border);
  if (count !== entries + 1 && count !== entries)
    throw new CorruptFileError(`Damaged basket: ${count} offsets for ${entries} entries`, where);
}

/** Byte at which an entry starts; for `entry` = `entries` the byte at which the last one ends. Not checked. */
export function startOf(basket: Basket, entry: number): number {
  const { view, at, keyLength } = basket.starts!;
  return entry === basket.entries ? basket.border : view.getInt32(at + 4 * entry) - keyLength;
}
