/**
 * The names closest to `wanted` by edit distance (case ignored; two neighbours that changed places are one edit), best first; for
 * "did you mean".
 *
 * @param limit at most so many; names further away than half of their length are left out.
 */
export function nearestNames(wanted: string, names: Iterable<string>, limit = 3): string[] {
  const scored: { name: string; distance: number }[] = [];
  const target = wanted.toLowerCase().slice(0, 64);
  for (const name of names) {
    const distance = editDistance(target, name.toLowerCase().slice(0, 64));
    if (distance <= Math.max(2, Math.ceil(Math.max(target.length, name.length) / 2))) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map((s) => s.name);
}

/** Optimal string alignment: Levenshtein's distance with swapped neighbours, in three rows. */
function editDistance(a: string, b: string): number {
  let beforeThat: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? beforeThat[j - 2]! + 1 : Infinity;
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution, swap);
    }
    [beforeThat, previous] = [previous, current];
  }
  return previous[b.length]!;
}
