import { readToyAddress, ToyAddressError, toyAddress } from "./toy/toy-address.ts";

const plainHost = String.raw`(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*`;
const plainSegment = String.raw`[A-Za-z0-9_~-][A-Za-z0-9_.~-]*`;
const plain = new RegExp(`^(?:https?://${plainHost}/)?${plainSegment}(?:/${plainSegment})*$`);

/**
 * Whether a name is as nearly all are: a path of letters, digits, `_`, `~`, `-`, dots and single slashes, alone or behind a host with a name in
 * small letters. It is its own one spelling, and nothing is wrong with it. There may be 100,000 in a request, so that this is asked first.
 */
export function isPlainName(name: string): boolean {
  return plain.test(name);
}

/** `https://host` of a plain name; undefined of a path. */
export function originOfPlain(name: string): string | undefined {
  const host = name.indexOf("://");
  return host < 0 ? undefined : name.slice(0, name.indexOf("/", host + 3));
}

/**
 * The one spelling of a file name that says the same in every place: `./`, `//` and a `/` at the end of a relative path; host and scheme in
 * capitals, the scheme's own port, `/./`, and percent-encoded letters, digits and `-._~` of a URL (RFC 3986, 6.2). A name without any of
 * these stays as it is, bit by bit, as the ids of analyses hang on it.
 *
 * A relative path is the name of a file on a disk too, so a percent sign in it is only that. `..` stays, and is refused where it is read.
 */
export function normalFileName(name: string): string {
  if (isPlainName(name)) return name;
  if (hasScheme(name)) return normalUrl(name);
  const segments = segmentsOf(name);
  const joined = segments.join("/");
  // Nothing is left of "./"; what reads it says so.
  if (segments.length === 0) return name;
  // Behind "./", a colon is part of a name; without it, it would end a scheme.
  return hasScheme(joined) ? `./${joined}` : joined;
}

/**
 * Gives names keys. Two names of one sample with the same key are the same file, as far as names tell: a URL below a base URL and the path
 * below it, addresses of the toy with their options in another order, and slashes that a server takes for one.
 *
 * @param baseUrls those of the release
 */
export function createFileKeys(baseUrls: readonly string[]): (name: string) => string {
  const folders = baseUrls.map(folderOf);
  const below = (place: string): string | undefined => {
    const folder = folders.find((folder) => place.startsWith(folder));
    return folder === undefined ? undefined : decoded(place.slice(folder.length));
  };
  return (name) => {
    if (isPlainName(name)) return below(name) ?? name;
    const normal = normalFileName(name);
    if (!hasScheme(normal)) return segmentsOf(normal).join("/");
    const toy = toyKey(normal);
    if (toy !== undefined) return toy;
    const url = plainUrl(normal);
    if (url === undefined) return normal;
    const place = url.origin + url.path;
    return url.query === "" ? (below(place) ?? place) : place + url.query;
  };
}

function hasScheme(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(name);
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

const webUrl = /^(https?):\/\/([^/?#@\\]*)((?:\/[^?#]*)?)((?:[?#].*)?)$/is;

function normalUrl(name: string): string {
  const [, scheme, host, path, rest] = webUrl.exec(name) ?? [];
  if (scheme === undefined || host === undefined || path === undefined || rest === undefined) return name;
  const protocol = scheme.toLowerCase();
  const place = host.toLowerCase().replace(protocol === "http" ? /:(0*80)?$/ : /:(0*443)?$/, "");
  return `${protocol}://${place}${normalEncoding(path).replaceAll(/\/\.(?=\/)/g, "")}${normalEncoding(rest)}`;
}

function normalEncoding(text: string): string {
  return text.replaceAll(/%[\da-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
  });
}

/** Without what is never sent, and without slashes that say nothing. */
function plainUrl(
  text: string,
): { readonly origin: string; readonly path: string; readonly query: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname, search } = new URL(text);
  const path = normalEncoding(pathname)
    .replaceAll(/\/{2,}/g, "/")
    .replace(/(.)\/$/, "$1");
  return { origin, path, query: search };
}

function folderOf(baseUrl: string): string {
  const url = plainUrl(baseUrl);
  return url === undefined ? baseUrl : `${url.origin}${url.path.replace(/\/$/, "")}/`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a broken percent sign; it is refused where it is read
  }
}

function toyKey(address: string): string | undefined {
  if (!address.startsWith("toy:")) return undefined;
  try {
    const { path, options } = readToyAddress(address);
    return toyAddress(path, options);
  } catch (error) {
    if (error instanceof ToyAddressError) return undefined;
    throw error;
  }
}
