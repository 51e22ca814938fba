import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVariableAxis } from "../histogram/axis.ts";
import { allBins, binAt, binsBetween, binsOfWindow, including, zoomIn, zoomOut } from "./bin-range.ts";

const edges = [80, 85, 90, 95, 100];

describe("zooming", () => {
  it("shows half as many bins around the chosen one", () => {
    expect(zoomIn(allBins(34), 9, 34)).toEqual({ start: 1, stop: 18 });
  });

  it("stays inside the axis", () => {
    expect(zoomIn(allBins(34), 0, 34)).toEqual({ start: 0, stop: 17 });
    expect(zoomIn(allBins(34), 33, 34)).toEqual({ start: 17, stop: 34 });
  });

  it("ends at two bins, or at the only one", () => {
    expect(zoomIn({ start: 4, stop: 6 }, 5, 34)).toEqual({ start: 4, stop: 6 });
    expect(zoomIn(allBins(1), 0, 1)).toEqual({ start: 0, stop: 1 });
  });

  it("goes out again until all bins are in view", () => {
    expect(zoomOut({ start: 8, stop: 12 }, 10, 34)).toEqual({ start: 6, stop: 14 });
    expect(zoomOut({ start: 8, stop: 28 }, 10, 34)).toEqual(allBins(34));
  });

  it("moves as little as needed to show a bin", () => {
    expect(including({ start: 4, stop: 8 }, 8)).toEqual({ start: 5, stop: 9 });
    expect(including({ start: 4, stop: 8 }, 2)).toEqual({ start: 2, stop: 6 });
    const range = { start: 4, stop: 8 };
    expect(including(range, 7)).toBe(range);
  });
});

describe("a dragged range", () => {
  it("holds every bin that it touches, in either direction", () => {
    expect(binsBetween(edges, 86, 91)).toEqual({ start: 1, stop: 3 });
    expect(binsBetween(edges, 91, 86)).toEqual({ start: 1, stop: 3 });
  });

  it("is cut at the ends of the axis", () => {
    expect(binsBetween(edges, 0, 81)).toEqual({ start: 0, stop: 1 });
    expect(binsBetween(edges, 98, 400)).toEqual({ start: 3, stop: 4 });
    expect(binsBetween(edges, 101, 400)).toBeUndefined();
  });
});

describe("a window", () => {
  it("reaches from the nearest edge to the nearest edge", () => {
    expect(binsOfWindow(edges, 85, 95)).toEqual({ start: 1, stop: 3 });
    expect(binsOfWindow(edges, 86, 94)).toEqual({ start: 1, stop: 3 });
  });

  it("is cut at the ends of the axis", () => {
    expect(binsOfWindow(edges, -1000, 1000)).toEqual(allBins(4));
  });

  it("is none where no bin lies between, or where it is no number", () => {
    expect(binsOfWindow(edges, 90, 91)).toBeUndefined();
    expect(binsOfWindow(edges, 95, 85)).toBeUndefined();
    expect(binsOfWindow(edges, Number("x"), Number("y"))).toBeUndefined();
  });
});

describe("the bin at a position", () => {
  const edges = [0, 1, 2.5, 10];

  it.each([
    [0, 0],
    [0.99, 0],
    [1, 1],
    [9.99, 2],
    [10, 2],
    [-0.01, undefined],
    [10.01, undefined],
    [NaN, undefined],
  ])("of %d is %s", (x, bin) => {
    expect(binAt(edges, x)).toBe(bin);
  });

  it("is the one that the histogram's axis fills", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.double({ noNaN: true, min: -100, max: 100 }), { minLength: 2, maxLength: 20 }),
        fc.double({ noNaN: true, min: -110, max: 110 }),
        (numbers, x) => {
          const sorted = [...numbers].map((number) => number + 0).sort((a, b) => a - b);
          fc.pre(sorted.every((edge, i) => i === 0 || edge > sorted[i - 1]!) && x !== sorted.at(-1));
          const stored = createVariableAxis({ edges: sorted }).index(x);
          const isInside = stored > 0 && stored < sorted.length;
          expect(binAt(sorted, x)).toBe(isInside ? stored - 1 : undefined);
        },
      ),
      { seed: 1 },
    );
  });
});
