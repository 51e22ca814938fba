import type { Where } from "../../errors/app-error.ts";
import { UnsupportedFormatError } from "../errors.ts";
import type { ByteRange } from "./byte-source.ts";
import { AttemptError, inconsistent } from "./http-failure.ts";

/** What tells one version of a remote file from another. */
export interface Version {
  readonly size: number;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** What an If-Range header may say: a strong ETag, or a date that can no longer stand for two versions. */
  readonly ifRange: string | undefined;
}

export function versionOf(headers: Headers, size: number): Version {
  const etag = headers.get("etag") ?? undefined;
  const lastModified = headers.get("last-modified") ?? undefined;
  return { size, etag, lastModified, ifRange: ifRangeOf(etag, lastModified, headers.get("date")) };
}

/** RFC 9110, 13.1.5: no weak ETag, and a date only if the file was at least a second old when it was sent. */
function ifRangeOf(etag: string | undefined, lastModified: string | undefined, date: string | null) {
  if (etag !== undefined) return etag.startsWith('"') ? etag : undefined;
  const settled = Date.parse(date ?? "") - Date.parse(lastModified ?? "") >= 1000;
  return settled ? lastModified : undefined;
}

/**
 * Refuses an answer about another version of the file than the one that was opened.
 * @param size total size that this answer tells; undefined if it does not.
 */
export function checkVersion(version: Version, headers: Headers, size: number | undefined, where: Where): void {
  const etag = headers.get("etag") ?? undefined;
  const lastModified = headers.get("last-modified") ?? undefined;
  const differences: string[] = [];
  if (size !== undefined && size !== version.size) differences.push(`${version.size} bytes then, ${size} now`);
  if (differ(version.etag, etag)) differences.push("another ETag");
  if (differ(version.lastModified, lastModified)) differences.push("another Last-Modified");
  if (differences.length > 0)
    throw inconsistent(
      `The file changed on the server while it was read (${differences.join(", ")}); read it again from the start`,
      where,
      "never",
    );
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/**
 * The range that a 206 answer says it holds, and the total size, which it may leave open with `*` (RFC 9110, 14.4).
 * @throws {AttemptError} if it does not say so exactly.
 */
export function contentRangeOf(headers: Headers, where: Where): ByteRange & { readonly size: number | undefined } {
  const text = headers.get("content-range");
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text?.trim() ?? "");
  if (match === null)
    throw inconsistent(
      `The server sends a part of the file (206) but ${text === null ? "does not say which" : `calls it "${text.slice(0, 80)}"`} (expected Content-Range: bytes FIRST-LAST/SIZE)`,
      where,
    );
  return { start: Number(match[1]), stop: Number(match[2]) + 1, size: match[3] === "*" ? undefined : Number(match[3]) };
}

/** Total size that a 416 answer tells; undefined if it tells none. */
export function unsatisfiedSizeOf(headers: Headers): number | undefined {
  const match = /^bytes \*\/(\d{1,15})$/i.exec(headers.get("content-range")?.trim() ?? "");
  return match === null ? undefined : Number(match[1]);
}

/** Refuses a part that is not exactly the one asked for. */
export function checkRange(told: ByteRange, asked: ByteRange, where: Where): void {
  if (told.start === asked.start && told.stop === asked.stop) return;
  throw inconsistent(
    `The server sends bytes [${told.start}, ${told.stop}) where [${asked.start}, ${asked.stop}) were asked for`,
    { ...where, offset: asked.start },
  );
}

/** Content-Length, if the answer has a sensible one. */
export function contentLengthOf(headers: Headers): number | undefined {
  const text = headers.get("content-length")?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Refuses a body that is compressed on the way: byte positions in it would mean nothing. */
export function checkEncoding(headers: Headers, where: Where): void {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return;
  throw new AttemptError(
    UnsupportedFormatError,
    "never",
    `The server sends the file in Content-Encoding "${encoding.slice(0, 40)}" although identity was asked for; switch that off for ROOT files`,
    where,
  );
}
