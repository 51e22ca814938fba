import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorValues } from "../../../test/support/basket-bytes.ts";
import type { Basket } from "../basket.ts";
import { byteWidth, createArray, type NumberType } from "../column.ts";
import { ColumnBuffer } from "./column-buffer.ts";
import { decodeEntries } from "./decode.ts";
import type { FastInterpretation } from "./interpretation.ts";

const types: NumberType[] = [
  "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64",
]; // prettier-ignore

/** The bytes of `values` turned to the order of the file, by reversing each value. */
function bigEndian(values: ArrayLike<number | bigint>, type: NumberType): Uint8Array {
  const array = createArray(type, values.length);
  for (let i = 0; i < values.length; i++) array[i] = values[i]!;
  const bytes = new Uint8Array(array.buffer.slice(0));
  const width = byteWidth(type);
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  return bytes;
}

const keyLength = 70;

function basketOf(bytes: Uint8Array, entries: number, starts?: readonly number[]): Basket {
  const view = new DataView(bytes.buffer);
  if (starts === undefined) return { entries, view, border: bytes.length, starts };
  const written = new DataView(new ArrayBuffer(4 * entries));
  starts.forEach((start, i) => {
    written.setInt32(4 * i, start + keyLength);
  });
  return { entries, view, border: bytes.length, starts: { view: written, at: 0, keyLength } };
}

function some(type: NumberType, count: number): (number | bigint)[] {
  const width = byteWidth(type);
  return Array.from({ length: count }, (_, i) => {
    if (type === "bool") return i % 2;
    if (width === 8 && type !== "float64") return BigInt(i) * 1_000_000_007n - (type === "int64" ? 3n : 0n);
    return type.startsWith("u") ? i * 7 : i * 7 - 3;
  });
}

function decoded(interpretation: FastInterpretation, basket: Basket, from: number, to: number): ColumnBuffer {
  const isList = interpretation.kind !== "fixed" || interpretation.isList;
  const buffer = new ColumnBuffer(interpretation.type, isList);
  buffer.start(to - from);
  decodeEntries(interpretation, basket, from, to, buffer, { file: "f.root", branch: "b" });
  return buffer;
}

describe("decoding entries", () => {
  it.each(types)("reads scalars of type %s", (type) => {
    const values = some(type, 10);
    const buffer = decoded(
      { kind: "fixed", type, length: 1, isList: false },
      basketOf(bigEndian(values, type), 10),
      2,
      9,
    );
    expect(Array.from(buffer.content as ArrayLike<number | bigint>).slice(0, buffer.values)).toEqual(
      values.slice(2, 9),
    );
  });

  it.each(types)("reads fixed arrays of type %s as lists of equal length", (type) => {
    const values = some(type, 12);
    const buffer = decoded(
      { kind: "fixed", type, length: 3, isList: true },
      basketOf(bigEndian(values, type), 4),
      1,
      3,
    );
    expect([...buffer.offsets.subarray(0, 3)]).toEqual([0, 3, 6]);
    expect(Array.from(buffer.content as ArrayLike<number | bigint>).slice(0, 6)).toEqual(values.slice(3, 9));
  });

  it.each(types)("reads counted arrays of type %s", (type) => {
    const values = some(type, 6);
    const width = byteWidth(type);
    const basket = basketOf(
      bigEndian(values, type),
      4,
      [0, 2, 2, 5].map((n) => n * width),
    );
    const buffer = decoded({ kind: "counted", type }, basket, 1, 4);
    expect([...buffer.offsets.subarray(0, 4)]).toEqual([0, 0, 3, 4]);
    expect(Array.from(buffer.content as ArrayLike<number | bigint>).slice(0, 4)).toEqual(values.slice(2, 6));
  });

  it("takes any byte but 0 for true", () => {
    const buffer = decoded(
      { kind: "fixed", type: "bool", length: 1, isList: false },
      basketOf(Uint8Array.of(0, 1, 2, 255), 4),
      0,
      4,
    );
    expect([...(buffer.content as Uint8Array).subarray(0, 4)]).toEqual([0, 1, 1, 1]);
  });

  it("keeps the payload of a NaN", () => {
    const basket = basketOf(Uint8Array.of(0x7f, 0xa0, 0x12, 0x34), 1);
    const buffer = decoded({ kind: "fixed", type: "float32", length: 1, isList: false }, basket, 0, 1);
    expect(new Uint32Array(buffer.content.buffer)[0]).toBe(0x7fa01234);
  });

  it("reads vectors of any lengths, in any pieces", () => {
    const list = fc.array(fc.float({ noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (lists, a, b) => {
        const [from, to] = [a % (lists.length + 1), b % (lists.length + 1)].sort((x, y) => x - y) as [number, number];
        const { values, starts } = vectorValues(lists);
        const buffer = decoded({ kind: "vector", type: "float32" }, basketOf(values, lists.length, starts), from, to);
        const got = lists
          .slice(from, to)
          .map((_, i) => [...(buffer.content as Float32Array).subarray(buffer.offsets[i], buffer.offsets[i + 1])]);
        expect(got).toEqual(lists.slice(from, to));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("reads only the wanted vectors, wherever they stand", () => {
    const list = fc.array(fc.float({ noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 20 }), fc.infiniteStream(fc.boolean()), (lists, coin) => {
        const { values, starts } = vectorValues(lists);
        const entries = Int32Array.from(lists.keys()).filter(() => coin.next().value === true);
        const buffer = new ColumnBuffer("float32", true);
        buffer.start(lists.length);
        const wanted = { entries, first: 0, stop: entries.length, origin: 0 };
        const basket = basketOf(values, lists.length, starts);
        decodeEntries({ kind: "vector", type: "float32" }, basket, 0, lists.length, buffer, {}, wanted);
        for (const i of entries)
          expect([...(buffer.content as Float32Array).subarray(buffer.offsets[i], buffer.offsets[i + 1])]).toEqual(
            lists[i],
          );
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("refuses entries that start in disorder or outside", () => {
    const { values, starts } = vectorValues([[1], [2], [3]]);
    const all = { entries: Int32Array.of(0, 1, 2), first: 0, stop: 3, origin: 0 };
    for (const wrong of [
      [0, 28, 14],
      [0, -5, 28],
      [-1, 14, 28],
      [0, 14, 999],
    ])
      for (const wanted of [undefined, all]) {
        const buffer = new ColumnBuffer("float32", true);
        buffer.start(3);
        const basket = basketOf(values, 3, wrong);
        expect(() => {
          decodeEntries({ kind: "vector", type: "float32" }, basket, 0, 3, buffer, {}, wanted);
        }).toThrow(/Damaged basket/);
      }
    expect(starts).toEqual([0, 14, 28]);
    for (const wrong of [
      [0, 8, 4],
      [0, -4, 8],
      [0, 4, 99],
      [0, 3, 8],
      [-4, 0, 4],
    ])
      expect(() => decoded({ kind: "counted", type: "float32" }, basketOf(new Uint8Array(12), 3, wrong), 0, 3)).toThrow(
        /starts at byte/,
      );
  });

  it("refuses a vector whose header tells another length", () => {
    const { values, starts } = vectorValues([[1, 2], [3]]);
    for (const at of [0, 3, 4, 9]) {
      const damaged = values.slice();
      damaged[at]! ^= 0x40;
      expect(() => decoded({ kind: "vector", type: "float32" }, basketOf(damaged, 2, starts), 0, 2)).toThrow(
        /entry 0 of it has 18 bytes.*branch b/s,
      );
    }
  });

  it("refuses fixed entries that do not fill the basket", () => {
    expect(() =>
      decoded({ kind: "fixed", type: "float64", length: 2, isList: true }, basketOf(new Uint8Array(33), 2), 0, 2),
    ).toThrow(/33 bytes where 2 entries of 16 bytes were expected/);
  });

  it("refuses counted entries that end in the middle of a value", () => {
    const basket = basketOf(new Uint8Array(8), 2, [0, 3]);
    expect(() => decoded({ kind: "counted", type: "float32" }, basket, 0, 2)).toThrow(/in the middle of a value/);
  });
});
