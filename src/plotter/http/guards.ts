import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { clientAddress } from "../../http/client-address.ts";
import { hostOf } from "../../http/host-guard.ts";
import { HttpProblemError } from "../../http/problem.ts";
import type { TokenGuard } from "../../http/token-guard.ts";
import type { ChangeRate } from "./change-rate.ts";

/** What a browser may do with our answers: nothing but what the page needs, and everything from here. */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:", "blob:"],
      connectSrc: ["'self'"],
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

const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses requests that change something if they come from the page of another site, too often, or without the token. Those without it
 * count as well, so that nobody can guess it by trying many.
 *
 * A browser says where such a request comes from; who is no browser says nothing, and is let through. `Sec-Fetch-Site` serves where a
 * proxy has changed the host: no page can set it.
 *
 * @param token undefined: none is needed
 */
export function changeGuard(rate: ChangeRate, token: TokenGuard | undefined): MiddlewareHandler {
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
    const waitSeconds = rate.take(clientAddress(c), performance.now());
    if (waitSeconds > 0)
      throw new HttpProblemError({
        title: "Too many requests",
        status: 429,
        detail: `At most ${rate.perMinute} requests a minute from one address may change something. Try again in ${waitSeconds} s.`,
        headers: { "retry-after": String(waitSeconds) },
      });
    token?.(c.req.header("authorization"));
    await next();
  };
}

function isForeign(c: Context): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined || c.req.header("sec-fetch-site") === "same-origin") return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(c).toLowerCase();
}
