import { createHash, timingSafeEqual } from "node:crypto";
import { HttpProblemError } from "./problem.ts";

/** Refuses a request by the header `Authorization` that it came with. @throws {HttpProblemError} 401 */
export type TokenGuard = (authorization: string | undefined) => void;

/**
 * Lets only those pass who send this token: `Authorization: Bearer <token>`.
 *
 * Digests are compared, in constant time, so that nothing of the token can be learnt from how long an answer takes, not even its length.
 *
 * @see RFC 6750, section 2.1 (the request) and section 3 (the challenge of the answer).
 */
export function createTokenGuard(token: string): TokenGuard {
  const expected = digestOf(token);
  return (authorization) => {
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (given === undefined)
      throw unauthorized(
        "Bearer",
        "Changes on this server need its token (setting HZZ_TOKEN), sent in the header Authorization: Bearer <token>.",
      );
    if (!timingSafeEqual(digestOf(given), expected))
      throw unauthorized(
        'Bearer error="invalid_token"',
        "The token that was sent is not the one of this server (setting HZZ_TOKEN).",
      );
  };
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function unauthorized(challenge: string, detail: string): HttpProblemError {
  return new HttpProblemError({
    title: "Token needed",
    status: 401,
    detail,
    headers: { "www-authenticate": challenge },
  });
}
