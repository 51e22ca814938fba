import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { toOpenApiPath } from "../src/plotter/http/openapi.ts";
import type { FitAnswer } from "../src/protocol/documents/fit-document.ts";
import { reportFit } from "../src/statistics/fit-report.ts";
import { compileModel } from "../src/statistics/model.ts";
import { fileItems, type LaneItem } from "../src/ledger/missing-work.ts";
import { encodeWorkItem } from "../src/protocol/codec.ts";
import * as fixture from "./support/fixture-log.ts";
import { createTestPlotter, until } from "./support/plotter-app.ts";

interface OpenApi {
  readonly paths: Record<string, Record<string, OpenApiOperation>>;
  readonly components: { readonly schemas: Record<string, object> };
}
interface OpenApiOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object; readonly examples: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

const file = { bytes: new TextEncoder().encode("<p>"), type: "text/html; charset=utf-8", etag: '"a"' };
const assets = new Map([
  ["index.html", file],
  ["docs/index.html", file],
  ["lesson/index.html", file],
]);
const plotter = await createTestPlotter({
  assets,
  fit: (workspace) => {
    const report = reportFit(compileModel(workspace), { limit: true, impacts: true });
    return Promise.resolve(JSON.parse(JSON.stringify(report)) as FitAnswer);
  },
});
const document = (await (await plotter.app.request("/openapi.json")).json()) as OpenApi;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
formats.default(ajv);
ajv.addVocabulary(["components"]);
ajv.addSchema({ $id: "plotter", components: document.components });

/** Checks a value against a schema of the document. */
function expectValid(schema: object, value: unknown): void {
  const inDocument = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"plotter#/components')) as object;
  const validate = ajv.compile(inDocument);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
}

/** Asks, and checks the answer against what the document says of this operation and status. */
async function expectAnswer(
  method: string,
  path: string,
  url: string,
  status: number,
  init: RequestInit = {},
): Promise<void> {
  const response = await plotter.app.request(url, { method, ...init });
  expect(response.status, `${method} ${url}`).toBe(status);
  const answer = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
  expect(answer, `${method} ${path} → ${status}`).toBeDefined();
  const type = response.headers.get("content-type")?.split(";")[0] ?? "none";
  const content = answer?.content?.[type];
  if (answer?.content === undefined) return;
  expect(content, `${method} ${path} → ${status} ${type}`).toBeDefined();
  if (type.endsWith("json") && content !== undefined) expectValid(content.schema, await response.json());
  else await response.body?.cancel();
}

const json = { "content-type": "application/json" };
const id = await plotter.start();
const plan = fixture.planned("run1", 0, [0, 10, 20]);
await plotter.happen(id, [
  plan,
  fixture.done(plan, 0),
  fixture.partitionFailed(plan, 1),
  fixture.fileFailed("llll", 0),
]);

describe("the OpenAPI document", () => {
  it("is one", async () => {
    const result = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it("tells of every route, and of none that is not there", () => {
    const routes = plotter.app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${toOpenApiPath(path)}`);
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(routes)].sort());
  });

  it("names each operation once, and declares the parameters of its path", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(declared.map(({ name }) => name)).toEqual(inPath);
    }
  });

  it("has examples of requests that are accepted", async () => {
    const body = document.paths["/analyses"]!["post"]!.requestBody!.content["application/json"]!;
    for (const { value } of Object.values(body.examples) as { value: unknown }[]) {
      expectValid(body.schema, value);
      expect((await plotter.post(value)).status).toBe(202);
    }
    expectValid(body.schema, presetInput("hzz-2025"));
  });

  it("gives every schema that is spoken of", () => {
    const text = JSON.stringify(document);
    const spoken = new Set(Array.from(text.matchAll(/"#\/components\/schemas\/([^"]+)"/g), ([, name]) => name!));
    expect([...spoken].filter((name) => !Object.hasOwn(document.components.schemas, name))).toEqual([]);
    expect(text).not.toContain("#/$defs/");
  });
});

describe("what the plotter answers is what the document says", () => {
  const analysis = "/analyses/{id}";

  it.each([
    ["GET", "/analyses", "/analyses", 200],
    ["GET", "/analyses", "/analyses?limit=x", 400],
    ["GET", analysis, `/analyses/${id}`, 200],
    ["GET", analysis, `/analyses/${id}?samples=true`, 200],
    ["GET", analysis, "/analyses/none", 404],
    ["GET", `${analysis}/spec`, `/analyses/${id}/spec`, 200],
    ["GET", `${analysis}/events`, `/analyses/${id}/events`, 200],
    ["GET", `${analysis}/events`, "/analyses/none/events", 404],
    ["GET", "/events", `/events?analyses=${id}`, 200],
    ["GET", "/events", "/events", 400],
    ["GET", `${analysis}/histograms`, `/analyses/${id}/histograms`, 200],
    ["GET", `${analysis}/histograms`, `/analyses/${id}/histograms?samples=true`, 200],
    ["GET", `${analysis}/histograms/{name}`, `/analyses/${id}/histograms/n?samples=true`, 200],
    ["GET", `${analysis}/histograms/{name}`, `/analyses/${id}/histograms/x`, 404],
    ["GET", `${analysis}/cutflow`, `/analyses/${id}/cutflow`, 200],
    ["GET", `${analysis}/files`, `/analyses/${id}/files`, 200],
    ["GET", `${analysis}/results.root`, `/analyses/${id}/results.root`, 200],
    ["GET", `${analysis}/results.root`, "/analyses/none/results.root", 404],
    ["GET", `${analysis}/results.csv`, `/analyses/${id}/results.csv`, 200],
    ["GET", `${analysis}/cutflow.csv`, `/analyses/${id}/cutflow.csv`, 200],
    ["GET", `${analysis}/results.json`, `/analyses/${id}/results.json`, 200],
    ["GET", `${analysis}/fit`, `/analyses/${id}/fit`, 200],
    ["GET", `${analysis}/fit`, "/analyses/none/fit", 404],
    ["GET", "/presets", "/presets", 200],
    ["GET", "/presets/{name}", "/presets/hzz-2020", 200],
    ["GET", "/presets/{name}", "/presets/none", 404],
    ["GET", "/lanes", "/lanes", 200],
    ["GET", "/operations/history", "/operations/history", 200],
    ["GET", "/dead-letters", "/dead-letters", 200],
    ["GET", "/dead-letters", "/dead-letters?limit=x", 400],
    ["GET", "/dead-letters/{id}", "/dead-letters/none", 404],
    ["POST", "/dead-letters/{id}/redrive", "/dead-letters/none/redrive", 404],
    ["GET", "/healthz", "/healthz", 200],
    ["GET", "/readyz", "/readyz", 200],
    ["GET", "/startedz", "/startedz", 200],
    ["GET", "/metrics", "/metrics", 200],
    ["GET", "/openapi.json", "/openapi.json", 200],
    ["GET", "/", "/", 200],
    ["GET", "/operations", "/operations", 200],
    ["GET", "/docs", "/docs", 200],
    ["GET", "/lesson", "/lesson", 200],
    ["GET", "/assets/{file}", "/assets/index.html", 200],
    ["GET", "/assets/{file}", "/assets/none", 404],
    ["DELETE", analysis, "/analyses/none", 404],
  ])("%s %s (%s → %i)", (method, path, url, status) => expectAnswer(method, path, url, status));

  it("POST /analyses, accepted and refused", async () => {
    const post = (status: number, body: string, headers = json) =>
      expectAnswer("POST", "/analyses", "/analyses", status, { body, headers });
    await post(202, JSON.stringify({ ...fixture.spec, title: "Another" }));
    await post(200, JSON.stringify(fixture.spec));
    await post(400, "{");
    await post(413, `"${"x".repeat(200_000)}"`);
    await post(415, "{}", { "content-type": "text/plain" });
    await post(422, "{}");
  });

  it("DELETE /analyses/{id}, once and again", async () => {
    const other = await plotter.start({ ...fixture.spec, title: "To be cancelled" });
    await expectAnswer("DELETE", analysis, `/analyses/${other}`, 202);
    await expectAnswer("DELETE", analysis, `/analyses/${other}`, 409);
  });

  it("dead letters, whose bodies are work items or not, and their redriving", async () => {
    const [{ item }] = [...fileItems({ ...(await prepareAnalysis(fixture.spec)), id: "unheard" }, 1)] as [LaneItem];
    const bodies = [encodeWorkItem(item), Uint8Array.of(1, 2, 3)];
    for (const [i, body] of bodies.entries())
      await plotter.broker.work.publish({ lane: "signal", analysis: "unheard", run: 1, body, dedupKey: String(i) });
    const stop = new AbortController();
    const burying = plotter.broker.work.consume(() => Promise.resolve({ kind: "dead", reason: "a test" }), {
      lanes: ["signal"],
      concurrency: 1,
      maxDeliveries: 1,
      signal: stop.signal,
    });
    const own = () => plotter.broker.deadLetters.list({ analysis: "unheard" });
    await until(async () => (await own()).length === bodies.length);
    stop.abort();
    await burying;
    await expectAnswer("GET", "/dead-letters", "/dead-letters", 200);
    for (const { id: letter } of await own())
      await expectAnswer("GET", "/dead-letters/{id}", `/dead-letters/${letter}`, 200);
    const [first] = await own();
    await expectAnswer("POST", "/dead-letters/{id}/redrive", `/dead-letters/${first!.id}/redrive`, 202);
    const path = "/dead-letters/redrive";
    await expectAnswer("POST", path, path, 202, { body: '{"all":true}', headers: json });
    await expectAnswer("POST", path, path, 422, { body: "{}", headers: json });
    await expectAnswer("POST", path, path, 400, { body: "{", headers: json });
    await expectAnswer("POST", path, path, 415, { body: "{}" });
  });

  it("304 without a body", async () => {
    const etag = (await plotter.app.request(`/analyses/${id}`)).headers.get("etag")!;
    await expectAnswer("GET", analysis, `/analyses/${id}`, 304, { headers: { "if-none-match": etag } });
  });

  it("the data of events", async () => {
    const response = await plotter.app.request(`/analyses/${id}/events`);
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("data: ")) text += (await reader.read()).value ?? "";
    await reader.cancel();
    const data = /^data: (.*)$/m.exec(text)?.[1] ?? "";
    expectValid({ $ref: "#/components/schemas/AnalysisUpdate" }, JSON.parse(data));
  });
});
