import { constants, inflateSync, type Zlib } from "node:zlib";
import type { Where } from "../../errors/app-error.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { createReusedInflate } from "./reused-inflate.ts";
import type { UnpackBuffer } from "./unpack-buffer.ts";

const reusedInflate = createReusedInflate();

/**
 * Inflates one zlib stream that must fill `compressed` and give exactly `uncompressedLength` bytes.
 *
 * @param into memory for the output, which then is a view of it; without it the output has memory of its own.
 *
 * @see RFC 1950, RFC 1951.
 *
 * zlib verifies the Adler-32. This is the hot path of the whole reader; what was measured stands in docs/decisions/0003-codecs.md.
 */
export function decodeZlib(
  compressed: Uint8Array,
  uncompressedLength: number,
  where: Where,
  into?: UnpackBuffer,
): Uint8Array {
  if (into !== undefined && reusedInflate !== undefined) {
    const target = into.room(uncompressedLength + 1);
    if (reusedInflate(compressed, target) === uncompressedLength) return target.subarray(0, uncompressedLength);
    // Something is wrong with the stream: the documented call below says what.
  }
  const { buffer, engine } = inflate(compressed, uncompressedLength, where);
  if (engine.bytesWritten !== compressed.length)
    throw corruptBlock(
      `A ZLIB stream ends after ${engine.bytesWritten} of the ${compressed.length} bytes of its block`,
      where,
    );
  if (buffer.length !== uncompressedLength)
    throw corruptBlock(`A ZLIB block gives ${buffer.length} bytes instead of ${uncompressedLength}`, where);
  // A plain view: Buffer's own slice() shares memory, which would surprise a caller who was promised a Uint8Array.
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: Zlib;
}

function inflate(compressed: Uint8Array, uncompressedLength: number, where: Where): Inflated {
  try {
    // One byte more than is expected: zlib then ends in one call and one allocation, and a stream that gives too much is seen.
    const chunkSize = Math.max(constants.Z_MIN_CHUNK, uncompressedLength + 1);
    const options = { chunkSize, maxOutputLength: uncompressedLength, info: true };
    // With `info` the engine is returned beside the bytes: documented, but the declared return type does not know.
    return inflateSync(compressed, options) as unknown as Inflated;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    switch (code) {
      case "Z_DATA_ERROR":
        throw corruptBlock("A ZLIB block is malformed or its checksum does not match", where, error);
      case "Z_BUF_ERROR":
        throw corruptBlock("A ZLIB stream is cut short", where, error);
      case "Z_NEED_DICT":
        throw corruptBlock("A ZLIB stream asks for a preset dictionary, which ROOT never uses", where, error);
      case "ERR_BUFFER_TOO_LARGE":
        throw corruptBlock(`A ZLIB block gives more than the ${uncompressedLength} bytes it declares`, where, error);
      default:
        throw error; // such as Z_MEM_ERROR: not a statement about the file
    }
  }
}
