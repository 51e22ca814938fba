import { HttpProblemError } from "./problem.ts";

/** A token, and what is known of who has it; nothing is, of a token that all share. */
export interface AccessToken {
  readonly token: string;
  readonly name?: string;
}

/** Whose token a request has by its header `Authorization`, or why it is refused (401). */
export type TokenGuard<Token extends AccessToken> = (
  authorization: string | undefined,
) => Promise<Token | HttpProblemError>;

/**
 * Knows those who send one of these tokens: `Authorization: Bearer <token>`.
 *
 * Digests are compared, in constant time, and always with all of them, so that nothing of the tokens can be learnt from how long an answer
 * takes, not even their length.
 *
 * @see RFC 6750, section 2.1 (the request) and section 3 (the challenge of the answer).
 */
export function createTokenGuard<Token extends AccessToken>(tokens: readonly Token[]): TokenGuard<Token> {
  const known = Promise.all(tokens.map(async (token) => ({ token, digest: await digestOf(token.token) })));
  const settings = tokens.some(({ name }) => name !== undefined)
    ? "settings HZZ_TOKEN, HZZ_TOKENS"
    : "setting HZZ_TOKEN";
  return async (authorization) => {
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (given === undefined)
      return unauthorized(
        "Bearer",
        `Changes on this server need its token (${settings}), sent in the header Authorization: Bearer <token>.`,
      );
    const digest = await digestOf(given);
    const [holder] = (await known).filter((each) => areEqual(digest, each.digest));
    return (
      holder?.token ??
      unauthorized(
        'Bearer error="invalid_token"',
        `The token that was sent is not the one of this server (${settings}).`,
      )
    );
  };
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Looks at every byte, whatever it finds. */
function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.reduce((differing, byte, i) => differing | (byte ^ b[i]!), 0) === 0;
}

function unauthorized(challenge: string, detail: string): HttpProblemError {
  return new HttpProblemError({
    title: "Token needed",
    status: 401,
    detail,
    headers: { "www-authenticate": challenge },
  });
}
