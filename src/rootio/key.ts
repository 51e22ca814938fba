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

/**
 * Reads one key header at the reader's position.
 *
 * `version` above 1000 means 8-byte file positions. The reader is left behind the title; a basket's own fields follow there.
 * @throws {CorruptFileError} if the header is cut or its lengths contradict each other.
 * @see the ROOT file format description, "TKey".
 */
export function readKey(reader: ByteReader): Key {
  const start = reader.position;
  const nbytes = reader.int32();
  const version = reader.int16();
  const objectLength = reader.uint32();
  reader.skip(4); // date and time of writing
  const keyLength = reader.uint16();
  const cycle = reader.uint16();
  const big = version > 1000;
  const seek = big ? reader.uint64() : reader.uint32();
  reader.skip(big ? 8 : 4); // position of the directory
  const className = reader.string();
  const name = reader.string();
  const title = reader.string();
  if (nbytes < keyLength || keyLength < reader.position - start)
    throw reader.corrupt(`key says ${nbytes} bytes in all, ${keyLength} for its header of ${reader.position - start}`);
  return { nbytes, version, objectLength, keyLength, cycle, seek, className, name, title };
}

/** The key at the start of `record`, with the place for messages. */
export function readKeyOf(record: Uint8Array, what: string, where: Where): Key {
  return readKey(new ByteReader(record, what, where));
}
