/** What a histogram that names its regions calls all events that pass the cuts. */
export const inclusiveRegion = "inclusive";

/** Names of the regions in which a histogram is filled: `inclusive` first, then in the order of the recipe. */
export function regionsOf(
  { regions: wanted }: { readonly regions?: readonly string[] | undefined },
  { regions = [] }: { readonly regions?: readonly { readonly name: string }[] | undefined },
): string[] {
  const all = [inclusiveRegion, ...regions.map(({ name }) => name)];
  return wanted === undefined ? all : all.filter((name) => wanted.includes(name));
}
