import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceOf, withDifference } from "./difference.ts";
import { toJsonText } from "./json-text.ts";

/** As it arrives over HTTP. */
const sent = (value: unknown): unknown => JSON.parse(toJsonText(value));

describe("a difference", () => {
  it.each([
    ["a number in a list", [1, 2, 3, 4], [1, 2, 5, 4], { 2: 5 }],
    ["most of a list of numbers", [1, 2, 3], [4, 5, 6], [[4, 5, 6]]],
    ["a list of another length", [1, 2, 3], [1, 2], [[1, 2]]],
    ["every entry of a list of objects", [{ a: 1, b: 1 }], [{ a: 2, b: 1 }], { 0: { a: 2 } }],
    ["a field among many", { a: { b: 1, c: "x" }, d: true }, { a: { b: 1, c: null }, d: true }, { a: { c: null } }],
    ["a new field", { a: 1 }, { a: 1, b: { c: 1 } }, { b: [{ c: 1 }] }],
    ["a field that is gone", { a: 1, b: 2 }, { a: 1 }, [{ a: 1 }]],
    ["a list in place of an object", { a: {} }, { a: [1] }, { a: [[1]] }],
    ["the sign of zero", [0, 1, 1], [-0, 1, 1], { 0: -0 }],
    ["a sum beyond all numbers", [1, 1, 1], [1, Infinity, 1], { 1: Infinity }],
    ["nothing", { a: [1, { b: null }] }, { a: [1, { b: null }] }, undefined],
  ])("says of %s only that", (_, before, after, difference) => {
    expect(differenceOf(before, after)).toEqual(difference);
    if (difference !== undefined) expect(withDifference(before, sent(difference))).toEqual(after);
  });

  it("makes one value of another, whatever they are, and leaves the first as it was", () => {
    const leaf = fc.oneof(fc.constantFrom(0, -0, 1, 2, Infinity), fc.boolean(), fc.constant(null), fc.string());
    // Few keys and small lists, so that two trees have much in common.
    const key = fc.constantFrom("a", "b", "__proto__", "0", "length", "toString");
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(fc.constantFrom(0, -0, 1, 2.5), { maxLength: 8 }),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const text = toJsonText(before);
        const difference = differenceOf(before, after);
        const made = difference === undefined ? before : withDifference(before, sent(difference));
        expect(toJsonText(made)).toBe(toJsonText(sortedAs(made, after)));
        expect(toJsonText(before)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps what has not changed as the same object", () => {
    const before = { a: { b: [1] }, c: { d: 1 } };
    const after = withDifference(before, { c: { d: 2 } }) as typeof before;
    expect(after).toEqual({ a: { b: [1] }, c: { d: 2 } });
    expect(after.a).toBe(before.a);
  });

  it.each([
    ["a place that the list has not", [1, 2], { 2: 3 }],
    ["a field of the list itself", [1, 2], { length: 1 }],
    ["something within a number", 1, { a: 1 }],
    ["two new values", {}, [1, 2]],
    ["no new value", {}, []],
  ])("is refused that changes %s", (_, before, difference) => {
    expect(() => withDifference(before, difference)).toThrow(RangeError);
  });
});

/** The order of fields is none of JSON's business: the second value with its fields in the order of the first. */
function sortedAs(order: unknown, value: unknown): unknown {
  if (typeof value !== "object" || value === null || typeof order !== "object" || order === null) return value;
  const [a, b] = [order as Record<string, unknown>, value as Record<string, unknown>];
  if (Array.isArray(value)) return value.map((item, i) => sortedAs(a[i], item));
  const keys = [...Object.keys(order).filter((key) => Object.hasOwn(b, key)), ...Object.keys(b)];
  return Object.fromEntries([...new Set(keys)].map((key) => [key, sortedAs(a[key], b[key])]));
}
