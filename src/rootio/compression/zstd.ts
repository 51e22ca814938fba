import { ZSTDDecoder } from "zstddec";
import type { Where } from "../../errors/app-error.ts";
import { CodecNotReadyError } from "./codec-not-ready-error.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { startWasmCodec } from "./wasm-codec.ts";

let decoder: ZSTDDecoder | undefined;

export async function prepareZstd(): Promise<void> {
  if (decoder !== undefined) return;
  const starting = new ZSTDDecoder();
  await startWasmCodec("ZSTD", () => starting.init());
  decoder = starting;
}

/**
 * Decompresses ZSTD frames that must fill `compressed` and give exactly `uncompressedLength` bytes.
 *
 * ROOT writes frames without a content checksum. A flipped bit that still decodes to the right length is therefore
 * **not** seen here; only the reader's checks of basket structure may see it. Where a frame has a checksum it is verified.
 *
 * @see RFC 8878.
 */
export function decodeZstd(compressed: Uint8Array, uncompressedLength: number, where: Where): Uint8Array {
  if (decoder === undefined) throw new CodecNotReadyError("ZSTD", where);
  let bytes: Uint8Array;
  try {
    bytes = decoder.decode(compressed, uncompressedLength);
  } catch (error) {
    if (error instanceof RangeError) throw error; // no memory left: not a statement about the file
    throw corruptBlock("A ZSTD block stops the decoder", where, error);
  }
  // The library reports every error of the format as a result of another length.
  if (bytes.length !== uncompressedLength)
    throw corruptBlock(
      `A ZSTD block is malformed, or does not give the ${uncompressedLength} bytes it declares`,
      where,
    );
  return bytes;
}
