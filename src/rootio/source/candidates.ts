import { join } from "node:path";
import { AppError } from "../../errors/app-error.ts";
import { LocationRefusedError, NoCandidateError, ServerUnreachableError, SourceNotFoundError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { parseHttpUrl, schemeOf, unsupportedScheme } from "./location.ts";
import { openSource, type SourceOptions } from "./open-source.ts";

export interface Places {
  /** Local directories that hold copies, in the layout of the release. */
  readonly mirrors: readonly string[];
  /** URLs that relative paths are appended to. */
  readonly baseUrls: readonly string[];
}

/**
 * Where a file of a spec may be found, best first: each mirror, then each base URL.
 *
 * A path is relative (`Data/data_A.4lep.root`) or an absolute http(s) URL. A URL below one of the base URLs is looked for
 * in the mirrors too, by the rest of its path; any other URL stands for itself alone. A path never leaves its mirror
 * (symbolic links inside a mirror are its owner's choice).
 *
 * @throws {LocationRefusedError} for absolute paths, `..`, backslashes and control characters, and a mirror that is a URL.
 * @throws {UnsupportedFormatError} for schemes other than http(s).
 */
export function candidateLocations(path: string, places: Places): string[] {
  const scheme = schemeOf(path);
  if (scheme === undefined) {
    const segments = segmentsOf(path, path);
    return [...inMirrors(segments, places), ...places.baseUrls.map((base) => append(base, segments))];
  }
  if (scheme !== "http" && scheme !== "https") throw unsupportedScheme(path, scheme);
  const url = parseHttpUrl(path);
  const rest = places.baseUrls.map((base) => below(url, base)).find((found) => found !== undefined);
  return rest === undefined ? [url.href] : [...inMirrors(segmentsOf(decode(rest, path), path), places), url.href];
}

/**
 * Opens the first candidate that can be opened; one that cannot is passed over, but its reason is kept. A server that gives
 * no sign of life is asked once, not for each of its URLs.
 *
 * @throws {NoCandidateError} if several fail: lists each with its reason. A single one's own error is thrown as it is.
 * @throws {SourceNotFoundError} without any candidate.
 */
export async function openFirst(candidates: readonly string[], options: SourceOptions = {}): Promise<ByteSource> {
  const failures: { location: string; error: AppError }[] = [];
  /** Servers that gave no sign of life; waiting for each of their URLs would multiply the time until the user knows. */
  const silent = new Map<string, AppError>();
  for (const location of candidates) {
    options.signal?.throwIfAborted();
    const origin = originOf(location);
    const known = origin === undefined ? undefined : silent.get(origin);
    if (known !== undefined) {
      failures.push({ location, error: known });
      continue;
    }
    try {
      return await openSource(location, options);
    } catch (error) {
      // Anything else is a fault of ours or the caller's wish to stop, and no reason to look further.
      if (!(error instanceof AppError)) throw error;
      failures.push({ location: error.where.file ?? location, error });
      if (origin !== undefined && error instanceof ServerUnreachableError) silent.set(origin, error);
    }
  }
  const [only, ...others] = failures;
  if (only === undefined)
    throw new SourceNotFoundError("There is no place to look for the file: give a mirror directory or a base URL");
  throw others.length === 0 ? only.error : new NoCandidateError(failures);
}

function originOf(location: string): string | undefined {
  const scheme = schemeOf(location);
  return scheme === "http" || scheme === "https" ? parseHttpUrl(location).origin : undefined;
}

/** The parts of a relative path, checked. */
function segmentsOf(path: string, file: string): string[] {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  const fault = path.startsWith("/")
    ? "is absolute"
    : segments.includes("..")
      ? 'has ".." in it'
      : path.includes("\\")
        ? "has a backslash in it"
        : /\p{Cc}/u.test(path)
          ? "has a control character in it"
          : segments.length === 0
            ? "is empty"
            : undefined;
  if (fault === undefined) return segments;
  throw new LocationRefusedError(
    `The path of a file ${fault}; expected one relative to a mirror or base URL (Data/data_A.4lep.root), or an http(s) URL`,
    { file: JSON.stringify(file) },
  );
}

function inMirrors(segments: readonly string[], { mirrors }: Places): string[] {
  return mirrors.map((mirror) => {
    if (schemeOf(mirror) !== undefined)
      throw new LocationRefusedError("A mirror is a local directory; a server belongs to the base URLs", {
        file: mirror,
      });
    return join(mirror, ...segments);
  });
}

function append(base: string, segments: readonly string[]): string {
  const url = parseHttpUrl(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${segments.map(encodeURIComponent).join("/")}`;
  return url.href;
}

/** What a URL has behind a base URL, still encoded; undefined if it does not lie below it. */
function below(url: URL, base: string): string | undefined {
  const root = parseHttpUrl(base);
  const folder = `${root.pathname.replace(/\/+$/, "")}/`;
  return url.origin === root.origin && url.pathname.startsWith(folder) ? url.pathname.slice(folder.length) : undefined;
}

function decode(encoded: string, file: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw new LocationRefusedError("The URL has a broken percent sign in its path", { file }, { cause });
  }
}
