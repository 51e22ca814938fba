/**
 * Finds a name for each that nothing else has, by putting "_" behind it until it is free. Those that are free keep theirs, whatever the
 * order.
 *
 * @param wanted all different
 * @param taken gets the names found
 * @returns in the order of `wanted`
 */
export function distinctNames(wanted: readonly string[], taken: Set<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const inTheWay = wanted.filter((name) => taken.has(name));
  for (const name of wanted) {
    if (taken.has(name)) continue;
    found.set(name, name);
    taken.add(name);
  }
  for (const name of inTheWay) {
    let free = `${name}_`;
    while (taken.has(free)) free += "_";
    found.set(name, free);
    taken.add(free);
  }
  return new Map(wanted.map((name) => [name, found.get(name)!]));
}
