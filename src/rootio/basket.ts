import type { Where } from "../errors/app-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { CorruptFileError, UnsupportedFormatError } from "./errors.ts";
import { readKey } from "./key.ts";
import { unpack } from "./record.ts";
import type { EmbeddedBasket } from "./tree-metadata.ts";

/** An unpacked basket: the values of some consecutive entries of one branch. */
export interface Basket {
  readonly entries: number;
  /** The values start at byte 0 and end at `border`. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly border: number;
  /**
   * Byte at which each entry starts, and `border` at the end: `entries` + 1 numbers that never descend. Absent where every
   * entry has the same length.
   */
  readonly offsets: Int32Array | undefined;
}

/** What the tree's tables say of a basket on disk, to be held against what it says itself. */
export interface ExpectedBasket {
  readonly branch: string;
  readonly seek: number;
  readonly length: number;
  readonly entries: number;
}

/**
 * Unpacks a basket record as it stands on disk.
 *
 * @param record exactly the bytes of the record: key, basket fields, payload.
 * @param hasOffsets whether entries differ in length, so that offsets stand behind the values.
 * @throws {CorruptFileError} if the record contradicts the tree's tables, itself, or a checksum.
 * @throws {UnsupportedFormatError} if it uses a layout with IO bits.
 */
export function readBasket(record: Uint8Array, expected: ExpectedBasket, hasOffsets: boolean, where: Where): Basket {
  const reader = new ByteReader(record, "basket", where);
  const key = readKey(reader);
  reader.skip(6); // version of TBasket, size of its buffer
  const bufferEntries = reader.int32();
  const ioBits = bufferEntries < 0 ? reader.uint8() : 0;
  const entries = reader.int32();
  const last = reader.int32();
  const flag = reader.uint8();
  if (ioBits !== 0) throw new UnsupportedFormatError(`Baskets with IO bits ${ioBits} are not read`, where);
  if (key.className !== "TBasket" || key.name !== expected.branch || key.nbytes !== expected.length)
    throw reader.corrupt(
      `found ${key.className} "${key.name}" of ${key.nbytes} bytes where a basket of ${expected.length} bytes was expected`,
    );
  if (key.seek !== expected.seek) throw reader.corrupt(`it says that it stands at byte ${key.seek}`);
  if (entries !== expected.entries)
    throw reader.corrupt(`it holds ${entries} entries where the tree says ${expected.entries}`);
  if (flag !== 0 || reader.position !== key.keyLength)
    throw reader.corrupt(`its fields end at byte ${reader.position} of a key of ${key.keyLength}, flag ${flag}`);
  const border = last - key.keyLength;
  if (border < 0 || border > key.objectLength)
    throw reader.corrupt(`its values end at byte ${border} of ${key.objectLength}`);
  const bytes = unpack(record.subarray(key.keyLength), key.objectLength, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!hasOffsets) {
    if (border !== bytes.length) throw reader.corrupt(`${bytes.length - border} bytes follow its values`);
    return { entries, bytes, view, border, offsets: undefined };
  }
  return { entries, bytes, view, border, offsets: readOffsets(view, entries, border, key.keyLength, where) };
}

/** The same for a basket that was written into the TTree record. */
export function embeddedBasket(embedded: EmbeddedBasket, hasOffsets: boolean, where: Where): Basket {
  const { entries, data: bytes, keyLength } = embedded;
  const border = embedded.last - keyLength;
  if (border !== bytes.length)
    throw new CorruptFileError(`Damaged embedded basket: ${bytes.length} bytes where ${border} were expected`, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!hasOffsets) return { entries, bytes, view, border, offsets: undefined };
  const written = embedded.entryOffsets;
  if (written === undefined || written.length < entries)
    throw new CorruptFileError(
      `Damaged embedded basket: ${written?.length ?? 0} offsets for ${entries} entries`,
      where,
    );
  const offsets = new Int32Array(entries + 1);
  let previous = 0;
  for (let i = 0; i < entries; i++) {
    const offset = written[i]! - keyLength;
    if (offset < previous || offset > border || (i === 0 && offset !== 0)) throw badOffset(i, offset, previous, where);
    offsets[i] = previous = offset;
  }
  offsets[entries] = border;
  return { entries, bytes, view, border, offsets };
}

/** Behind the values: a count of entries + 1, then offsets from the start of the key; the last one is not to be trusted. */
function readOffsets(view: DataView, entries: number, border: number, keyLength: number, where: Where): Int32Array {
  const room = view.byteLength - border;
  if (room < 4 + 4 * entries)
    throw new CorruptFileError(`Damaged basket: ${room} bytes of offsets for ${entries} entries`, where);
  const count = view.getInt32(border);
  if (count !== entries + 1 && count !== entries)
    throw new CorruptFileError(`Damaged basket: ${count} offsets for ${entries} entries`, where);
  const offsets = new Int32Array(entries + 1);
  let previous = 0;
  for (let i = 0, at = border + 4; i < entries; i++, at += 4) {
    const offset = view.getInt32(at) - keyLength;
    if (offset < previous || offset > border || (i === 0 && offset !== 0)) throw badOffset(i, offset, previous, where);
    offsets[i] = previous = offset;
  }
  offsets[entries] = border;
  return offsets;
}

function badOffset(entry: number, offset: number, previous: number, where: Where): CorruptFileError {
  return new CorruptFileError(
    `Damaged basket: entry ${entry} starts at byte ${offset}, the one before it at ${previous}`,
    where,
  );
}
