import xxhash, { type XXHashAPI } from "xxhash-wasm";
import type { Where } from "../../errors/app-error.ts";
import { CodecNotReadyError } from "./codec-not-ready-error.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { startWasmCodec } from "./wasm-codec.ts";

const checksumLength = 8;
const minimalMatch = 4;
let xxHash: XXHashAPI | undefined;

export async function prepareLz4(): Promise<void> {
  xxHash ??= await startWasmCodec("LZ4", xxhash);
}

/**
 * Decompresses one LZ4 block that must give exactly `uncompressedLength` bytes.
 *
 * ROOT puts the xxHash64 (seed 0, big-endian) of the compressed bytes in front of them; it is verified first.
 *
 * @see "LZ4 Block Format Description" of the LZ4 project; R__unzipLZ4 in ROOT.
 */
export function decodeLz4(compressed: Uint8Array, uncompressedLength: number, where: Where): Uint8Array {
  if (xxHash === undefined) throw new CodecNotReadyError("LZ4", where);
  if (compressed.length <= checksumLength) throw corruptBlock("An LZ4 block is too short to hold its checksum", where);
  const expected = new DataView(compressed.buffer, compressed.byteOffset).getBigUint64(0);
  const data = compressed.subarray(checksumLength);
  if (xxHash.h64Raw(data) !== expected) throw corruptBlock("The checksum of an LZ4 block does not match", where);
  const output = new Uint8Array(uncompressedLength);
  const written = decodeSequences(data, output);
  if (written !== uncompressedLength)
    throw corruptBlock(
      `An LZ4 block is malformed, or does not give the ${uncompressedLength} bytes it declares`,
      where,
    );
  return output;
}

/**
 * Decodes the sequences of an LZ4 block: token, literals, match, again and again; the last sequence has literals only.
 *
 * @returns the number of bytes written, or -1 if a sequence reaches outside the input or the output.
 */
function decodeSequences(input: Uint8Array, output: Uint8Array): number {
  let at = 0;
  let to = 0;
  while (at < input.length) {
    const token = input[at++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (at >= input.length) return -1;
        more = input[at++]!;
        literals += more;
      } while (more === 255);
    }
    if (literals > input.length - at || literals > output.length - to) return -1;
    copyLiterals(input, at, output, to, literals);
    at += literals;
    to += literals;
    if (at === input.length) return to;

    if (at + 2 > input.length) return -1;
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    let length = (token & 15) + minimalMatch;
    if (length === 15 + minimalMatch) {
      let more: number;
      do {
        if (at >= input.length) return -1;
        more = input[at++]!;
        length += more;
      } while (more === 255);
    }
    if (distance === 0 || distance > to || length > output.length - to) return -1;
    copyMatch(output, to, distance, length);
    to += length;
  }
  return -1; // ended with a match
}

function copyLiterals(input: Uint8Array, at: number, output: Uint8Array, to: number, length: number): void {
  // A call into the engine's memory copy costs as much as some dozens of bytes in a loop.
  if (length > 48) output.set(input.subarray(at, at + length), to);
  else for (let i = 0; i < length; i++) output[to + i] = input[at + i]!;
}

function copyMatch(output: Uint8Array, to: number, distance: number, length: number): void {
  // Where source and target overlap, the bytes just written are read again: this repeats a pattern, so no block copy.
  if (length > 48 && distance >= length) output.copyWithin(to, to - distance, to - distance + length);
  else for (let i = to, stop = to + length; i < stop; i++) output[i] = output[i - distance]!;
}
