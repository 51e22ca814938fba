import { isMap, isNode, isPair, isScalar, isSeq, type Node, Scalar } from "yaml";
import { caretsIn } from "./carets.ts";
import type { SpecText } from "./spec-text.ts";
import { placesInSource, type ScalarStyle } from "./scalar-places.ts";

/** What is wrong, and where in the text: half-open, in UTF-16 units. */
export interface PlacedProblem {
  readonly from: number;
  readonly to: number;
  /** Line of its start, from 1. */
  readonly line: number;
  readonly path: string;
  readonly message: string;
}

/**
 * Puts each problem at its place: the value of that path, or what of it carets point at; of a list or object its key; and of what is
 * missing the nearest thing around it.
 */
export function placeProblems(
  spec: SpecText,
  problems: readonly { readonly path: string; readonly message: string }[],
): PlacedProblem[] {
  return problems.map(({ path, message }) => {
    const [from, to] = rangeOf(spec, path, message);
    return { from, to, line: lineAt(spec.text, from), path, message };
  });
}

/** Line of a place in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function rangeOf({ text, document }: SpecText, path: string, message: string): [number, number] {
  let node: unknown = document.contents;
  let key: Node | undefined;
  let isWhole = true;
  for (const part of pathParts(path)) {
    const [nextKey, next] = childOf(node, part);
    if (next === undefined && nextKey === undefined) {
      isWhole = false;
      break;
    }
    // An element of a list has no key: then the one around it is the next best.
    key = nextKey;
    node = next;
  }
  if (isScalar(node) && isWhole) return rangeInScalar(text, node, message);
  const shown = key ?? (isNode(node) ? node : undefined);
  const [start = 0, end = text.length] = shown?.range ?? [];
  const stop = Math.min(end, endOfLine(text, start));
  return [start, Math.max(start, stop)];
}

function childOf(node: unknown, part: string | number): [Node | undefined, unknown] {
  if (isSeq(node)) return [undefined, node.items[Number(part)]];
  if (!isMap(node)) return [undefined, undefined];
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part));
  return isNode(pair?.key) ? [pair.key, pair.value ?? undefined] : [undefined, undefined];
}

function rangeInScalar(text: string, scalar: Scalar, message: string): [number, number] {
  const [start, end] = scalar.range ?? [0, 0];
  const span = typeof scalar.value === "string" ? caretsIn(message, scalar.value) : undefined;
  if (span === undefined || typeof scalar.value !== "string") return [start, Math.min(end, endOfLine(text, start))];
  const places = placesInSource(scalar.value, text.slice(start, end), styleOf(scalar));
  const placeOf = (index: number) => start + places[Math.min(index, places.length - 1)]!;
  const [from, to] = [placeOf(span.start), placeOf(span.stop)];
  // What is missing at the end has no width: the last character stands for it.
  return to > from ? [from, to] : [placeOf(Math.max(0, span.start - 1)), from];
}

function styleOf({ type }: Scalar): ScalarStyle {
  if (type === Scalar.QUOTE_DOUBLE) return "double";
  if (type === Scalar.QUOTE_SINGLE) return "single";
  return type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL ? "block" : "plain";
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

/** `groups[1].samples[0]["a b"]` → its parts. */
export function pathParts(path: string): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const [, name, index, quoted] of path.matchAll(/([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g))
    parts.push(name ?? (index === undefined ? (JSON.parse(quoted!) as string) : Number(index)));
  return parts;
}
