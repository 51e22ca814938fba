import { swapBytes } from "#runtime/byte-swap";
import type { NumericArray } from "../column.ts";

/** The same memory as unsigned bytes, shorts, ints, or pairs of ints: byte order is changed without looking at the type. */
export type BitArray = Uint8Array | Int16Array | Int32Array;

/** A view of `values` for {@link copyBits}; for 8-byte types two elements a value. */
export function bitsOf(values: NumericArray): BitArray {
  switch (values.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(values.buffer);
    case 2:
      return new Int16Array(values.buffer);
    default:
      return new Int32Array(values.buffer);
  }
}

/** Whether this machine puts the low half of an 8-byte number first. */
const lowFirst = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Copies `count` big-endian values of `width` bytes from byte `at` on to the places `to` … of `bits`.
 *
 * Stores bits, not numbers, so that one loop serves every type of that width and NaN payloads survive.
 */
export function copyBits(view: DataView, at: number, count: number, width: number, bits: BitArray, to: number): void {
  switch (width) {
    case 1:
      for (let i = 0; i < count; i++) bits[to + i] = view.getUint8(at + i);
      return;
    case 2:
      for (let i = 0; i < count; i++) bits[to + i] = view.getInt16(at + 2 * i);
      return;
    case 4:
      for (let i = 0; i < count; i++) bits[to + i] = view.getInt32(at + 4 * i);
      return;
    default: {
      const high = lowFirst ? 1 : 0;
      for (let i = 0; i < count; i++) {
        bits[2 * (to + i) + high] = view.getInt32(at + 8 * i);
        bits[2 * (to + i) + 1 - high] = view.getInt32(at + 8 * i + 4);
      }
    }
  }
}

/** The same for a long run of values: copied as bytes, then turned in place. */
export function copyRun(view: DataView, at: number, count: number, values: NumericArray, to: number): void {
  const width = values.BYTES_PER_ELEMENT;
  const [start, length] = [to * width, count * width];
  new Uint8Array(values.buffer, start, length).set(new Uint8Array(view.buffer, view.byteOffset + at, length));
  if (lowFirst) swapBytes(values.buffer as ArrayBuffer, start, length, width);
}

/** Makes every byte of a bool column 0 or 1: any other byte than 0 means true, as in ROOT. */
export function normaliseBools(bits: BitArray, from: number, to: number): void {
  for (let i = from; i < to; i++) if (bits[i]! > 1) bits[i] = 1;
}
