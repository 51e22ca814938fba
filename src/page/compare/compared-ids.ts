import { pathTo } from "#page/addresses";

/** As many as can be told apart on one plot. */
export const mostCompared = 6;

const letters = ["a", "b", "c", "d", "e", "f"];

/** `/compare?a=ID&b=ID`: the first is what the others are compared with. */
export function comparePath(ids: readonly string[]): string {
  const query = ids.slice(0, mostCompared).map((id, i) => `${letters[i] ?? ""}=${encodeURIComponent(id)}`);
  return pathTo(`/compare?${query.join("&")}`);
}

/** The ids of a query, in the order of their letters, each once. */
export function idsIn(query: string): string[] {
  const given = new URLSearchParams(query);
  return [...new Set(letters.flatMap((letter) => given.get(letter) || []))];
}
