import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import * as fixture from "./support/fixture-log.ts";
import { problemIn } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, limits } from "./support/plotter-app.ts";

const token = "correct-horse-battery-staple";
const bearer = { authorization: `Bearer ${token}` };
const json = { "content-type": "application/json" };
const spec = JSON.stringify(fixture.spec);

interface OpenApi {
  readonly paths: Record<string, Record<string, { readonly responses: object; readonly security?: object }>>;
  readonly components: { readonly securitySchemes?: object };
}

async function documentOf(app: { request: (path: string) => Response | Promise<Response> }): Promise<OpenApi> {
  return (await (await app.request("/openapi.json")).json()) as OpenApi;
}

describe("a plotter with a token", () => {
  it("asks for it at every route that changes something, and then changes nothing", async () => {
    const { app, book } = await createTestPlotter({ token });
    const { paths } = await documentOf(app);
    const changes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) => (method === "get" ? [] : [[method.toUpperCase(), path] as const])),
    );
    expect(changes.length).toBeGreaterThan(3);
    for (const [method, path] of changes)
      for (const headers of [json, { ...json, authorization: "Bearer not-the-right-token" }]) {
        const url = path.replace(/\{\w+\}/g, fixtureId);
        const response = await app.request(url, { method, headers, body: spec });
        const challenge = response.headers.get("www-authenticate");
        expect(challenge).toMatch("authorization" in headers ? /^Bearer error="invalid_token"$/ : /^Bearer$/);
        expect(await problemIn(response)).toMatchObject({ status: 401, title: "Token needed", instance: url });
      }
    expect(book.list()).toEqual([]);
  });

  it("does what whoever sends it asks for", async () => {
    const { app } = await createTestPlotter({ token });
    const headers = { ...json, ...bearer };
    expect((await app.request("/analyses", { method: "POST", headers, body: spec })).status).toBe(202);
    const path = `/analyses/${fixtureId}`;
    expect((await app.request(path, { method: "DELETE" })).status).toBe(401);
    expect((await app.request(path, { method: "DELETE", headers: bearer })).status).toBe(202);
    const all = { method: "POST", headers, body: '{"all":true}' };
    expect((await app.request("/dead-letters/redrive", all)).status).toBe(202);
  });

  it("lets everybody read, also with a wrong one", async () => {
    const { app, start } = await createTestPlotter({ token });
    const id = await start();
    for (const path of ["/analyses", `/analyses/${id}`, `/analyses/${id}/histograms`, "/presets", "/lanes", "/metrics"])
      for (const headers of [{}, { authorization: "Bearer not-the-right-token" }])
        expect((await app.request(path, { headers })).status).toBe(200);
    expect((await app.request("/analyses", { method: "HEAD" })).status).toBe(200);
  });

  it("refuses pages of other sites before it looks at the token", async () => {
    const { post } = await createTestPlotter({ token });
    expect((await post(fixture.spec, { origin: "https://evil.example", host: "localhost" })).status).toBe(403);
  });

  it("takes no more tries from one client than changes", async () => {
    const { app, post } = await createTestPlotter({ token, limits: { ...limits, changesPerMinute: 3 } });
    const tries = [];
    for (let i = 0; i < 5; i++)
      tries.push((await post(fixture.spec, { authorization: `Bearer guess-number-${i}-of-many` })).status);
    expect(tries).toEqual([401, 401, 401, 429, 429]);
    // The right one would be found no sooner.
    expect((await post(fixture.spec)).status).toBe(429);
    expect((await app.request("/analyses")).status).toBe(200);
  });

  it("counts what it refuses, and tells the token nowhere", async () => {
    const { app, post, lines } = await createTestPlotter({ token });
    const refused = await post(fixture.spec, { authorization: `Bearer ${token}x` });
    const answer = await refused.text();
    await post(fixture.spec);
    const metrics = await (await app.request("/metrics")).text();
    expect(metrics).toContain(
      'hzz_plotter_http_request_duration_seconds_count{method="POST",route="/analyses",status="401"} 1\n',
    );
    const document = await (await app.request("/openapi.json")).text();
    for (const text of [answer, metrics, document, JSON.stringify(lines)]) expect(text).not.toContain(token);
  });

  it("says so in its OpenAPI document, and only then", async () => {
    const document = await documentOf((await createTestPlotter({ token })).app);
    const result = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(result.valid, JSON.stringify(result.errors)).toBe(true);
    expect(document.components.securitySchemes).toMatchObject({ token: { type: "http", scheme: "bearer" } });
    for (const methods of Object.values(document.paths))
      for (const [method, { responses, security }] of Object.entries(methods)) {
        expect(security).toEqual(method === "get" ? undefined : [{ token: [] }]);
        expect("401" in responses).toBe(method !== "get");
      }
    const open = JSON.stringify(await documentOf((await createTestPlotter()).app));
    expect(open).not.toMatch(/"security|"401"/);
  });
});

it("a plotter without a token does not mind one", async () => {
  const { post } = await createTestPlotter();
  expect((await post(fixture.spec, bearer)).status).toBe(202);
});
