import { describe, expect, it } from "vitest";
import { HttpProblemError, type Problem } from "./problem.ts";
import { createTokenGuard } from "./token-guard.ts";

const token = "correct-horse-battery";

function problemFor(authorization: string | undefined, of = token): Problem | undefined {
  try {
    createTokenGuard(of)(authorization);
    return undefined;
  } catch (error) {
    if (error instanceof HttpProblemError) return error.problem;
    throw error;
  }
}

describe("a token guard", () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token} `])("lets %j pass", (authorization) => {
    expect(problemFor(authorization)).toBeUndefined();
  });

  it.each(["!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~", "a".repeat(512)])("takes the token %s as it is", (odd) => {
    expect(problemFor(`Bearer ${odd}`, odd)).toBeUndefined();
  });

  it.each([undefined, "", "Bearer", "Bearer ", token, `Basic ${token}`, `Bearer${token}`, `Bearer ${token} and more`])(
    "asks for the token when it gets %j",
    (authorization) => {
      const { status, headers, detail } = problemFor(authorization)!;
      expect(status).toBe(401);
      expect(headers).toEqual({ "www-authenticate": "Bearer" });
      expect(detail).toContain("Authorization: Bearer <token>");
    },
  );

  it.each([
    "wrong",
    token.slice(1),
    token.slice(0, -1),
    `${token}x`,
    token.toUpperCase(),
    `${"x".repeat(10_000)}${token}`,
  ])("refuses the token %s, and shows neither", (given) => {
    const problem = problemFor(`Bearer ${given}`)!;
    expect(problem.status).toBe(401);
    expect(problem.headers).toEqual({ "www-authenticate": 'Bearer error="invalid_token"' });
    expect(problem.detail).toContain("HZZ_TOKEN");
    expect(JSON.stringify(problem)).not.toContain(token);
    if (given !== "wrong") expect(JSON.stringify(problem)).not.toContain(given);
  });
});
