import { decodeZlib } from "#runtime/zlib";
import type { Where } from "../../errors/app-error.ts";
import { UnsupportedFormatError } from "../errors.ts";
import { type BlockHeader, compressionAt, type Compression, readBlockHeader } from "./block-header.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { decodeLz4, prepareLz4 } from "./lz4.ts";
import { decodeLzma } from "./lzma.ts";
import type { UnpackBuffer } from "./unpack-buffer.ts";
import { decodeZstd, prepareZstd } from "./zstd.ts";

/**
 * Makes codecs ready that need asynchronous set-up. Idempotent, cheap after the first call.
 *
 * @param compressions which ones; all by default. Naming them saves some 40 ms where no ZSTD is read.
 */
export async function prepareCodecs(compressions: Iterable<Compression | "unknown"> = ["LZ4", "ZSTD"]): Promise<void> {
  const wanted = new Set(compressions);
  await Promise.all([wanted.has("LZ4") ? prepareLz4() : undefined, wanted.has("ZSTD") ? prepareZstd() : undefined]);
}

/** The compression of a record's first block ("unknown" if its letters name none); the other blocks have the same. */
export function compressionOf(payload: Uint8Array): Compression | "unknown" {
  return compressionAt(payload, 0);
}

/**
 * Decompresses the payload of a compressed record: one block or several, one behind the other, all of one compression.
 *
 * The result may be a view into a larger buffer. Memory is bounded by `uncompressedLength`, which the blocks' own lengths
 * must add up to before anything is decompressed.
 * Edge: a record whose payload is as long as its object is stored, not compressed; that is for the caller to see.
 * @param payload the record's bytes after its key.
 * @param into memory that a record of one block is unpacked to, where the codec can; the result is then a view of it.
 * @returns exactly `uncompressedLength` bytes.
 * @throws {CorruptFileError} if headers, lengths, checksums or compressed data contradict the format.
 * @throws {UnsupportedFormatError} for compressions and options that ROOT has not written for decades, or not yet.
 * @throws {CodecNotReadyError} if `prepareCodecs` was not awaited for this compression (LZ4, ZSTD).
 */
export function decompress(
  payload: Uint8Array,
  uncompressedLength: number,
  where: Where,
  into?: UnpackBuffer,
): Uint8Array {
  const first = readBlockHeader(payload, 0, where);
  if (first.stop === payload.length) {
    checkLength(first.uncompressedLength, uncompressedLength, where);
    return decodeBlock(payload, first, where, into);
  }
  const blocks = readBlockHeaders(payload, first, where);
  checkLength(
    blocks.reduce((sum, block) => sum + block.uncompressedLength, 0),
    uncompressedLength,
    where,
  );
  const output = new Uint8Array(uncompressedLength);
  let at = 0;
  for (const block of blocks) {
    output.set(decodeBlock(payload, block, where), at);
    at += block.uncompressedLength;
  }
  return output;
}

function readBlockHeaders(payload: Uint8Array, first: BlockHeader, where: Where): BlockHeader[] {
  const blocks = [first];
  for (let at = first.stop; at < payload.length;) {
    const block = readBlockHeader(payload, at, where);
    if (block.compression !== first.compression)
      throw corruptBlock(`A ${block.compression} block follows a ${first.compression} block in one record`, where);
    blocks.push(block);
    at = block.stop;
  }
  return blocks;
}

function checkLength(declared: number, expected: number, where: Where): void {
  if (declared !== expected)
    throw corruptBlock(`The blocks of a record hold ${declared} bytes, its key says ${expected}`, where);
}

function decodeBlock(payload: Uint8Array, block: BlockHeader, where: Where, into?: UnpackBuffer): Uint8Array {
  const compressed = payload.subarray(block.start, block.stop);
  switch (block.compression) {
    case "ZLIB":
      return decodeZlib(compressed, block.uncompressedLength, where, into);
    case "LZ4":
      return decodeLz4(compressed, block.uncompressedLength, where);
    case "LZMA":
      return decodeLzma(compressed, block.uncompressedLength, where);
    case "ZSTD":
      return decodeZstd(compressed, block.uncompressedLength, where);
    case "old ZLIB":
      // Raw deflate without checksum or end mark of its own; no file to try it on exists.
      throw new UnsupportedFormatError(
        'The compression "old ZLIB" (letters CS) is not read; rewrite the file with a ROOT of this century (hadd)',
        where,
      );
  }
}
