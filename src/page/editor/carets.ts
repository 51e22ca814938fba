import { messageParts } from "../frame/message-parts.ts";

/**
 * The part of an expression that a message points at with carets; undefined if it points at none, or at another expression.
 *
 * Messages show some fifty characters before and behind, and `…` where they leave something out.
 */
export function caretsIn(
  message: string,
  expression: string,
): { readonly start: number; readonly stop: number } | undefined {
  const pointed = messageParts(message).find((part) => part.pointed);
  if (pointed === undefined) return undefined;
  const [line = "", carets = ""] = pointed.text.split("\n");
  const start = carets.indexOf("^");
  const shown = line.slice(2);
  const printed = expression.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
  for (const [lead, tail] of cuts) {
    if (!(shown.startsWith(lead) && shown.endsWith(tail))) continue;
    const part = shown.slice(lead.length, shown.length - tail.length);
    const from = tail === "" ? printed.length - part.length : lead === "" ? 0 : printed.indexOf(part);
    if (from < 0 || (lead === "") !== (from === 0) || !printed.startsWith(part, from)) continue;
    const place = from + start - 2 - lead.length;
    return { start: place, stop: Math.min(place + carets.length - start, expression.length) };
  }
  return undefined;
}

/** What may be left out: nothing, the end, the start, both. */
const cuts = [
  ["", ""],
  ["", "…"],
  ["…", ""],
  ["…", "…"],
] as const;
