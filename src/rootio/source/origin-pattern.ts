import { hasEmptyLabel } from "./location.ts";

/** What a setting calls an origin: one server, or all those below a domain. */
export interface OriginPattern {
  /** `http:` or `https:`, as `URL.protocol` writes it. */
  readonly protocol: string;
  /** As `URL.hostname` writes it: lower case, an IPv6 address in brackets. */
  readonly host: string;
  /** Stands for every host below `host`, at any depth, and not for `host` itself. */
  readonly below: boolean;
  /** As `URL.port` writes it, so empty for the scheme's own port; `*` for any port. */
  readonly port: string;
}

/**
 * Reads `https://host`, `https://host:8443`, `https://*.domain`, or either with `:*` for any port.
 *
 * @returns undefined for anything else: other schemes, a path or its slash, a login, a star elsewhere, a port out of range.
 */
export function parseOriginPattern(text: string): OriginPattern | undefined {
  const match = /^(https?:\/\/)(\*\.)?([^\s/?#@\\*]+?)(:\*)?$/i.exec(text);
  if (match === null) return undefined;
  const [, scheme = "", star, place = "", anyPort] = match;
  const url = `${scheme}${place}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const portText = /:(\d*)$/.exec(place)?.[1];
  if (portText === "" || (portText !== undefined && anyPort !== undefined)) return undefined;
  const isAddress = /^\[|^[\d.]+$/.test(hostname);
  if (isAddress && star !== undefined) return undefined;
  if (hasEmptyLabel(hostname)) return undefined;
  return { protocol, host: hostname, below: star !== undefined, port: anyPort === undefined ? port : "*" };
}

/** The pattern in its one spelling, which `parseOriginPattern` reads again. */
export function showOriginPattern({ protocol, host, below, port }: OriginPattern): string {
  return `${protocol}//${below ? "*." : ""}${host}${port === "" ? "" : `:${port}`}`;
}

/** Whether a URL lies on an origin of the pattern. Scheme, host and port must all match. */
export function matchesOrigin(url: URL, { protocol, host, below, port }: OriginPattern): boolean {
  if (url.protocol !== protocol || (port !== "*" && url.port !== port)) return false;
  return below ? url.hostname.endsWith(`.${host}`) : url.hostname === host;
}
