import { join } from "#runtime/local-files";
import { LocationRefusedError } from "../errors.ts";
import { madeScheme, parseHttpUrl, parseWebUrl, schemeAdvice, schemeOf, withoutLogin } from "./location.ts";

export interface Places {
  /** Local directories that hold copies, in the layout of the release. */
  readonly mirrors: readonly string[];
  /** URLs that relative paths are appended to. */
  readonly baseUrls: readonly string[];
}

/** How a spec names a file, understood: parts of a path below mirrors and base URLs, or a URL, or one that is both. */
export interface NamedFile {
  readonly url?: URL;
  readonly segments?: readonly string[];
}

/**
 * Where a file of a spec may be found, best first: each mirror, then each base URL.
 *
 * A path is relative (`Data/data_A.4lep.root`), an absolute http(s) URL, or the address of a file that is made when it is read. A URL below one of the base URLs is looked for
 * in the mirrors too, by the rest of its path; any other URL stands for itself alone. A path never leaves its mirror by what
 * is written in it; symbolic links are for the one who opens it.
 *
 * A base URL with a user or password in it is not refused here but when it is opened, so that the mirrors come first.
 * @throws {LocationRefusedError} as `readFileName`; and for a mirror that is a URL, and a base URL that is none.
 */
export function candidateLocations(path: string, { mirrors, baseUrls }: Places): string[] {
  const roots = baseUrls.map((base) => parseWebUrl(base));
  const { url, segments } = readFileName(path, roots);
  return [
    ...(segments === undefined ? [] : mirrors.map((mirror) => inMirror(mirror, segments))),
    ...(url !== undefined ? [url.href] : roots.map((root) => append(root, segments ?? []))),
  ];
}

/**
 * Reads how a spec names a file; opens nothing.
 *
 * @param roots the base URLs.
 * @throws {LocationRefusedError} for absolute paths, `..` and slashes in any spelling, backslashes, control characters, schemes
 * other than http(s) and `toy`, and URLs with a user or password.
 */
export function readFileName(path: string, roots: readonly URL[]): NamedFile {
  const fault = characterFault(path);
  if (fault !== undefined) throw refused(path, fault);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(path)?.[1]?.toLowerCase();
  if (scheme === undefined) return { segments: segmentsOf(path, path) };
  if (scheme === madeScheme) return { url: parseMadeUrl(path) };
  if (scheme !== "http" && scheme !== "https")
    throw new LocationRefusedError(schemeAdvice(path, scheme), { file: shown(path) });
  // Once it is parsed, the dots are gone.
  if (dots.test(path.split(/[?#]/)[0] ?? "")) throw refused(path, hasDots);
  const url = parseHttpUrl(path);
  const rest = roots.map((root) => below(url, root)).find((found) => found !== undefined);
  return rest === undefined ? { url } : { url, segments: segmentsOf(decode(rest, path), path) };
}

function parseMadeUrl(path: string): URL {
  if (URL.canParse(path)) return new URL(path);
  throw new LocationRefusedError(`This is not an address of the scheme "${madeScheme}:"`, { file: shown(path) });
}

const dots = /(^|\/)(\.|%2e){2}(\/|$)/i;
const hasDots = 'has ".." in it';
/** Nobody names a file so; a server on the way might decode it once more. */
const encoded = /%(2f|5c|[01][\da-f]|7f)/i;

function characterFault(path: string): string | undefined {
  if (/[\p{Cc}\p{Cs}]/u.test(path)) return "has a control character or half a character in it";
  return path.includes("\\") ? "has a backslash in it" : undefined;
}

/** The parts of a relative path, checked. */
function segmentsOf(path: string, file: string): string[] {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  const fault =
    characterFault(path) ??
    (path.startsWith("/")
      ? "is absolute"
      : dots.test(path)
        ? hasDots
        : encoded.test(path)
          ? "has a percent-encoded slash, backslash or control character in it"
          : segments.length === 0
            ? "is empty"
            : undefined);
  if (fault !== undefined) throw refused(file, fault);
  return segments;
}

function refused(path: string, fault: string): LocationRefusedError {
  return new LocationRefusedError(
    `The path of a file ${fault}; expected one relative to a mirror or base URL (Data/data_A.4lep.root), or an http(s) URL`,
    { file: shown(path) },
  );
}

function shown(path: string): string {
  return JSON.stringify(withoutLogin(path).slice(0, 200));
}

function inMirror(mirror: string, segments: readonly string[]): string {
  if (schemeOf(mirror) === undefined) return join(mirror, ...segments);
  throw new LocationRefusedError("A mirror is a local directory; a server belongs to the base URLs", { file: mirror });
}

function append(root: URL, segments: readonly string[]): string {
  const url = new URL(root);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${segments.map(encodeURIComponent).join("/")}`;
  return url.href;
}

/** What a URL has behind a base URL, still encoded; undefined if it does not lie below it. */
function below(url: URL, root: URL): string | undefined {
  const folder = `${root.pathname.replace(/\/+$/, "")}/`;
  return url.origin === root.origin && url.pathname.startsWith(folder) ? url.pathname.slice(folder.length) : undefined;
}

function decode(rest: string, path: string): string {
  if (encoded.test(rest)) throw refused(path, "has a percent-encoded slash, backslash or control character in it");
  try {
    return decodeURIComponent(rest);
  } catch (cause) {
    throw new LocationRefusedError("The URL has a broken percent sign in its path", { file: shown(path) }, { cause });
  }
}
