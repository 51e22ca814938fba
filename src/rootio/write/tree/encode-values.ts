import { swapBytes } from "#runtime/byte-swap";
import type { NumericArray, NumberType } from "../../column.ts";
import { type BasketBuffer, lowFirst } from "./basket-buffer.ts";

/** Header of a list: byte count with its flag, version, number of values. */
export const listHeader = 10;
const byteCountFlag = 0x40000000;
/** Version of ROOT's own description of classes, under which it writes vectors. */
const listVersion = 9;

/** Appends values [from, to), one an entry, to a basket that has room for them. */
export function encodeScalars(
  basket: BasketBuffer,
  type: NumberType,
  values: NumericArray,
  from: number,
  to: number,
): void {
  const width = values.BYTES_PER_ELEMENT;
  const length = (to - from) * width;
  const target = basket.bytes.subarray(basket.used, basket.used + length);
  target.set(new Uint8Array(values.buffer, values.byteOffset + from * width, length));
  if (lowFirst) swapBytes(basket.bytes.buffer, target.byteOffset, length, width);
  if (type === "bool") normalise(target);
  basket.used += length;
  basket.entries += to - from;
}

/** Appends lists [from, to) to a basket that has room for them, each with its header. */
export function encodeLists(
  basket: BasketBuffer,
  type: NumberType,
  content: NumericArray,
  offsets: Int32Array,
  from: number,
  to: number,
  keyLength: number,
): void {
  const width = content.BYTES_PER_ELEMENT;
  const bits = bitsOf(content);
  const { view, starts } = basket;
  let at = basket.used;
  let entry = basket.entries;
  let start = offsets[from]!;
  for (let i = from; i < to; i++) {
    const stop = offsets[i + 1]!;
    const count = stop - start;
    starts[entry++] = keyLength + at;
    view.setInt32(at, byteCountFlag + 6 + count * width);
    view.setInt16(at + 4, listVersion);
    view.setInt32(at + 6, count);
    at += listHeader;
    // The common width is spelled out: a call for every few values would cost more than the values.
    if (width === 4) for (; start < stop; start++, at += 4) view.setInt32(at, bits[start]!);
    else {
      if (type === "bool") encodeBools(view, at, bits, start, stop);
      else encodeValues(view, at, bits, start, stop, width);
      at += count * width;
      start = stop;
    }
  }
  basket.used = at;
  basket.entries = entry;
}

type BitArray = Uint8Array | Int16Array | Int32Array;

function encodeValues(view: DataView, at: number, bits: BitArray, from: number, to: number, width: number): void {
  if (width === 1) for (let i = from; i < to; i++) view.setUint8(at + i - from, bits[i]!);
  else if (width === 2) for (let i = from; i < to; i++) view.setInt16(at + 2 * (i - from), bits[i]!);
  else {
    const high = lowFirst ? 1 : 0;
    for (let i = from; i < to; i++) {
      view.setInt32(at + 8 * (i - from), bits[2 * i + high]!);
      view.setInt32(at + 8 * (i - from) + 4, bits[2 * i + 1 - high]!);
    }
  }
}

/** The same memory as whole numbers, two of them for a value of 8 bytes: byte order is changed without looking at the type, and NaN payloads survive. */
function bitsOf(values: NumericArray): BitArray {
  const { buffer, byteOffset, byteLength } = values;
  if (values.BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (values.BYTES_PER_ELEMENT === 2) return new Int16Array(buffer, byteOffset, byteLength / 2);
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

/** In C++ a bool is 0 or 1, and nothing else may stand in its memory. */
function normalise(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 1) bytes[i] = 1;
}

function encodeBools(view: DataView, at: number, bits: BitArray, from: number, to: number): void {
  for (let i = from; i < to; i++) view.setUint8(at + i - from, bits[i] === 0 ? 0 : 1);
}
