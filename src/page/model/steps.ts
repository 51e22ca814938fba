/**
 * How bins become columns for uPlot, in this file alone. uPlot wants columns of one length over ascending x: n bins become their n + 1
 * edges, each content stands at the lower edge of its bin, and the last one is repeated at the upper edge, where the last step ends.
 */

/** Column of one histogram: contents.length + 1 numbers. */
export function stepColumn(contents: ArrayLike<number>): number[] {
  const column = Array.from(contents);
  if (column.length > 0) column.push(column[column.length - 1]!);
  return column;
}

/** Column of something that is not drawn. */
export function emptyColumn(bins: number): null[] {
  return Array.from({ length: bins + 1 }, () => null);
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

export function binCentre(edges: readonly number[], bin: number): number {
  return (edges[bin]! + edges[bin + 1]!) / 2;
}
