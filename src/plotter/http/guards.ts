import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { clientAddress } from "../../http/client-address.ts";
import { hostOf } from "../../http/host-guard.ts";
import { HttpProblemError } from "../../http/problem.ts";
import type { AccessToken, TokenGuard } from "../../http/token-guard.ts";
import type { Priority } from "../../protocol/priority.ts";
import type { ChangeRate } from "./change-rate.ts";

/** Where the page stands that reads files in the browser alone. */
export const localPage = "/local/";

/**
 * What a browser may do with our answers: nothing but what the page needs, and everything from here. The local page keeps to that as well;
 * its workers may read what users name, and make code of the checked expressions of a specification.
 */
export function securityHeaders(): MiddlewareHandler {
  const ofPages = headersWith({ scriptSrc: ["'self'"], connectSrc: ["'self'"] });
  const ofWorkers = headersWith({ scriptSrc: ["'self'", "'unsafe-eval'"], connectSrc: ["'self'", "https:", "http:"] });
  return (c, next) => (c.req.path.startsWith(`${localPage}assets/`) ? ofWorkers : ofPages)(c, next);
}

function headersWith({
  scriptSrc,
  connectSrc,
}: {
  readonly scriptSrc: string[];
  readonly connectSrc: string[];
}): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc,
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:", "blob:"],
      connectSrc,
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    // Whether it is reached by HTTPS is for whoever stands in front of it.
    strictTransportSecurity: false,
  });
}

/** What a plotter takes for a login. */
export interface PlotterToken extends AccessToken {
  readonly priority?: Priority;
}

const holders = new WeakMap<Context, PlotterToken>();

/** The token that a request which changes something came with; undefined: none was needed. */
export function tokenOf(c: Context): Omit<PlotterToken, "token"> | undefined {
  return holders.get(c);
}

const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses requests that change something if they come from the page of another site, too often, or without the token. Those without it
 * count as well, so that nobody can guess it by trying many.
 *
 * Changes count for the name of the token, so that people behind one address do not use up each other's; without such a token they count
 * for the address. A name that somebody only typed does not matter here, as it can be another one each time.
 *
 * A browser says where such a request comes from; who is no browser says nothing, and is let through. `Sec-Fetch-Site` serves where a
 * proxy has changed the host: no page can set it.
 *
 * @param token undefined: none is needed
 */
export function changeGuard(rate: ChangeRate, token: TokenGuard<PlotterToken> | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (reading.has(c.req.method)) {
      await next();
      return;
    }
    if (isForeign(c))
      throw new HttpProblemError({
        title: "Foreign origin",
        status: 403,
        detail: "A page of another site may not change anything here.",
      });
    const login = await token?.(c.req.header("authorization"));
    const holder = login instanceof HttpProblemError ? undefined : login;
    const name = holder?.name;
    // No address has a space.
    const client = name === undefined ? clientAddress(c) : `token ${name}`;
    const waitSeconds = rate.take(client, performance.now());
    if (waitSeconds > 0) throw tooMany(rate.perMinute, name, waitSeconds);
    if (login instanceof HttpProblemError) throw login;
    if (holder !== undefined) holders.set(c, holder);
    await next();
  };
}

function tooMany(perMinute: number, name: string | undefined, waitSeconds: number): HttpProblemError {
  const whose = name === undefined ? "from one address" : `with the token of ${name}`;
  return new HttpProblemError({
    title: "Too many requests",
    status: 429,
    detail: `At most ${perMinute} requests a minute ${whose} may change something. Try again in ${waitSeconds} s.`,
    headers: { "retry-after": String(waitSeconds) },
  });
}

function isForeign(c: Context): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined || c.req.header("sec-fetch-site") === "same-origin") return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(c).toLowerCase();
}
