import { gzip } from "#runtime/gzip";
import type { Context, MiddlewareHandler } from "hono";
import type { Hold } from "./send-in-pieces.ts";
import { bytesOf, wholeBody } from "./whole-body.ts";

/** Below that, the packed answer would not be smaller by as much as it costs. */
const leastBytes = 1024;

/** On JSON of numbers a tenth of the time that the usual level takes, for one per cent more bytes: somebody waits for it. */
const levelOfAnswers = 3;

/** Text of every kind. Other files, such as ROOT's, are packed already. */
const compressible = /^(text\/|application\/([a-z0-9.+-]+\+)?json\b|image\/svg\+xml)/;

/** Packed forms, each made once and kept as long as what it was made of, for all who ask for that. */
const packedForms = new WeakMap<Uint8Array, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * Packs answers of text above 1 kB with gzip for clients that take it. Streams of events go out as they come: packed, they would wait
 * for more. The work is done in a thread of its own, so that a large answer holds up no other.
 *
 * @param holdFor called with what is packed, which is held in memory meanwhile
 */
export function compression(holdFor?: (c: Context) => Hold): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const type = c.res.headers.get("content-type") ?? "";
    if (type.startsWith("text/event-stream")) return;
    c.res.headers.append("vary", "Accept-Encoding");
    if (c.req.method === "HEAD" || c.res.body === null || c.res.headers.has("content-encoding")) return;
    const coding = chosenCoding(c.req.header("accept-encoding"), ["gzip"]);
    if (!compressible.test(type) || coding === undefined) return;
    const { status, headers, body } = c.res;
    const whole = bytesOf(body) ?? new Uint8Array(await c.res.arrayBuffer());
    const packed = whole.length < leastBytes ? whole : await packedOnce(whole).finally(holdFor?.(c)(whole.buffer));
    c.res = undefined;
    const sent = packed === whole ? headers : packedHeaders(headers, coding);
    c.res = new Response(wholeBody(packed), { status, headers: sent });
  };
}

function packedOnce(whole: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  let packing = packedForms.get(whole);
  if (packing === undefined) {
    packing = gzip(whole, levelOfAnswers);
    packedForms.set(whole, packing);
    // The next one tries again.
    packing.catch(() => packedForms.delete(whole));
  }
  return packing;
}

/** The strongest, for what is packed once and sent often. */
export async function packForGood(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await gzip(bytes, 9));
}

/** Headers of an answer for those of its packed form. A strong tag would say that both have the same bytes. */
export function packedHeaders(headers: Headers, coding: Coding): Headers {
  const packed = new Headers(headers);
  packed.set("content-encoding", coding);
  packed.delete("content-length");
  const tag = packed.get("etag");
  if (tag?.startsWith('"') === true) packed.set("etag", `W/${tag}`);
  return packed;
}

/** How an answer is packed, as Content-Encoding names it. */
export type Coding = "br" | "gzip";

/**
 * The coding that a header Accept-Encoding likes best: each by its name, else by `*`, and none with `q=0`. Of those that it likes alike,
 * the first that is offered. Undefined: the answer goes out as it is.
 *
 * @see RFC 9110, section 12.5.3 (Accept-Encoding).
 */
export function chosenCoding(acceptEncoding: string | undefined, offered: readonly Coding[]): Coding | undefined {
  const weights = new Map(
    (acceptEncoding ?? "").split(",").map((part) => {
      const [coding = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
      const weight = parameters.find((text) => text.startsWith("q="))?.slice(2);
      return [coding, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  const weightOf = (coding: Coding) => weights.get(coding) ?? weights.get("*") ?? 0;
  return offered.filter((coding) => weightOf(coding) > 0).sort((a, b) => weightOf(b) - weightOf(a))[0];
}
