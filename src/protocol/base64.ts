import { toLittleEndian } from "./byte-order.ts";

/**
 * Float64 vectors as base64 of their little-endian bytes, for JSON: every bit is kept, and reading is several times faster than decimal
 * numbers. Own code, since web-standard APIs have no base64 of bytes everywhere yet, and `Buffer` is Node's alone.
 */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const padding = "=".charCodeAt(0);
const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
/** In a group of four digits no valid digit reaches this bit. */
const invalid = 2 ** 30;
const values = new Int32Array(256).fill(invalid);
codes.forEach((code, value) => (values[code] = value));

const ascii = new TextDecoder();

/** Room for one vector, kept from call to call: what it holds never outlives a call. */
let byteRoom = new Uint8Array(0);

export function encodeFloat64(numbers: Float64Array): string {
  const bytes = new Uint8Array(numbers.slice().buffer);
  toLittleEndian(bytes);
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(padding);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3, at += 4) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at] = codes[group >>> 18]!;
    text[at + 1] = codes[(group >>> 12) & 63]!;
    if (left > 1) text[at + 2] = codes[(group >>> 6) & 63]!;
    if (left > 2) text[at + 3] = codes[group & 63]!;
  }
  return ascii.decode(text);
}

/**
 * The numbers, or undefined if the text is not base64 as `encodeFloat64` writes it (padded, no spaces, no stray bits).
 *
 * @param text ASCII codes
 */
export function decodeFloat64(text: Uint8Array): Float64Array | undefined {
  const length = text.length;
  const pads = text[length - 1] !== padding ? 0 : text[length - 2] === padding ? 2 : 1;
  const size = (length / 4) * 3 - pads;
  if (length % 4 !== 0 || size % 8 !== 0) return undefined;
  if (byteRoom.length < size + pads) byteRoom = new Uint8Array(size + pads);
  // A zero instead of each pad: its bits must come out as zero, and anything else is a stray bit.
  const unpadded = pads === 0 ? text : text.slice().fill(codes[0]!, length - pads);
  if (!toBytes(unpadded, byteRoom)) return undefined;
  for (let i = size; i < size + pads; i++) if (byteRoom[i] !== 0) return undefined;
  const bytes = byteRoom.slice(0, size);
  toLittleEndian(bytes);
  return new Float64Array(bytes.buffer);
}

/** Three bytes for every four digits; false if one is not a digit. */
function toBytes(digits: Uint8Array, bytes: Uint8Array): boolean {
  let all = 0;
  for (let i = 0, at = 0; i < digits.length; i += 4, at += 3) {
    const a = values[digits[i]!]!;
    const b = values[digits[i + 1]!]!;
    const c = values[digits[i + 2]!]!;
    const d = values[digits[i + 3]!]!;
    all |= a | b | c | d;
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    bytes[at] = group >>> 16;
    bytes[at + 1] = group >>> 8;
    bytes[at + 2] = group;
  }
  return all < invalid;
}
