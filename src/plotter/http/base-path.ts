import type { MiddlewareHandler } from "hono";
import { getPath } from "hono/utils/url";

/**
 * The path of a request without what a proxy has left before it. A path without it is taken as it is: it comes from a proxy that takes
 * it off, or past all proxies from a probe.
 *
 * @param basePath without a slash at its end; "" for none
 */
export function pathBelow(basePath: string): (request: Request) => string {
  return (request) => {
    const path = getPath(request);
    return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  };
}

/** Sends whoever asks for the base path without the slash at its end on to it: from there alone the addresses of the page are right. */
export function redirectToBase(basePath: string): MiddlewareHandler {
  const name = basePath.slice(basePath.lastIndexOf("/") + 1);
  return async (c, next) => {
    if (basePath === "" || c.req.path !== basePath) await next();
    else return c.redirect(`${name}/`, 308);
  };
}
