import { parseIpAddress } from "./ip-address.ts";
import { matchesOrigin, type OriginPattern, parseOriginPattern } from "./origin-pattern.ts";
import { nonPublicKind } from "./public-address.ts";

/**
 * What a reader may open on behalf of somebody else: files in its mirrors, and servers at these origins. Plain data, so that
 * it can be handed to a thread.
 *
 * An origin is `https://host[:port]` or `https://*.domain[:port]`, and `:*` stands for any port (see `config/origin-pattern`).
 * What cannot be understood matches nothing.
 */
export interface AccessRules {
  /** Servers on the open internet. */
  readonly origins: readonly string[];
  /** Servers that may be read wherever they are, also on private or loopback addresses. Need not stand in `origins` too. */
  readonly privateOrigins: readonly string[];
  /** false: a file that lies outside the mirrors, behind a symbolic link in one, is refused. */
  readonly linksOut: boolean;
}

/** Origins that a message lists at most. */
const listed = 8;

/**
 * Why the rules refuse a URL, as the rest of a sentence that names the setting which would allow it; undefined if they allow it.
 *
 * Looks at the URL alone. Where a name leads to is checked when it is connected to (`safe-fetch`).
 */
export function checkUrl(url: URL, rules: AccessRules): string | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return `"${url.protocol}" is not read, only "https:" and "http:"`;
  if (url.username !== "" || url.password !== "") return "it has a user name or password in it; remove them";
  if (isPrivateOrigin(url, rules)) return undefined;
  const kind = literalKind(url.hostname);
  if (kind !== undefined) return `${url.hostname} is ${kind}${needsPrivate}`;
  if (includes(rules.origins, url)) return undefined;
  const shown = rules.origins.slice(0, listed).join(", ");
  const rest = rules.origins.length > listed ? ", …" : "";
  return `the origin ${url.origin} is not allowed; allowed are ${shown === "" ? "none" : shown}${rest} (setting HZZ_ALLOWED_ORIGINS)`;
}

/** Whether servers at the origin of a URL may lie anywhere. */
export function isPrivateOrigin(url: URL, rules: AccessRules): boolean {
  return includes(rules.privateOrigins, url);
}

/** Why the address that a name leads to is refused, as `checkUrl` says it; undefined for one on the open internet. */
export function checkAddress(hostname: string, address: string): string | undefined {
  const kind = nonPublicKind(address);
  // The address itself is not told: whoever posted the URL could explore a network that is not theirs.
  return kind === undefined ? undefined : `the name ${hostname} leads to ${kind}${needsPrivate}`;
}

const needsPrivate = ", which is read only for origins that the setting HZZ_PRIVATE_ORIGINS names";

/** Read once for each list, and not for each request. */
const patterns = new WeakMap<readonly string[], readonly OriginPattern[]>();

function includes(origins: readonly string[], url: URL): boolean {
  let read = patterns.get(origins);
  if (read === undefined) {
    read = origins.map(parseOriginPattern).filter((pattern) => pattern !== undefined);
    patterns.set(origins, read);
  }
  return read.some((pattern) => matchesOrigin(url, pattern));
}

/** What a host is known to be without asking anybody: it is an address, or the name of this machine. */
function literalKind(hostname: string): string | undefined {
  if (/(^|\.)localhost\.?$/.test(hostname)) return "a loopback name";
  // The URL standard has turned every spelling of an address (decimal, octal, hexadecimal, short) into one.
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return parseIpAddress(host) === undefined ? undefined : nonPublicKind(host);
}
