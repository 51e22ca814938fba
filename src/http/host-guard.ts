import type { Context, MiddlewareHandler } from "hono";
import { HttpProblemError } from "./problem.ts";

/**
 * Refuses requests that name another host. A server on the loopback address is reached by every page in a browser of this machine
 * whose name an attacker points there (DNS rebinding); such a request still names the attacker's host.
 *
 * Names are compared without port, case and a dot at the end.
 *
 * @param allowed names without port, in lower case, IPv6 addresses in brackets; undefined: any
 * @throws {HttpProblemError} from the middleware: 403 with the names that are allowed.
 * @see RFC 9110, section 7.2 (Host and :authority).
 */
export function hostGuard(allowed: readonly string[] | undefined): MiddlewareHandler {
  return async (c, next) => {
    const host = hostOf(c);
    if (allowed !== undefined && !allowed.includes(hostname(host)))
      throw new HttpProblemError({
        title: "Wrong host",
        status: 403,
        detail: `This server answers for ${allowed.join(", ")} only, and was asked for ${JSON.stringify(host.slice(0, 100))}.`,
      });
    await next();
  };
}

/**
 * What `hostGuard` is to allow for a server bound to `host`: the names of this machine for itself, or any if others reach it.
 *
 * @param further names that a proxy on this machine is asked for
 * @returns undefined if any name is allowed
 */
export function hostsFor(host: string, further: readonly string[] = []): readonly string[] | undefined {
  if (!isLoopback(host)) return undefined;
  return [...new Set(["localhost", "127.0.0.1", "[::1]", host, ...further])].filter((name) => name !== "::1");
}

/** Whether only this machine reaches a server that is bound to `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

/** Host and port as the client named them; without the header, those of the address. */
export function hostOf(c: Context): string {
  return c.req.header("host") ?? new URL(c.req.url).host;
}

function hostname(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}
