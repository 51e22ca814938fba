import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { clientAddress } from "../../http/client-address.ts";
import { hostOf } from "../../http/host-guard.ts";
import { HttpProblemError } from "../../http/problem.ts";
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

const changing: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * Refuses requests that change something if they come from the page of another site, or too often.
 *
 * A browser says where such a request comes from; who is no browser says nothing, and is let through. `Sec-Fetch-Site` serves where a
 * proxy has changed the host: no page can set it.
 */
export function changeGuard(rate: ChangeRate): MiddlewareHandler {
  return async (c, next) => {
    if (!changing.has(c.req.method)) {
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
        detail: `${rate.perMinute} requests a minute may change something from one address. Try again in ${waitSeconds} s.`,
        headers: { "retry-after": String(waitSeconds) },
      });
    await next();
  };
}

function isForeign(c: Context): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined || c.req.header("sec-fetch-site") === "same-origin") return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(c).toLowerCase();
}
