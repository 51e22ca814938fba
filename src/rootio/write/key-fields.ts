import { type ByteWriter, stringLength } from "./byte-writer.ts";

/** From here on positions take 8 bytes, in everything that holds one. */
export const bigFileStart = 2_000_000_000;

const keyVersion = 4;
/** Added to the versions of keys and directories whose positions take 8 bytes. */
export const bigVersion = 1000;

/** A TKey: what stands in front of every record. Lengths in bytes. */
export interface KeyFields {
  /** Length of the record on disk, the key included. */
  readonly recordLength: number;
  /** Length of the object when not compressed. */
  readonly objectLength: number;
  readonly keyLength: number;
  readonly datime: number;
  readonly cycle: number;
  readonly seek: number;
  /** Position of the directory that the record belongs to. */
  readonly directorySeek: number;
  /** Whether positions take 8 bytes. */
  readonly big: boolean;
  readonly className: string;
  readonly name: string;
  readonly title: string;
}

export function keyLengthOf(key: Pick<KeyFields, "className" | "name" | "title" | "big">): number {
  return (key.big ? 34 : 26) + stringLength(key.className) + stringLength(key.name) + stringLength(key.title);
}

/** @see the ROOT file format description, "TKey". */
export function writeKey(writer: ByteWriter, key: KeyFields): void {
  writer.int32(key.recordLength);
  writer.int16(keyVersion + (key.big ? bigVersion : 0));
  writer.uint32(key.objectLength);
  writer.uint32(key.datime);
  writer.int16(key.keyLength);
  writer.uint16(key.cycle);
  writeSeek(writer, key.seek, key.big);
  writeSeek(writer, key.directorySeek, key.big);
  writer.string(key.className);
  writer.string(key.name);
  writer.string(key.title);
}

export function writeSeek(writer: ByteWriter, position: number, big: boolean): void {
  if (big) writer.int64(position);
  else writer.int32(position);
}

/**
 * Date and time as ROOT packs them into 32 bits, in UTC, so that the same date gives the same bytes everywhere; whole seconds, years 1995 to 2058.
 *
 * @see TDatime in the ROOT reference.
 */
export function toDatime(date: Date): number {
  const year = Math.min(Math.max(date.getUTCFullYear() - 1995, 0), 63);
  const month = date.getUTCMonth() + 1;
  const day = (month << 5) | date.getUTCDate();
  const time = (((date.getUTCHours() << 6) | date.getUTCMinutes()) << 6) | date.getUTCSeconds();
  return ((year << 26) | (day << 17) | time) >>> 0;
}
