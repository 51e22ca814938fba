import type { Where } from "../errors/app-error.ts";
import { ByteReader } from "./byte-reader.ts";

/** A TKey: the header in front of every record of a ROOT file. Lengths in bytes. */
export interface Key {
  /** Length of the record on disk, this header included. */
  readonly nbytes: number;
  readonly version: number;
  /** Length of the object when not compressed. */
  readonly objectLength: number;
  readonly keyLength: number;
  readonly cycle: number;
  /** Where the record starts in the file. */
  readonly seek: number;
  readonly className: string;
  readonly name: string;
  readonly title: string;
}

/** The part of a key in front of its names. */
export type KeyNumbers = Omit<Key, "className" | "name" | "title">;

/**
 * Reads one key header at the reader's position.
 *
 * `version` above 1000 means 8-byte file positions. The reader is left behind the title; a basket's own fields follow there.
 * @throws {CorruptFileError} if the header is cut or its lengths contradict each other.
 * @see the ROOT file format description, "TKey".
 */
export function readKey(reader: ByteReader): Key {
  const start = reader.position;
  const numbers = readKeyNumbers(reader);
  const key = { ...numbers, className: reader.string(), name: reader.string(), title: reader.string() };
  checkKeyLength(reader, start, key, key.className === "TDirectoryFile" ? renamedBy : 0);
  return key;
}

/** ROOT 5 wrote keys of class TDirectory, and called them TDirectoryFile in lists of keys, with the length of the former. */
const renamedBy = "TDirectoryFile".length - "TDirectory".length;

/** Class of the object behind a key, whatever it was called when it was written. */
export function currentClass(className: string): string {
  return className === "TDirectory" ? "TDirectoryFile" : className;
}

/**
 * Reads a key header whose names are known, without making texts of them.
 *
 * @returns undefined if class or name are others.
 * @throws {CorruptFileError} as `readKey`.
 */
export function readExpectedKey(reader: ByteReader, className: string, name: string): KeyNumbers | undefined {
  const start = reader.position;
  const numbers = readKeyNumbers(reader);
  const isClass = reader.stringIs(className);
  const isName = reader.stringIs(name);
  reader.skip(reader.uint8()); // title, always short: the name of the tree
  checkKeyLength(reader, start, numbers);
  return isClass && isName ? numbers : undefined;
}

function readKeyNumbers(reader: ByteReader): KeyNumbers {
  const nbytes = reader.int32();
  const version = reader.int16();
  const objectLength = reader.uint32();
  reader.skip(4); // date and time of writing
  const keyLength = reader.uint16();
  const cycle = reader.uint16();
  const big = version > 1000;
  const seek = big ? reader.uint64() : reader.uint32();
  reader.skip(big ? 8 : 4); // position of the directory
  return { nbytes, version, objectLength, keyLength, cycle, seek };
}

function checkKeyLength(reader: ByteReader, start: number, { nbytes, keyLength }: KeyNumbers, renamed = 0): void {
  if (nbytes >= keyLength && keyLength >= reader.position - start - renamed) return;
  throw reader.corrupt(`key says ${nbytes} bytes in all, ${keyLength} for its header of ${reader.position - start}`);
}

/** The key at the start of `record`, with the place for messages. */
export function readKeyOf(record: Uint8Array, what: string, where: Where): Key {
  return readKey(new ByteReader(record, what, where));
}
