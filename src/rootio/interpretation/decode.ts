import type { Where } from "../../errors/app-error.ts";
import { type Basket, startOf } from "../basket.ts";
import { CorruptFileError } from "../errors.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { FastInterpretation } from "./interpretation.ts";
import { copyBits, copyRun, normaliseBools } from "./value-bits.ts";

/** Ascending entry numbers; the first `count` are valid. */
export interface Wanted {
  readonly entries: Int32Array;
  /** Part [first, stop) of `entries` that lies in the range to decode. */
  readonly first: number;
  readonly stop: number;
  /** Entry of the basket that `entries` count from; may be negative. */
  readonly origin: number;
}

/**
 * Appends entries [from, to) of a basket, counted from its own first entry, to a column.
 *
 * @param wanted if given, the only entries that anybody will look at; a list column then has valid offsets for these alone.
 * @throws {CorruptFileError} if the bytes of an entry do not end exactly where the next entry starts.
 */
export function decodeEntries(
  interpretation: FastInterpretation,
  basket: Basket,
  from: number,
  to: number,
  into: ColumnBuffer,
  where: Where,
  wanted?: Wanted,
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
      if (wanted === undefined) decodeVectors(basket, from, to, into, where);
      else decodeWantedVectors(basket, from, wanted, into, where);
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
  copyRun(basket.view, from * entryBytes, count, into.content, into.values);
  if (into.isList) for (let i = 1; i <= to - from; i++) into.offsets[into.entries + i] = into.values + i * length;
  into.values += count;
}

function decodeCounted(basket: Basket, from: number, to: number, into: ColumnBuffer, where: Where): void {
  const { width, offsets } = into;
  const begin = startOf(basket, from);
  const stop = startOf(basket, to);
  if (begin < 0 || stop < begin || stop > basket.border || begin % width !== 0) throw badStart(from, begin, where);
  const base = into.values - begin / width;
  let start = begin;
  for (let i = from, at = into.entries + 1; i < to; i++, at++) {
    const end = startOf(basket, i + 1);
    if (end < start || end > stop || end % width !== 0) throw badStart(i + 1, end, where);
    offsets[at] = base + end / width;
    start = end;
  }
  const count = (stop - begin) / width;
  into.reserve(count);
  copyRun(basket.view, begin, count, into.content, into.values);
  into.values += count;
}

/** Header of one entry: byte count with its flag, class version, number of values. */
const vectorHeader = 10;
const byteCountFlag = 0x40000000;
/** Bit of the version that tells that members are written one after the other instead of objects. */
const streamedMemberWise = 1 << 14;

function decodeVectors(basket: Basket, from: number, to: number, into: ColumnBuffer, where: Where): void {
  const { width, offsets } = into;
  const { view, border } = basket;
  const { view: startView, at: startAt, keyLength } = basket.starts!;
  let start = startOf(basket, from);
  const stop = startOf(basket, to);
  if (start < 0 || stop < start || stop > border) throw badStart(from, start, where);
  into.reserve(Math.ceil((stop - start) / width));
  const bits = into.bits;
  let values = into.values;
  for (let i = from, at = into.entries + 1; i < to; i++, at++) {
    const end = i + 1 === to ? stop : startView.getInt32(startAt + 4 * i + 4) - keyLength;
    const bytes = end - start;
    // A start that goes astray shows here: the header in front of it tells another length.
    if (bytes < vectorHeader || end > stop || view.getInt32(start) !== byteCountFlag + bytes - 4)
      throw damaged(i, bytes, where);
    const count = view.getInt32(start + 6);
    if (count * width !== bytes - vectorHeader || view.getUint16(start + 4) >= streamedMemberWise)
      throw damaged(i, bytes, where);
    // The common width is spelled out: a call for every few values would cost more than the values.
    if (width === 4) for (let p = start + vectorHeader; p < end; p += 4) bits[values++] = view.getInt32(p);
    else {
      copyBits(view, start + vectorHeader, count, width, bits, values);
      values += count;
    }
    offsets[at] = values;
    start = end;
  }
  into.values = values;
}

/** The same for some entries only; what stands between them is not looked at. */
function decodeWantedVectors(basket: Basket, from: number, wanted: Wanted, into: ColumnBuffer, where: Where): void {
  const { width, offsets } = into;
  const { view, border } = basket;
  const { view: startView, at: startAt, keyLength } = basket.starts!;
  const { entries, first, stop, origin } = wanted;
  if (first === stop) return;
  const span = startOf(basket, origin + entries[stop - 1]! + 1) - startOf(basket, origin + entries[first]!);
  // Where starts are in disorder, the loop finds out; until then room for less is enough.
  into.reserve(Math.ceil(Math.max(0, Math.min(border, span)) / width));
  const bits = into.bits;
  const base = into.entries - from;
  const room = into.content.length;
  const last = basket.entries - 1;
  let values = into.values;
  for (let n = first; n < stop; n++) {
    const entry = origin + entries[n]!;
    const start = startView.getInt32(startAt + 4 * entry) - keyLength;
    const end = entry === last ? border : startView.getInt32(startAt + 4 * entry + 4) - keyLength;
    const bytes = end - start;
    if (start < 0 || end > border || bytes < vectorHeader || view.getInt32(start) !== byteCountFlag + bytes - 4)
      throw damaged(entry, bytes, where);
    const count = view.getInt32(start + 6);
    if (
      count * width !== bytes - vectorHeader ||
      view.getUint16(start + 4) >= streamedMemberWise ||
      values + count > room
    )
      throw damaged(entry, bytes, where);
    offsets[base + entry] = values;
    if (width === 4) for (let p = start + vectorHeader; p < end; p += 4) bits[values++] = view.getInt32(p);
    else {
      copyBits(view, start + vectorHeader, count, width, bits, values);
      values += count;
    }
    offsets[base + entry + 1] = values;
  }
  into.values = values;
}

function damaged(entry: number, bytes: number, where: Where): CorruptFileError {
  return new CorruptFileError(
    `Damaged basket: entry ${entry} of it has ${bytes} bytes, which do not hold a list of the length they tell`,
    where,
  );
}

function badStart(entry: number, start: number, where: Where): CorruptFileError {
  return new CorruptFileError(
    `Damaged basket: entry ${entry} starts at byte ${start}, in the middle of a value or beside its values`,
    where,
  );
}
