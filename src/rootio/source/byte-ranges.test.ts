import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorruptFileError, ShortReadError } from "../errors.ts";
import { checkRanges, coalesce, split } from "./byte-ranges.ts";

const range = (start: number, stop: number) => ({ start, stop });

const anyRanges = fc.array(
  fc.tuple(fc.nat(1000), fc.nat(100)).map(([start, length]) => range(start, start + length)),
  { maxLength: 30 },
);

describe("checkRanges", () => {
  test("takes ranges up to the last byte, and empty ones at the end", () => {
    expect(() => {
      checkRanges([range(0, 10), range(10, 10), range(3, 3)], 10, "f");
    }).not.toThrow();
  });

  test("a range past the end is a short read that names file, range and size", () => {
    expect(() => {
      checkRanges([range(5, 11)], 10, "x.root");
    }).toThrow(ShortReadError);
    expect(() => {
      checkRanges([range(5, 11)], 10, "x.root");
    }).toThrow(/\[5, 11\).*10 bytes.*file x\.root/);
  });

  test.each([
    [-1, 5],
    [5, 4],
    [0.5, 2],
    [Number.NaN, 2],
    [0, Number.POSITIVE_INFINITY],
    [0, 2 ** 60],
  ])("[%d, %d) is no range, so the file is damaged", (start, stop) => {
    expect(() => {
      checkRanges([range(start, stop)], 2 ** 70, "f");
    }).toThrow(CorruptFileError);
  });
});

describe("coalesce", () => {
  test("joins ranges over a gap up to the limit, whatever their order", () => {
    const ranges = [range(200, 300), range(0, 100), range(110, 150), range(311, 320)];
    expect(coalesce(ranges, 10, 1000)).toEqual([
      { start: 0, stop: 150, members: [1, 2] },
      { start: 200, stop: 300, members: [0] },
      { start: 311, stop: 320, members: [3] },
    ]);
  });

  test("stops joining at the largest request, but never cuts a range or splits overlapping ones", () => {
    expect(coalesce([range(0, 60), range(60, 120), range(100, 300)], 10, 100)).toEqual([
      { start: 0, stop: 60, members: [0] },
      { start: 60, stop: 300, members: [1, 2] },
    ]);
  });

  test("leaves empty ranges out", () => {
    expect(coalesce([range(5, 5), range(0, 0)], 10, 100)).toEqual([]);
  });

  test("every range lies in the one segment that names it, and no two segments overlap", () => {
    fc.assert(
      fc.property(anyRanges, fc.nat(50), fc.integer({ min: 1, max: 300 }), (ranges, gap, max) => {
        const segments = coalesce(ranges, gap, max);
        const named = segments.flatMap((segment) => {
          for (const member of segment.members) {
            expect(ranges[member]!.start).toBeGreaterThanOrEqual(segment.start);
            expect(ranges[member]!.stop).toBeLessThanOrEqual(segment.stop);
          }
          return segment.members;
        });
        const nonEmpty = ranges.flatMap(({ start, stop }, i) => (stop > start ? [i] : []));
        expect(named.toSorted((a, b) => a - b)).toEqual(nonEmpty);
        for (let i = 1; i < segments.length; i++)
          expect(segments[i]!.start).toBeGreaterThanOrEqual(segments[i - 1]!.stop);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("split", () => {
  test("cuts into the fewest pieces, nearly equal, without a hole", () => {
    expect(split(range(100, 100), 10)).toEqual([]);
    expect(split(range(100, 110), 10)).toEqual([range(100, 110)]);
    expect(split(range(100, 121), 10)).toEqual([range(100, 107), range(107, 114), range(114, 121)]);
  });
});
