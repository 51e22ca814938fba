import type { Context } from "hono";
import { TimeSlices } from "../../async/time-slices.ts";
import { toJsonTextInSteps } from "../../protocol/documents/json-text.ts";
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

/** JSON, or what `largeJsonBytes` made. */
type JsonText = string | Uint8Array<ArrayBuffer>;

function jsonBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\n`);
}

/** JSON as it is sent, of a document that may be large: others have their turn while it is written. */
export async function largeJsonBytes(document: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const slices = new TimeSlices(5, 1);
  return jsonBytes(await toJsonTextInSteps(document, () => slices.step()));
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
