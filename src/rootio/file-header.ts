import type { Where } from "../errors/app-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { CorruptFileError, NotRootFileError, ShortReadError } from "./errors.ts";

/** Bytes that hold every header, of small files and of files beyond 2 GiB. */
export const headerLength = 80;

/** The head of a ROOT file. Positions and lengths in bytes. */
export interface FileHeader {
  readonly version: number;
  readonly begin: number;
  readonly end: number;
  readonly nameLength: number;
  readonly compression: number;
  readonly seekInfo: number;
  readonly infoLength: number;
  readonly uuid: string;
}

/**
 * Reads the head of a ROOT file and checks it against the size of the file.
 *
 * @param size length of the whole file; longer than the header says is fine, shorter is cut off.
 * @throws {NotRootFileError} if the first four letters are not "root".
 * @throws {ShortReadError} if the file is shorter than its header says.
 * @see the ROOT file format description, "TFile".
 */
export function readFileHeader(head: Uint8Array, size: number, where: Where): FileHeader {
  const magic = String.fromCharCode(...head.subarray(0, 4));
  if (magic !== "root") {
    const shown = JSON.stringify(magic);
    throw new NotRootFileError(
      size === 0
        ? "Not a ROOT file: it is empty"
        : magic === "\0\0\0\0"
          ? "Not a ROOT file: its head is empty, as in a file that was not written completely; make or fetch it again"
          : `Not a ROOT file: it starts with ${shown} where "root" was expected; check that the download worked`,
      where,
    );
  }
  if (head.length < headerLength) throw cutShort(size, headerLength, where);
  const reader = new ByteReader(head, "file header", where, 4);
  const version = Math.abs(reader.int32()); // some files have it negative
  const begin = reader.uint32();
  const big = version >= 1_000_000;
  const seek = () => (big ? reader.uint64() : reader.uint32());
  const end = seek();
  seek(); // list of free segments
  reader.skip(8); // its length, number of free segments
  const nameLength = reader.uint32();
  reader.skip(1); // width of positions
  const compression = reader.uint32();
  const seekInfo = seek();
  const infoLength = reader.uint32();
  reader.skip(2); // version of the UUID
  const uuid = reader.uuid();
  if (begin < 60 || begin > end || end <= headerLength)
    throw new CorruptFileError(`Damaged file header: data from byte ${begin} to ${end} is impossible`, where);
  if (end > size) throw cutShort(size, end, where);
  if (seekInfo < begin || seekInfo + infoLength > end || infoLength === 0)
    throw new CorruptFileError(
      `Damaged file header: streamer information at [${seekInfo}, ${seekInfo + infoLength}) is not inside the file of ${end} bytes` +
        (seekInfo === 0 ? "; the file was probably not closed by the program that wrote it" : ""),
      where,
    );
  return { version, begin, end, nameLength, compression, seekInfo, infoLength, uuid };
}

function cutShort(size: number, expected: number, where: Where): ShortReadError {
  return new ShortReadError(
    `The file is cut short: it has ${size} bytes, its header says ${expected}; download or copy it again`,
    where,
  );
}
