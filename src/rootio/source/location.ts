import { LocationRefusedError } from "../errors.ts";

/** Files with addresses of this scheme are made when they are read; by whom, `SourceOptions.make` says. */
export const madeScheme = "toy";

/** `scheme://…`, and `file:` in any form; a plain path has none, even with a colon in it. */
export function schemeOf(location: string): string | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/|^(file):/i.exec(location);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

/** What to do about a scheme that is not spoken here; for XRootD addresses of CERN it names the https form. */
export function schemeAdvice(location: string, scheme: string): string {
  if (!/^x?roots?$/.test(scheme)) return `There is no reader for "${scheme}:" addresses; use http(s) or a path`;
  const path = /^[a-z]+:\/\/eospublic\.cern\.ch(?::1094)?\/\/?(eos\/opendata\/.*)$/i.exec(location)?.[1];
  const advice =
    path === undefined ? "use an http(s) address of the same file" : `use https://opendata.cern.ch/${path} instead`;
  return `The XRootD protocol ("${scheme}:") is not spoken here; ${advice}`;
}

/**
 * An http(s) URL, parsed.
 * @throws {LocationRefusedError} if it is not one, or carries a user name or password (they would end up in logs).
 */
export function parseHttpUrl(location: string, base?: URL): URL {
  const url = parseWebUrl(location, base);
  if (url.username !== "" || url.password !== "")
    throw new LocationRefusedError("A URL with a user name or password in it is not opened; remove them", {
      file: displayName(url),
    });
  return url;
}

/** As `parseHttpUrl`, but a user name and password may stand in it; such a URL is never opened. */
export function parseWebUrl(location: string, base?: URL): URL {
  if (!URL.canParse(location, base?.href))
    throw new LocationRefusedError("This is not a URL", { file: withoutLogin(location) });
  const url = new URL(location, base);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new LocationRefusedError(`Only http and https are read from servers, not "${url.protocol}"`, {
      file: displayName(url),
    });
  if (hasEmptyLabel(url.hostname))
    throw new LocationRefusedError(`The host "${url.hostname}" has an empty part`, { file: displayName(url) });
  return url;
}

/** Whether a host name, as `URL.hostname` writes it, has an empty part: `.cern.ch`, `x..cern.ch`. A dot at the end only says that it is whole. */
export function hasEmptyLabel(hostname: string): boolean {
  return hostname.startsWith(".") || hostname.includes("..");
}

/** A text that may be a URL, without its user name and password. */
export function withoutLogin(location: string): string {
  return location.replace(/\/\/[^/?#]*@/, "//");
}

/** What messages call a URL: without user, password and query, which may hold secrets (signed URLs). */
export function displayName(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}${url.search === "" ? "" : "?…"}`;
}
