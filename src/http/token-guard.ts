import { createHash, timingSafeEqual } from "node:crypto";
import { HttpProblemError } from "./problem.ts";

/** A token, and what is known of who has it; nothing is, of a token that all share. */
export interface AccessToken {
  readonly token: string;
  readonly name?: string;
}

/** Whose token a request has by its header `Authorization`, or why it is refused (401). */
export type TokenGuard<Token extends AccessToken> = (authorization: string | undefined) => Token | HttpProblemError;

/**
 * Knows those who send one of these tokens: `Authorization: Bearer <token>`.
 *
 * Digests are compared, in constant time, and always with all of them, so that nothing of the tokens can be learnt from how long an answer
 * takes, not even their length.
 *
 * @see RFC 6750, section 2.1 (the request) and section 3 (the challenge of the answer).
 */
export function createTokenGuard<Token extends AccessToken>(tokens: readonly Token[]): TokenGuard<Token> {
  const known = tokens.map((token) => ({ token, digest: digestOf(token.token) }));
  const settings = tokens.some(({ name }) => name !== undefined)
    ? "settings HZZ_TOKEN, HZZ_TOKENS"
    : "setting HZZ_TOKEN";
  return (authorization) => {
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (given === undefined)
      return unauthorized(
        "Bearer",
        `Changes on this server need its token (${settings}), sent in the header Authorization: Bearer <token>.`,
      );
    const digest = digestOf(given);
    const [holder] = known.filter((each) => timingSafeEqual(digest, each.digest));
    return (
      holder?.token ??
      unauthorized(
        'Bearer error="invalid_token"',
        `The token that was sent is not the one of this server (${settings}).`,
      )
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
