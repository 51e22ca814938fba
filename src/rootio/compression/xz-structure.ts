import { crc32 } from "#runtime/crc32";
import type { Where } from "../../errors/app-error.ts";
import { UnsupportedFormatError } from "../errors.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { XzFields } from "./xz-fields.ts";

// What stands around the compressed data of an XZ stream: header, header of each block, index, footer. All little-endian.

export const streamHeaderLength = 12;
const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const lzma2Filter = 0x21;

/** Reads the stream header; returns the type of check that follows each block. */
export function readStreamHeader(bytes: Uint8Array, where: Where): number {
  if (magic.some((byte, i) => bytes[i] !== byte))
    throw corruptBlock("An LZMA block does not start as an XZ stream", where);
  const fields = new XzFields(bytes, magic.length);
  const reserved = fields.byte();
  const checkType = fields.byte();
  if (!checksumFollows(bytes, magic.length, fields)) throw corruptBlock("The header of an XZ stream is damaged", where);
  if (reserved !== 0 || checkType > 15)
    throw new UnsupportedFormatError("An XZ stream sets flags that are not defined yet", where);
  return checkType;
}

/** Lengths that a block header may state; undefined where it does not. */
export interface XzBlockHeader {
  readonly length: number;
  readonly compressedLength: number | undefined;
  readonly uncompressedLength: number | undefined;
}

/** Reads the header of the block at `at`. Only the one filter LZMA2 is supported, as ROOT and its relatives write it. */
export function readXzBlockHeader(bytes: Uint8Array, at: number, where: Where): XzBlockHeader {
  const fields = new XzFields(bytes, at);
  const length = (fields.byte() + 1) * 4;
  const checksumAt = at + length - 4;
  if (!checksumFollows(bytes, at, new XzFields(bytes, checksumAt)))
    throw corruptBlock("The header of an XZ block is damaged", where);
  const flags = fields.byte();
  const compressedLength = (flags & 0x40) === 0 ? undefined : fields.variableLength();
  const uncompressedLength = (flags & 0x80) === 0 ? undefined : fields.variableLength();
  const filter = fields.variableLength();
  const propertiesLength = fields.variableLength();
  fields.byte(); // size of the dictionary: the output is the dictionary here
  if ((flags & 0x3f) !== 0 || filter !== lzma2Filter || propertiesLength !== 1)
    throw new UnsupportedFormatError("An XZ block uses another filter than LZMA2 alone", where);
  if (fields.at > checksumAt || !fields.zerosUntil(checksumAt))
    throw corruptBlock("The header of an XZ block is malformed", where);
  return { length, compressedLength, uncompressedLength };
}

/** What the index says of one block. */
export interface XzRecord {
  /** Length of header, compressed data and check, without padding. */
  readonly unpaddedLength: number;
  readonly uncompressedLength: number;
}

/** Checks that index and footer, from `at` to the end of `bytes`, tell the same as the blocks did. */
export function checkIndexAndFooter(bytes: Uint8Array, at: number, blocks: readonly XzRecord[], where: Where): void {
  const fields = new XzFields(bytes, at);
  let agrees = fields.byte() === 0 && fields.variableLength() === blocks.length;
  for (const block of blocks) {
    if (fields.variableLength() !== block.unpaddedLength) agrees = false;
    if (fields.variableLength() !== block.uncompressedLength) agrees = false;
  }
  if (!fields.zerosUntil(at + Math.ceil((fields.at - at) / 4) * 4)) agrees = false;
  if (!checksumFollows(bytes, at, fields)) agrees = false;
  const indexLength = fields.at - at;
  if (!agrees) throw corruptBlock("The index of an XZ stream does not fit its blocks", where);

  const checksum = fields.uint32();
  const flagsAt = fields.at;
  agrees = (fields.uint32() + 1) * 4 === indexLength;
  agrees &&= fields.byte() === bytes[magic.length] && fields.byte() === bytes[magic.length + 1];
  agrees &&= checksum === crc32(bytes.subarray(flagsAt, fields.at));
  agrees &&= fields.byte() === 0x59 && fields.byte() === 0x5a; // "YZ"
  if (!agrees || fields.at !== bytes.length) throw corruptBlock("The footer of an XZ stream does not fit it", where);
}

/** Whether the next 4 bytes are the CRC32 of those from `start` up to here. */
function checksumFollows(bytes: Uint8Array, start: number, fields: XzFields): boolean {
  const actual = crc32(bytes.subarray(start, fields.at));
  return fields.uint32() === actual && !fields.overrun;
}
