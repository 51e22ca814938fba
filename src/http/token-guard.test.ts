import { describe, expect, it } from "vitest";
import { HttpProblemError, type Problem } from "./problem.ts";
import { createTokenGuard } from "./token-guard.ts";

const token = "correct-horse-battery";

async function problemFor(authorization: string | undefined, of = token): Promise<Problem | undefined> {
  const login = await createTokenGuard([{ token: of }])(authorization);
  return login instanceof HttpProblemError ? login.problem : undefined;
}

describe("a token guard", () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token} `])("lets %j pass", async (authorization) => {
    expect(await problemFor(authorization)).toBeUndefined();
  });

  it.each(["!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~", "a".repeat(512)])("takes the token %s as it is", async (odd) => {
    expect(await problemFor(`Bearer ${odd}`, odd)).toBeUndefined();
  });

  it.each([undefined, "", "Bearer", "Bearer ", token, `Basic ${token}`, `Bearer${token}`, `Bearer ${token} and more`])(
    "asks for the token when it gets %j",
    async (authorization) => {
      const { status, headers, detail } = (await problemFor(authorization))!;
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
  ])("refuses the token %s, and shows neither", async (given) => {
    const problem = (await problemFor(`Bearer ${given}`))!;
    expect(problem.status).toBe(401);
    expect(problem.headers).toEqual({ "www-authenticate": 'Bearer error="invalid_token"' });
    expect(problem.detail).toContain("HZZ_TOKEN");
    expect(JSON.stringify(problem)).not.toContain(token);
    if (given !== "wrong") expect(JSON.stringify(problem)).not.toContain(given);
  });
});

describe("a guard with several tokens", () => {
  const anna = { name: "anna", token: "correct-horse-battery-anna" };
  const ben = { name: "ben", token: "correct-horse-battery-ben" };
  const all = { token };
  const guard = createTokenGuard([anna, ben, all]);

  it.each([anna, ben, all])("knows whose token it is: %j", async (one) => {
    expect(await guard(`Bearer ${one.token}`)).toBe(one);
  });

  it("refuses a part of one, and names both settings", async () => {
    const refused = await guard(`Bearer ${ben.token.slice(0, -1)}`);
    expect(refused).toBeInstanceOf(HttpProblemError);
    expect((refused as HttpProblemError).problem.detail).toContain("HZZ_TOKEN, HZZ_TOKENS");
    expect(JSON.stringify((refused as HttpProblemError).problem)).not.toMatch(/anna|ben/);
  });
});
