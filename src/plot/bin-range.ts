/** Some bins of an axis, half-open: start, …, stop - 1. Zoom and windows are made of whole bins. */
export interface BinRange {
  readonly start: number;
  readonly stop: number;
}

export function allBins(bins: number): BinRange {
  return { start: 0, stop: bins };
}

/** Half as many bins around the given one, at least two (where there are two). */
export function zoomIn(range: BinRange, around: number, bins: number): BinRange {
  const length = Math.max(Math.min(2, bins), Math.ceil((range.stop - range.start) / 2));
  return rangeAround(around, length, bins);
}

/** Twice as many bins. */
export function zoomOut(range: BinRange, around: number, bins: number): BinRange {
  return rangeAround(around, Math.min(bins, 2 * (range.stop - range.start)), bins);
}

/** The range moved, as little as needed, so that the bin is in it. */
export function including(range: BinRange, bin: number): BinRange {
  const length = range.stop - range.start;
  if (bin < range.start) return { start: bin, stop: bin + length };
  if (bin >= range.stop) return { start: bin + 1 - length, stop: bin + 1 };
  return range;
}

/** All bins that lie between two values, in whole or in part; undefined if the values are outside the axis. */
export function binsBetween(edges: readonly number[], from: number, to: number): BinRange | undefined {
  const bins = edges.length - 1;
  const [low, high] = from <= to ? [from, to] : [to, from];
  if (high < edges[0]! || low > edges[bins]!) return undefined;
  const start = binAt(edges, Math.max(low, edges[0]!)) ?? 0;
  const last = binAt(edges, Math.min(high, edges[bins]!)) ?? bins - 1;
  return { start, stop: last + 1 };
}

/** The bins between the two edges that are nearest to the given values; undefined if it is the same edge. */
export function binsOfWindow(edges: readonly number[], from: number, to: number): BinRange | undefined {
  const start = nearestEdge(edges, from);
  const stop = nearestEdge(edges, to);
  return start < stop ? { start, stop } : undefined;
}

function nearestEdge(edges: readonly number[], x: number): number {
  if (!(x > edges[0]!)) return 0;
  const bin = binAt(edges, x);
  if (bin === undefined) return edges.length - 1;
  return x - edges[bin]! < edges[bin + 1]! - x ? bin : bin + 1;
}

function rangeAround(around: number, length: number, bins: number): BinRange {
  const start = Math.min(Math.max(0, around - Math.floor(length / 2)), bins - length);
  return { start, stop: start + length };
}

/** The bin that x lies in, [edges[i], edges[i + 1]); the upper edge of the last bin belongs to it here, so that a cursor can stand there. */
export function binAt(edges: readonly number[], x: number): number | undefined {
  const bins = edges.length - 1;
  if (!(x >= edges[0]!) || x > edges[bins]!) return undefined;
  let low = 0;
  let high = bins;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}
