import { ByteWriter } from "./byte-writer.ts";
import { bigFileStart, bigVersion, writeSeek } from "./key-fields.ts";

const version = 5;
/** Room for the form with 8-byte positions, so that a record can change its form in its place. */
const length = 60;

interface DirectoryFields {
  readonly datime: number;
  /** Length of the record with the list of keys. */
  readonly keysLength: number;
  /** Length of key and names in front of this record. */
  readonly nameLength: number;
  /** Positions of the folder, its parent, and its list of keys. */
  readonly seek: number;
  readonly parentSeek: number;
  readonly keysSeek: number;
  readonly uuid: Uint8Array;
}

/** @see the ROOT file format description, "TDirectory". */
function write(fields: DirectoryFields): Uint8Array {
  const writer = new ByteWriter(length);
  const seeks = [fields.seek, fields.parentSeek, fields.keysSeek];
  const big = seeks.some((seek) => seek > bigFileStart);
  writer.uint16(version + (big ? bigVersion : 0));
  writer.uint32(fields.datime); // made
  writer.uint32(fields.datime); // changed
  writer.int32(fields.keysLength);
  writer.int32(fields.nameLength);
  for (const seek of seeks) writeSeek(writer, seek, big);
  writer.uint16(1); // version of the UUID
  writer.raw(fields.uuid);
  writer.raw(new Uint8Array(length - writer.position));
  return writer.bytes;
}

/** The record of a folder: always of one length. */
export const directoryRecord = { length, write };
