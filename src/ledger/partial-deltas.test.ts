import { describe, expect, it } from "vitest";
import { PartialDeltas } from "./partial-deltas.ts";

const all = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
const digest = "0123456789abcdef";
const file = {};

function part(start: number, stop: number, change: { readonly digest?: string; readonly length?: number } = {}) {
  return [{ start, length: all.length, digest, ...change }, all.slice(start, stop)] as const;
}

function add(partial: PartialDeltas, index: number, [which, sums]: ReturnType<typeof part>, kept = all.length) {
  return partial.add(file, index, which, sums, kept);
}

describe("parts of the sums of a partition", () => {
  it("are all of them once each is in, in any order and whatever came again", () => {
    const partial = new PartialDeltas();
    for (const one of [part(5, 7), part(0, 3), part(5, 7), part(0, 3)]) expect(add(partial, 0, one)).toBe("waits");
    expect(add(partial, 0, part(3, 5))).toEqual(all);
  });

  it("fit together however they are cut", () => {
    const partial = new PartialDeltas();
    for (const one of [part(0, 2), part(4, 7), part(1, 3)]) expect(add(partial, 0, one)).toBe("waits");
    expect(add(partial, 0, part(2, 6))).toEqual(all);
  });

  it("are not put together with those of other sums, or of another number of them", () => {
    const partial = new PartialDeltas();
    add(partial, 0, part(0, 3));
    expect(add(partial, 0, part(3, 7, { digest: "f".repeat(16) }))).toBe("waits");
    expect(add(partial, 0, part(3, 7, { length: 8 }))).toBe("waits");
    expect(add(partial, 1, part(3, 7))).toBe("waits");
    expect(partial.add({}, 0, ...part(3, 7), 7)).toBe("waits");
    expect(add(partial, 0, part(3, 7))).toEqual(all);
  });

  it("take the memory of those that are wanted", () => {
    const partial = new PartialDeltas();
    expect(add(partial, 0, part(3, 7), 2)).toBe("waits");
    expect(add(partial, 0, part(1, 3), 2)).toBe("waits");
    expect(partial.bytes).toBe(8);
    expect(add(partial, 0, part(0, 1), 2)).toEqual(all.slice(0, 2));
    expect(partial.bytes).toBe(16);
  });

  it("take the memory of what came, once, however often and overlapping", () => {
    const partial = new PartialDeltas();
    for (const one of [part(1, 2), part(3, 5), part(0, 6), part(1, 2), part(2, 4)])
      expect(add(partial, 0, one)).toBe("waits");
    expect(partial.bytes).toBe(6 * 8);
    expect(add(partial, 0, part(5, 7))).toEqual(all);
  });

  it("share nothing with the message that they came in", () => {
    const partial = new PartialDeltas();
    const [which, sums] = part(0, 3);
    partial.add(file, 0, which, sums, 7);
    sums.fill(0);
    expect(add(partial, 0, part(3, 7))).toEqual(all);
  });

  it("are kept of a bounded number of partitions; a further one has room when one of them is in, or not wanted", () => {
    const partial = new PartialDeltas(3);
    add(partial, 0, part(0, 3));
    add(partial, 0, part(0, 3, { digest: "f".repeat(16) }));
    add(partial, 1, part(0, 3));
    expect(add(partial, 2, part(0, 3))).toBe("full");
    expect(add(partial, 1, part(3, 7))).toEqual(all);
    expect(add(partial, 2, part(0, 3))).toBe("full");
    partial.drop(file, 0);
    for (const index of [2, 3]) expect(add(partial, index, part(0, 3))).toBe("waits");
    expect(add(partial, 4, part(0, 3))).toBe("full");
    expect(partial.bytes).toBe((7 + 3 + 3) * 8);
    expect([1, 2].map((index) => partial.has(file, index))).toEqual([true, true]);
    expect(partial.has(file, 0)).toBe(false);
    partial.keepOnly(new Set([file]));
    expect(add(partial, 4, part(0, 3))).toBe("full");
    partial.keepOnly(new Set());
    expect(partial.bytes).toBe(0);
    for (const index of [4, 5, 6]) expect(add(partial, index, part(0, 3))).toBe("waits");
  });
});
