import type { Where } from "../../errors/app-error.ts";
import { UnsupportedFormatError } from "../errors.ts";
import { corruptBlock } from "./corrupt-block.ts";

/** Compressions that ROOT writes, by the names its documentation uses. "old ZLIB" was last written before 2000. */
export type Compression = "ZLIB" | "LZ4" | "LZMA" | "ZSTD" | "old ZLIB";

/** One compressed block of a record; positions count from the start of the payload. */
export interface BlockHeader {
  readonly compression: Compression;
  /** Half-open range of the compressed bytes, the header left out. */
  readonly start: number;
  readonly stop: number;
  readonly uncompressedLength: number;
}

export const blockHeaderLength = 9;

/**
 * Reads the header at `at`: two letters, method or version byte, then compressed and uncompressed length of 3 bytes each,
 * little-endian although everything else in ROOT is big-endian.
 *
 * @see R__unzip_header in ROOT (core/zip).
 *
 * @throws {CorruptFileError} for unknown letters, an empty block, or a block that reaches past the payload.
 * @throws {UnsupportedFormatError} for a method or version that this reader does not know.
 */
export function readBlockHeader(payload: Uint8Array, at: number, where: Where): BlockHeader {
  const start = at + blockHeaderLength;
  if (start > payload.length)
    throw corruptBlock(`${payload.length - at} bytes are left where a block header of 9 bytes must stand`, where);
  const compression = compressionAt(payload, at);
  if (compression === "unknown")
    throw corruptBlock(
      `A compressed block starts with bytes ${hex(payload, at, 3)}, which name no ROOT compression`,
      where,
    );
  const method = payload[at + 2]!;
  if (method !== methods[compression])
    throw new UnsupportedFormatError(
      `A ${compression} block says method ${method}; only method ${methods[compression]} is known. Was the file written by a newer ROOT, or damaged?`,
      where,
    );
  const stop = start + uint24(payload, at + 3);
  const uncompressedLength = uint24(payload, at + 6);
  if (stop === start || uncompressedLength === 0) throw corruptBlock(`A ${compression} block is empty`, where);
  if (stop > payload.length)
    throw corruptBlock(
      `A ${compression} block says it has ${stop - start} compressed bytes, but only ${payload.length - start} are there`,
      where,
    );
  return { compression, start, stop, uncompressedLength };
}

/** The compression that the letters at `at` name; "unknown" for others, and where there are none. */
export function compressionAt(payload: Uint8Array, at: number): Compression | "unknown" {
  switch ((payload[at] ?? 0) * 256 + (payload[at + 1] ?? 0)) {
    case 0x5a4c: // "ZL"
      return "ZLIB";
    case 0x4c34: // "L4"
      return "LZ4";
    case 0x585a: // "XZ"
      return "LZMA";
    case 0x5a53: // "ZS"
      return "ZSTD";
    case 0x4353: // "CS"
      return "old ZLIB";
    default:
      return "unknown";
  }
}

/** Third byte of a header: deflate's method number, or the major version of the compressing library. */
const methods: Readonly<Record<Compression, number>> = { ZLIB: 8, LZ4: 1, LZMA: 0, ZSTD: 1, "old ZLIB": 8 };

function uint24(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}

function hex(bytes: Uint8Array, start: number, length: number): string {
  return Array.from(bytes.subarray(start, start + length), (b) => b.toString(16).padStart(2, "0")).join(" ");
}
