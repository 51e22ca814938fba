import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NonFiniteSumError } from "./errors.ts";
import { checkFinite, createExactSums, exactSumOf, mostBytesOfSums, totalOf } from "./exact-sum.ts";

const bits = new DataView(new ArrayBuffer(8));

/** A finite float64 number as a fraction: numerator over 2^1074. */
function numeratorOf(x: number): bigint {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return word >> 63n === 0n ? magnitude : -magnitude;
}

/** The exact sum, rounded by searching: the neighbour that is nearest, ties to the even one. */
function referenceSum(values: readonly number[]): number {
  const exact = values.reduce((sum, value) => sum + numeratorOf(value), 0n);
  const magnitude = exact < 0n ? -exact : exact;
  // Magnitudes order as their bit patterns do, so that bisection over patterns finds the largest number not above.
  let low = 0n;
  let high = 0x7ff0000000000000n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (numeratorOfPattern(middle) <= magnitude) low = middle;
    else high = middle;
  }
  const below = magnitude - numeratorOfPattern(low);
  const above = numeratorOfPattern(low + 1n) - magnitude;
  const nearest = below < above || (below === above && (low & 1n) === 0n) ? low : low + 1n;
  bits.setBigUint64(0, nearest);
  const rounded = bits.getFloat64(0);
  return exact < 0n ? -rounded : rounded;
}

/** As `numeratorOf`; the pattern of infinity counts as 2^1024, as rounding does. */
function numeratorOfPattern(pattern: bigint): bigint {
  const exponent = pattern >> 52n;
  const fraction = pattern & 0xfffffffffffffn;
  return exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
}

function sumOf(values: readonly number[]): number {
  return exactSumOf(Float64Array.from(values));
}

const anyFinite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Like weights: many digits, some powers of ten apart, both signs. */
const weight = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -12, max: 12 }))
  .map(([x, e]) => x * 10 ** e);

describe("an exact sum", () => {
  it.each([
    ["weights", weight],
    ["numbers of any size", anyFinite],
    ["subnormal numbers", fc.integer({ min: -1e6, max: 1e6 }).map((n) => n * Number.MIN_VALUE)],
    ["huge and tiny numbers", fc.constantFrom(1e308, -1e308, 1.7e308, 1e-308, -5e-324, 1, -1, 2 ** 53, 3 ** 300)],
  ])("of %s is the true sum rounded once", (_, numbers) => {
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 60 }), (values) => {
        expect(sumOf(values)).toBe(referenceSum(values) + 0);
      }),
      { seed: 4, numRuns: 1500 },
    );
  });

  it.each([
    { values: [1e100, 1, -1e100], sum: 1 },
    { values: [1e308, 1e308, -1e308], sum: 1e308 },
    { values: [1, 2 ** -53, 2 ** -106], sum: 1 + 2 ** -52 },
    { values: [1, 2 ** -53], sum: 1 },
    { values: [1 + 2 ** -52, 2 ** -53], sum: 1 + 2 ** -51 },
    { values: [2 ** 1023, 2 ** 1023, 1], sum: Infinity },
    { values: [2 ** -1074, 2 ** 1023, -(2 ** 1023)], sum: 2 ** -1074 },
    { values: [0.1, 0.2, 0.3, -0.3, -0.2, -0.1], sum: 0 },
    { values: [-0, -0], sum: 0 },
    { values: [], sum: 0 },
  ])("of $values is $sum", ({ values, sum }) => {
    expect(sumOf(values)).toBe(sum);
    expect(sumOf(values.toReversed())).toBe(sum);
  });

  it("has the same bits for any order and any grouping", () => {
    const length = 5;
    const vector = fc.array(fc.oneof(weight, anyFinite, fc.constant(0)), { minLength: length, maxLength: length });
    const shuffled = fc
      .array(fc.tuple(vector, fc.nat(3), fc.nat()), { maxLength: 40 })
      .map((rows) => rows.map(([row, group, order]) => ({ row: Float64Array.from(row), group, order })));
    fc.assert(
      fc.property(shuffled, (rows) => {
        const inOrder = createExactSums(length);
        for (const { row } of rows) inOrder.add(row);
        const groups = [0, 1, 2, 3].map(() => createExactSums(length));
        for (const { row, group } of rows.toSorted((a, b) => a.order - b.order)) groups[group]!.add(row);
        const merged = createExactSums(length);
        for (const group of groups.toReversed()) merged.merge(group);
        expect(new Uint8Array(merged.values().buffer)).toEqual(new Uint8Array(inOrder.values().buffer));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it("stays exact over millions of terms that two numbers cannot hold", () => {
    const sums = createExactSums(1);
    const terms = [1e40, Math.PI, 1e-40, -1e-20];
    const times = 600_000;
    for (let i = 0; i < times; i++) for (const term of terms) sums.add(Float64Array.of(term));
    const exact = terms.reduce((sum, term) => sum + numeratorOf(term) * BigInt(times), 0n);
    const rest = createExactSums(1);
    rest.merge(sums);
    expect(rest.values()[0]).toBe(sums.values()[0]);
    // Taking the leading part away shows the digits below it.
    for (let i = 0; i < times; i++) sums.add(Float64Array.of(-1e40));
    const small = exact - numeratorOf(1e40) * BigInt(times);
    expect(numeratorOf(sums.values()[0]!) - small).toBeLessThanOrEqual(1n << BigInt(small.toString(2).length - 54));
  });

  it("refuses NaN and infinity, and adds nothing of that vector", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const sums = createExactSums(3);
      expect(() => {
        sums.add(Float64Array.of(1, 2, bad));
      }).toThrow(NonFiniteSumError);
      expect(Array.from(sums.values())).toEqual([0, 0, 0]);
    }
  });

  it("refuses them at any place in a vector of any length", () => {
    for (let length = 1; length < 10; length++)
      for (let place = 0; place < length; place++)
        for (const bad of [NaN, Infinity, -Infinity]) {
          const vector = new Float64Array(length).fill(-1e308);
          vector[place] = bad;
          expect(() => {
            checkFinite(vector);
          }).toThrow(`Number ${place} of ${length} is ${bad}`);
        }
    checkFinite(new Float64Array(9).fill(1.7e308));
  });

  it("refuses a vector of another length", () => {
    expect(() => {
      createExactSums(3).add(new Float64Array(2));
    }).toThrow(RangeError);
    expect(() => {
      createExactSums(3).merge(createExactSums(2));
    }).toThrow(RangeError);
  });

  it("of weights of any magnitude takes memory slot by slot, for the digits that it has", () => {
    const length = 30_000;
    const sums = createExactSums(length);
    // Three terms that two numbers cannot hold, far apart and elsewhere in each slot.
    for (let term = 0; term < 3; term++)
      sums.add(
        Float64Array.from({ length }, (_, slot) => (1 + 2 ** -50) * 10 ** (((slot * 37 + term * 101) % 301) - 150)),
      );
    expect(sums.bytes / length).toBeGreaterThan(16);
    // A level of digits for all slots, as soon as one slot needs it, would take 250 bytes a slot.
    expect(sums.bytes / length).toBeLessThan(140);
  });

  it("never takes more memory than is told before", () => {
    for (const length of [1, 3, 200]) {
      const sums = createExactSums(length);
      for (let exponent = -1074; exponent < 1024; exponent += 5)
        sums.add(new Float64Array(length).fill((exponent % 2 === 0 ? 1 : -1.75) * 2 ** exponent));
      const twice = createExactSums(length);
      for (let times = 0; times < 3; times++) twice.merge(sums);
      expect(Math.max(sums.bytes, twice.bytes)).toBeLessThanOrEqual(mostBytesOfSums(length));
      expect(sums.bytes).toBeGreaterThan(0.7 * (mostBytesOfSums(length) - 512));
    }
  });
});

describe("totalOf", () => {
  it("is the exact sum, and beyond all numbers where a part of it is", () => {
    expect(totalOf(Float64Array.of(1e308, 1e308, -1e308))).toBe(1e308);
    expect(totalOf(Float64Array.of(1e308, 1e308, -Infinity))).toBe(-Infinity);
    expect(totalOf(Float64Array.of(Infinity, 1, -Infinity))).toBeNaN();
    expect(totalOf(Float64Array.of())).toBe(0);
  });
});
