import type { Context } from "hono";
import { wholeBody } from "../../http/whole-body.ts";
import type { BookedAnalysis } from "../../ledger/booked-analysis.ts";

/**
 * The tag of an analysis' state, the same on every plotter. The time of its acceptance stands in it, since the positions of another
 * log start anew.
 */
export function stateTag(analysis: BookedAnalysis): string {
  return `"${Date.parse(analysis.ledger.acceptedAt!).toString(36)}-${analysis.sequence}"`;
}

/** JSON with a tag, or 304 if the client has it already; then `text` is not called. */
export async function answerTagged(
  c: Context,
  tag: string,
  text: () => JsonText | Promise<JsonText>,
): Promise<Response> {
  // `no-cache`: may be kept, and must be asked for each time, which costs a 304.
  const headers = { etag: tag, "cache-control": "no-cache", vary: "Accept" };
  if (holdsTag(c.req.header("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  return answerJson(await text(), 200, headers);
}

/** JSON, or what `jsonBytes` made of it. */
type JsonText = string | Uint8Array<ArrayBuffer>;

/** JSON as it is sent, for an answer that many ask for: they share the bytes, also those who do not read theirs. */
export function jsonBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\n`);
}

export function answerJson(text: JsonText, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(wholeBody(typeof text === "string" ? jsonBytes(text) : text), {
    status,
    headers: { "cache-control": "no-store", ...headers, "content-type": "application/json; charset=utf-8" },
  });
}

/** Whether If-None-Match names this tag; as RFC 9110 says, weak tags are compared like strong ones here. */
export function holdsTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || (ifNoneMatch.match(/"[^"]*"/g)?.includes(tag) ?? false);
}
