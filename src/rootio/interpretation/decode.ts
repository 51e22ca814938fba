import type { Where } from "../../errors/app-error.ts";
import type { Basket } from "../basket.ts";
import { CorruptFileError } from "../errors.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { Interpretation } from "./interpretation.ts";
import { copyBits, normaliseBools } from "./value-bits.ts";

/**
 * Appends entries [from, to) of a basket, counted from its own first entry, to a column.
 *
 * @throws {CorruptFileError} if the bytes of an entry do not end exactly where the next entry starts.
 */
export function decodeEntries(
  interpretation: Interpretation,
  basket: Basket,
  from: number,
  to: number,
  into: ColumnBuffer,
  where: Where,
): void {
  const first = into.values;
  switch (interpretation.kind) {
    case "fixed":
      decodeFixed(basket, from, to, interpretation.length, into, where);
      break;
    case "counted":
      decodeCounted(basket, from, to, into, where);
      break;
    case "vector":
      decodeVectors(basket, from, to, into, where);
      break;
  }
  if (interpretation.type === "bool") normaliseBools(into.bits, first, into.values);
  into.entries += to - from;
}

function decodeFixed(basket: Basket, from: number, to: number, length: number, into: ColumnBuffer, where: Where): void {
  const entryBytes = length * into.width;
  if (basket.border !== basket.entries * entryBytes)
    throw new CorruptFileError(
      `Damaged basket: ${basket.border} bytes where ${basket.entries} entries of ${entryBytes} bytes were expected`,
      where,
    );
  const count = (to - from) * length;
  into.reserve(count);
  copyBits(basket.view, from * entryBytes, count, into.width, into.bits, into.values);
  if (into.isList) for (let i = 1; i <= to - from; i++) into.offsets[into.entries + i] = into.values + i * length;
  into.values += count;
}

function decodeCounted(basket: Basket, from: number, to: number, into: ColumnBuffer, where: Where): void {
  const starts = basket.offsets!;
  const { width, offsets } = into;
  const begin = starts[from]!;
  const count = (starts[to]! - begin) / width;
  const base = into.values - begin / width;
  for (let i = from, at = into.entries + 1; i < to; i++, at++) {
    const end = starts[i + 1]!;
    if ((end - begin) % width !== 0)
      throw new CorruptFileError(`Damaged basket: entry ${i} ends at byte ${end}, in the middle of a value`, where);
    offsets[at] = base + end / width;
  }
  if (!Number.isInteger(count) || begin % width !== 0)
    throw new CorruptFileError(`Damaged basket: entries end in the middle of a value`, where);
  into.reserve(count);
  copyBits(basket.view, begin, count, width, into.bits, into.values);
  into.values += count;
}

/** Header of one entry: byte count with its flag, class version, number of values. */
const vectorHeader = 10;
const byteCountFlag = 0x40000000;

function decodeVectors(basket: Basket, from: number, to: number, into: ColumnBuffer, where: Where): void {
  const starts = basket.offsets!;
  const { view } = basket;
  const { width, offsets } = into;
  into.reserve(Math.ceil((starts[to]! - starts[from]!) / width));
  const bits = into.bits;
  let values = into.values;
  for (let i = from, at = into.entries + 1; i < to; i++, at++) {
    const start = starts[i]!;
    const end = starts[i + 1]!;
    const bytes = end - start;
    if (bytes < vectorHeader || view.getInt32(start) !== byteCountFlag + bytes - 4) throw damaged(basket, i, where);
    const count = view.getInt32(start + 6);
    if (count * width !== bytes - vectorHeader || view.getUint16(start + 4) >= streamedMemberWise)
      throw damaged(basket, i, where);
    // The common width is spelled out: a call for every few values would cost more than the values.
    if (width === 4)
      for (let j = 0, p = start + vectorHeader; j < count; j++, p += 4) bits[values + j] = view.getInt32(p);
    else copyBits(view, start + vectorHeader, count, width, bits, values);
    values += count;
    offsets[at] = values;
  }
  into.values = values;
}

/** Bit of the version that tells that members are written one after the other instead of objects. */
const streamedMemberWise = 1 << 14;

function damaged(basket: Basket, entry: number, where: Where): CorruptFileError {
  const start = basket.offsets![entry]!;
  const end = basket.offsets![entry + 1]!;
  return new CorruptFileError(
    `Damaged basket: entry ${entry} of it has ${end - start} bytes, which do not hold a list of the length they tell`,
    where,
  );
}
