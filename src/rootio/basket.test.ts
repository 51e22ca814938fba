import { describe, expect, it } from "vitest";
import { basketRecord, type BasketBytes, vectorValues } from "../../test/support/basket-bytes.ts";
import { type Basket, embeddedBasket, readBasket, startOf } from "./basket.ts";

const floats = (...numbers: number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * numbers.length);
  numbers.forEach((value, i) => {
    new DataView(bytes.buffer).setFloat32(4 * i, value);
  });
  return bytes;
};

const flat: BasketBytes = { branch: "x", seek: 500, entries: 3, values: floats(1, 2, 3) };

function read(
  bytes: BasketBytes,
  expected: Partial<{ length: number; entries: number; seek: number; branch: string }> = {},
) {
  const record = basketRecord(bytes);
  const { branch, seek, entries } = bytes;
  const offsets = bytes.starts === undefined ? "unused" : "needed";
  return readBasket(record, { branch, seek, entries, length: record.length, ...expected }, offsets, {
    file: "f.root",
  });
}

const startsOf = (basket: Basket): number[] =>
  Array.from({ length: basket.entries + 1 }, (_, entry) => startOf(basket, entry));

describe("reading a basket record", () => {
  it("gives values, border and entries", () => {
    const basket = read(flat);
    expect([basket.entries, basket.border, basket.starts]).toEqual([3, 12, undefined]);
    expect([0, 4, 8].map((at) => basket.view.getFloat32(at))).toEqual([1, 2, 3]);
  });

  it("gives offsets from the start of the values, closed by the border", () => {
    const { values, starts } = vectorValues([[1, 2], [], [3]]);
    const basket = read({ branch: "x", seek: 500, entries: 3, values, starts });
    expect(startsOf(basket)).toEqual([0, 18, 28, 42]);
  });

  it("does not trust the last written offset", () => {
    const { values, starts } = vectorValues([[1], [2]]);
    const record = basketRecord({ branch: "x", seek: 1, entries: 2, values, starts: [...starts, 999_999] });
    const basket = readBasket(record, { branch: "x", seek: 1, entries: 2, length: record.length }, "needed", {});
    expect(startsOf(basket)).toEqual([0, 14, 28]);
  });

  it("adds up lengths that stand in place of starts", () => {
    const { values } = vectorValues([[], [2], [3, 4]]);
    const record = basketRecord({ branch: "x", seek: 1, entries: 3, values, starts: [0, 10, 14], ioBits: 1 });
    const { view, border } = { view: new DataView(record.buffer), border: record.length - 16 };
    [0, 10, 14].forEach((length, i) => {
      view.setInt32(border + 4 * i, length);
    });
    const basket = readBasket(record, { branch: "x", seek: 1, entries: 3, length: record.length }, "needed", {});
    expect(startsOf(basket)).toEqual([0, 10, 24, 42]);
  });

  const contradictions: [string, () => unknown, RegExp][] = [
    ["another number of entries", () => read(flat, { entries: 4 }), /holds 3 entries where the tree says 4/],
    ["another place", () => read(flat, { seek: 501 }), /it claims to be at byte 500/],
    ["another length", () => read(flat, { length: 99 }), /where a basket of 99 bytes was expected/],
    ["another branch", () => read(flat, { branch: "y" }), /found TBasket "x"/],
    ["another class", () => read({ ...flat, className: "TBusket" }), /found TBusket "x"/],
    ["a newer layout", () => read({ ...flat, ioBits: 2 }), /IO bits 2 are not read/],
    [
      "too few offsets",
      () => {
        const record = basketRecord({ ...flat, entries: 2, ...vectorValues([[1], [2]]) });
        return readBasket(record, { ...flat, entries: 2, length: record.length - 4 }, "needed", {});
      },
      /where a basket of|offsets for 2 entries/,
    ],
    [
      "offsets of another number of entries",
      () => {
        const record = basketRecord({ ...flat, entries: 2, ...vectorValues([[1], [2]]) });
        new DataView(record.buffer).setInt32(record.length - 16, 7);
        return readBasket(record, { ...flat, entries: 2, length: record.length }, "needed", {});
      },
      /7 offsets for 2 entries/,
    ],
    [
      "an end in the middle of its header",
      () => readBasket(basketRecord(flat).subarray(0, 30), { ...flat, length: 30 }, "unused", {}),
      /Damaged basket/,
    ],
  ];
  it.each(contradictions)("refuses %s", (_, act, message) => {
    expect(act).toThrow(message);
  });

  it("accepts IO bits that are all zero", () => {
    expect(read({ ...flat, ioBits: 1 }).entries).toBe(3);
  });
});

describe("a basket inside the TTree record", () => {
  it("has offsets that count from the start of its key", () => {
    const { values, starts } = vectorValues([[1], [2, 3]]);
    const entryOffsets = Int32Array.from(starts, (start) => start + 70);
    const basket = embeddedBasket(
      { entries: 2, keyLength: 70, last: 70 + values.length, data: values, entryOffsets },
      "needed",
      {},
    );
    expect(startsOf(basket)).toEqual([0, 14, 32]);
  });

  it("is refused when its length contradicts its key", () => {
    const embedded = { entries: 1, keyLength: 70, last: 80, data: floats(1), entryOffsets: undefined };
    expect(() => embeddedBasket(embedded, "unused", {})).toThrow(/4 bytes where 10 were expected/);
  });
});
