import { createHash } from "node:crypto";

/** Bytes of a message that are kept free for its headers: the server's limit counts both. */
export const HEADER_ROOM = 16_384;

const MAX_KEY_CHARACTERS = 1000;

/** Any text as one line for a header: a JSON string. */
export function toHeader(text: string): string {
  return JSON.stringify(text);
}

/** The inverse of `toHeader`; a text that it did not make comes back as it is. */
export function fromHeader(header: string): string {
  try {
    const text: unknown = JSON.parse(header);
    return typeof text === "string" ? text : header;
  } catch {
    return header;
  }
}

/** The key under which the server knows a message, whatever characters the caller's key has; a long one by its hash. */
export function toMessageId(kind: "work" | "log", analysis: string, key: string): string {
  const short = key.length <= MAX_KEY_CHARACTERS ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`;
  return `${kind}/${analysis}/${toHeader(short)}`;
}
