import type { BasketTables } from "./branch-outline.ts";
import type { Tree } from "./tree.ts";

/** Bytes on disk that one partition should have: some tens of milliseconds of work, so that many workers share a file evenly. */
export const targetBytes = 8 * 1024 * 1024;
/** A partition may be so many times smaller or larger, where that saves unpacking baskets twice. */
const tolerance = 4;
/** What doubling or halving the size of a partition is worth, as a fraction of its bytes read twice. */
const sizePenalty = 0.05;

/**
 * Borders of a tree's partitions: `[0, …, entries]`, ascending; `[0]` for an empty tree.
 *
 * They follow from the tree alone, never from the number of workers or the branches asked for, so that every run adds the
 * same numbers in the same groups. A basket that lies across a border is unpacked by both sides; so borders stand where few
 * bytes lie across, which in files with clusters is between clusters, as long as partitions stay near {@link targetBytes}.
 */
export function planPartitions(tree: Tree): number[] {
  if (tree.entries === 0) return [0];
  const tables = tree.metadata.branches.map((branch) => branch.baskets());
  const places = cutPlaces(tables, tree.entries);
  const edges = [0];
  let from = 0; // index into places of the last border
  const last = places.length - 1;
  while (from < last) {
    const next = bestCut(places, from);
    edges.push(places[next]!.entry);
    from = next;
  }
  return edges;
}

/** An entry at which some basket starts. */
interface CutPlace {
  readonly entry: number;
  /** Bytes on disk of all that stands before it. */
  readonly bytesBefore: number;
  /** Bytes on disk of the baskets that a border here would cut in two. */
  readonly bytesAcross: number;
}

function bestCut(places: readonly CutPlace[], from: number): number {
  const start = places[from]!.bytesBefore;
  let best = -1;
  let bestScore = Infinity;
  for (let i = from + 1; i < places.length; i++) {
    const bytes = places[i]!.bytesBefore - start;
    const isEnd = i === places.length - 1;
    if (bytes < targetBytes / tolerance && !isEnd) continue;
    if (bytes > targetBytes * tolerance && best !== -1) break;
    const left = places.at(-1)!.bytesBefore - places[i]!.bytesBefore;
    if (!isEnd && left < targetBytes / tolerance) continue; // no crumbs at the end
    const score =
      places[i]!.bytesAcross / Math.max(bytes, 1) + sizePenalty * Math.abs(Math.log2(Math.max(bytes, 1) / targetBytes));
    if (score < bestScore) {
      best = i;
      bestScore = score;
    }
    if (bytes > targetBytes * tolerance) break; // nothing in the window: the first place behind it
  }
  return best === -1 ? places.length - 1 : best;
}

function cutPlaces(branches: readonly BasketTables[], entries: number): CutPlace[] {
  // Per entry at which anything changes: bytes per entry that begin or end, and bytes of whole baskets that do.
  const changes = new Map<number, { density: number; open: number; close: number }>();
  const at = (entry: number): { density: number; open: number; close: number } => {
    let change = changes.get(entry);
    if (change === undefined) changes.set(entry, (change = { density: 0, open: 0, close: 0 }));
    return change;
  };
  at(0);
  at(entries);
  for (const branch of branches)
    for (const [start, stop, bytes] of basketsOf(branch)) {
      if (stop <= start || stop > entries) continue;
      const opening = at(start);
      const closing = at(stop);
      opening.density += bytes / (stop - start);
      opening.open += bytes;
      closing.density -= bytes / (stop - start);
      closing.close += bytes;
    }
  const places: CutPlace[] = [];
  let density = 0;
  let open = 0;
  let bytesBefore = 0;
  let previous = 0;
  for (const entry of [...changes.keys()].sort((a, b) => a - b)) {
    const change = changes.get(entry)!;
    bytesBefore += density * (entry - previous);
    open -= change.close;
    places.push({ entry, bytesBefore, bytesAcross: Math.max(0, open) });
    open += change.open;
    density += change.density;
    previous = entry;
  }
  return places;
}

function* basketsOf(branch: BasketTables): Generator<readonly [start: number, stop: number, bytes: number]> {
  let start = 0;
  for (let i = 0; i < branch.basketLengths.length; i++) {
    const stop = branch.basketEntries[i + 1] ?? start;
    yield [start, stop, branch.basketLengths[i]!];
    start = stop;
  }
  for (const basket of branch.embedded) {
    yield [start, start + basket.entries, basket.bytes];
    start += basket.entries;
  }
}
