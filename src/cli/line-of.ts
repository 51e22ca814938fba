import { isMap, isNode, isSeq, LineCounter, parseDocument } from "yaml";

/** In longer texts nobody looks for a line by its number, and this takes as long as reading them again. */
const mostCharacters = 200_000;

/**
 * The line, from 1 on, at which a place of a document stands in its text, JSON or YAML: that of the key, or of the element of a list. Of a place
 * that is not there it is that of the innermost part around it.
 *
 * @param place such as `define[0].expression`
 * @returns undefined if the text is too long or cannot be read
 */
export function lineOf(text: string, place: string): number | undefined {
  if (text.length > mostCharacters) return undefined;
  const lineCounter = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter, logLevel: "silent" }).contents;
  if (!isNode(node)) return undefined;
  let start = node.range?.[0];
  for (const part of place.match(/[^.[\]"]+/g) ?? []) {
    const pair = isMap(node) ? node.items.find(({ key }) => String(key) === part) : undefined;
    const next: unknown = isSeq(node) ? node.items[Number(part)] : pair?.value;
    const shown: unknown = pair?.key ?? next;
    if (isNode(shown)) start = shown.range?.[0] ?? start;
    node = next;
  }
  return start === undefined ? undefined : lineCounter.linePos(start).line;
}
