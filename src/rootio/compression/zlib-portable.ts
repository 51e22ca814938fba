import type { Where } from "../../errors/app-error.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { inflate } from "./inflate.ts";
import type { UnpackBuffer } from "./unpack-buffer.ts";

const headerLength = 2;
const checksumLength = 4;

/** As `decodeZlib` of `zlib.ts`, with nothing of Node: the same bytes, and the same blocks refused. */
export function decodeZlib(
  compressed: Uint8Array,
  uncompressedLength: number,
  where: Where,
  into?: UnpackBuffer,
): Uint8Array {
  checkHeader(compressed, where);
  const output = into?.room(uncompressedLength) ?? new Uint8Array(uncompressedLength);
  const result = inflate(compressed.subarray(headerLength), output);
  if ("fault" in result) throw corruptBlock(describe(result.fault, uncompressedLength), where);
  const sumAt = headerLength + result.used;
  const end = sumAt + checksumLength;
  if (end > compressed.length) throw corruptBlock(describe("cut short", uncompressedLength), where);
  const sum = new DataView(compressed.buffer, compressed.byteOffset + sumAt, checksumLength).getUint32(0);
  if (sum !== adler32(output.subarray(0, result.given)))
    throw corruptBlock(describe("malformed", uncompressedLength), where);
  if (end !== compressed.length)
    throw corruptBlock(`A ZLIB stream ends after ${end} of the ${compressed.length} bytes of its block`, where);
  if (result.given !== uncompressedLength)
    throw corruptBlock(`A ZLIB block gives ${result.given} bytes instead of ${uncompressedLength}`, where);
  return output;
}

function checkHeader(compressed: Uint8Array, where: Where): void {
  const [method = 0, flags = 0] = compressed;
  // Deflate with a window of at most 32 kB, and a header that is divisible by 31.
  if ((method & 15) !== 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 !== 0)
    throw corruptBlock(describe("malformed", 0), where);
  if ((flags & 0x20) !== 0)
    throw corruptBlock("A ZLIB stream asks for a preset dictionary, which ROOT never uses", where);
}

function describe(fault: "malformed" | "cut short" | "too long", uncompressedLength: number): string {
  if (fault === "cut short") return "A ZLIB stream is cut short";
  if (fault === "too long") return `A ZLIB block gives more than the ${uncompressedLength} bytes it declares`;
  return "A ZLIB block is malformed or its checksum does not match";
}

/** @see RFC 1950, section 8.2; so many bytes can be added up before the sums would leave 32 bits. */
function adler32(bytes: Uint8Array): number {
  const most = 3800;
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length;) {
    const stop = Math.min(at + most, bytes.length);
    for (; at < stop; at++) b += a += bytes[at]!;
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
