import { expect } from "vitest";
import { numericAxisOf } from "../../src/histogram/axes.ts";
import type { Histogram } from "../../src/histogram/histogram.ts";

/** How far numbers may be apart, relative to the larger; 0 asks for the same number. */
export interface Tolerance {
  readonly relative: number;
}

const shown = 5;

/**
 * What tells two histograms apart, in the order in which one would look: the axes first, then the storage, with the first few
 * differing bins and how many more there are; empty if nothing does.
 */
export function differencesOf(actual: Histogram, expected: Histogram, tolerance: Tolerance): string[] {
  const axes = axisDifferences(actual, expected);
  if (axes.length > 0) return axes;
  return (["entries", "sumw", "sumw2"] as const).flatMap((storage) => {
    const bins: string[] = [];
    actual[storage].forEach((value, i) => {
      const wanted = expected[storage][i]!;
      if (!isClose(value, wanted, tolerance))
        bins.push(`${storage} of ${describeBin(actual, i)}: ${value}, expected ${wanted}`);
    });
    const more = bins.length - shown;
    return more > 0 ? [...bins.slice(0, shown), `and ${more} more in ${storage}`] : bins;
  });
}

/** Fails unless both have the same axis and every number is close, flow bins included; the message says what differs. */
export function expectHistogram(actual: Histogram, expected: Histogram, tolerance: Tolerance = { relative: 0 }): void {
  expect(differencesOf(actual, expected, tolerance)).toEqual([]);
}

function axisDifferences(actual: Histogram, expected: Histogram): string[] {
  const [a, b] = [numericAxisOf(actual), numericAxisOf(expected)];
  if (a.bins !== b.bins) return [`axis: ${a.bins} bins, expected ${b.bins}`];
  const edge = a.edges.findIndex((value, i) => value !== b.edges[i]);
  return edge === -1 ? [] : [`axis: edge ${edge} is ${a.edges[edge]!}, expected ${b.edges[edge]!}`];
}

function describeBin(histogram: Histogram, index: number): string {
  const axis = numericAxisOf(histogram);
  if (index === 0) return "underflow";
  if (index === axis.bins + 1) return "overflow";
  return `bin ${index - 1} [${axis.edges[index - 1]!}, ${axis.edges[index]!})`;
}

function isClose(a: number, b: number, { relative }: Tolerance): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
}
