import type { Where } from "../../errors/app-error.ts";

/** The text of an expression and where it stands, for messages. */
export interface ExpressionSource {
  readonly text: string;
  readonly where: Where;
}

/** Half-open range of characters of the text. */
export interface Span {
  readonly start: number;
  readonly stop: number;
}

const before = 50;
const after = 50;

/**
 * Two lines: the text around the span (at most 100 characters or so, one line), and carets below the span.
 *
 * Control characters are shown as blanks, so that a text from elsewhere cannot play with a terminal.
 */
export function pointAt(text: string, span: Span): string {
  const from = Math.max(0, span.start - before);
  const to = Math.min(text.length, span.start + after);
  const lead = from > 0 ? "…" : "";
  const tail = to < text.length ? "…" : "";
  const carets = Math.max(1, Math.min(span.stop, to) - span.start);
  const line = `  ${lead}${printable(text.slice(from, to))}${tail}`;
  return `${line}\n${" ".repeat(2 + lead.length + span.start - from)}${"^".repeat(carets)}`;
}

/** The part of the text that a span covers, cut to `limit` characters. */
export function quote(text: string, span: Span, limit = 80): string {
  const part = printable(text.slice(span.start, Math.min(span.stop, span.start + limit + 1)));
  return part.length > limit ? `${part.slice(0, limit)}…` : part;
}

/** A name or text from elsewhere for a message: control characters as blanks, at most `limit` characters. */
export function showText(text: string, limit = 80): string {
  return quote(text, { start: 0, stop: text.length }, limit);
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}
