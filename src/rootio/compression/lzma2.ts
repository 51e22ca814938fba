import { LzmaDecoder } from "./lzma-decoder.ts";

/** Bytes used and bytes given, or why the data cannot be decoded. */
export type Lzma2Result = { readonly used: number; readonly given: number } | { readonly fault: string };

/**
 * Decodes LZMA2 data from `start` of `input` into `output`, which it may not outgrow: chunks, each LZMA or stored, until the end mark.
 *
 * Control byte: 0 end; 1 stored, with a new dictionary; 2 stored; from 0x80 LZMA, of which two bits say what is reset
 * (nothing; state; state and properties; all and the dictionary) and five are the high bits of the length.
 *
 * @see "The .xz File Format" and the LZMA2 decoder of the XZ Utils.
 */
export function decodeLzma2(input: Uint8Array, start: number, output: Uint8Array): Lzma2Result {
  const decoder = new LzmaDecoder(output);
  let needsDictionary = true;
  let needsProperties = true;
  let needsState = true;
  for (let at = start; ;) {
    const control = input[at];
    if (control === undefined) return { fault: "the LZMA2 data has no end mark" };
    if (control === 0) return { used: at + 1 - start, given: decoder.position };

    const resetsDictionary = control === 1 || control >= 0xe0;
    if ((control > 2 && control < 0x80) || (needsDictionary && !resetsDictionary)) return { fault: badControl };
    if (resetsDictionary) decoder.resetDictionary();
    needsDictionary = false;

    if (control < 0x80) {
      const next = copyStored(input, at, decoder, output);
      if (next === undefined)
        return { fault: "a stored LZMA2 chunk is longer than the bytes there are, or than its block" };
      at = next;
      continue;
    }
    const chunk = readLzmaChunk(input, at, decoder, output);
    if (chunk === undefined) return { fault: "an LZMA2 chunk is longer than the bytes there are, or than its block" };
    if (control >= 0xc0) {
      if (!decoder.setProperties(chunk.properties)) return { fault: "an LZMA2 chunk has impossible properties" };
      needsProperties = false;
    }
    if (needsProperties || (needsState && control < 0xa0)) return { fault: badControl };
    if (control >= 0xa0) decoder.resetState();
    needsState = false;
    const fault = decoder.decodeChunk(
      input.subarray(chunk.start, chunk.stop),
      decoder.position + chunk.uncompressedLength,
    );
    if (fault !== undefined) return { fault };
    at = chunk.stop;
  }
}

const badControl = "an LZMA2 chunk has an impossible control byte";

/** Copies a stored chunk (2 bytes length less one); returns where the next chunk starts, undefined if it does not fit. */
function copyStored(input: Uint8Array, at: number, decoder: LzmaDecoder, output: Uint8Array): number | undefined {
  const length = uint16(input, at + 1) + 1;
  const start = at + 3;
  if (start + length > input.length || decoder.position + length > output.length) return undefined;
  output.set(input.subarray(start, start + length), decoder.position);
  decoder.position += length;
  return start + length;
}

interface LzmaChunk {
  readonly start: number;
  readonly stop: number;
  readonly uncompressedLength: number;
  /** Meant only where the control byte says there are properties. */
  readonly properties: number;
}

/** Reads the header of an LZMA chunk; undefined if the chunk does not fit into input or output. */
function readLzmaChunk(input: Uint8Array, at: number, decoder: LzmaDecoder, output: Uint8Array): LzmaChunk | undefined {
  const control = input[at]!;
  const uncompressedLength = ((control & 0x1f) << 16) + uint16(input, at + 1) + 1;
  const start = at + (control >= 0xc0 ? 6 : 5);
  const stop = start + uint16(input, at + 3) + 1;
  if (stop > input.length || decoder.position + uncompressedLength > output.length) return undefined;
  return { start, stop, uncompressedLength, properties: input[at + 5]! };
}

/** Big-endian; bytes that are not there count as zero, the callers check the chunk's end. */
function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
