import { describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { createCheckOnRequest } from "../src/check/check-on-request.ts";
import { openingOptions } from "../src/processor/threads/worker-settings.ts";
import { type SpecCheck, specCheckSchema } from "../src/protocol/documents/spec-check-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { createTestPlotter } from "./support/plotter-app.ts";
import { misspelt } from "./support/toy-checks.ts";

const access = { origins: ["https://data.example"], privateOrigins: [], linksOut: false };
const opening = openingOptions({ mirrors: [], http: {}, access });

async function createChecking(options: Parameters<typeof createTestPlotter>[0] = {}) {
  const plotter = await createTestPlotter({ checkOnRequest: createCheckOnRequest(opening), ...options });
  const ask = (body: unknown) =>
    plotter.app.request("/specifications/check", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const check = async (body: unknown): Promise<SpecCheck> => {
    const answer = await ask(body);
    expect(answer.status).toBe(200);
    return readDocument(specCheckSchema, await answer.json());
  };
  return { ...plotter, ask, check };
}

describe("POST /specifications/check", () => {
  it("tells types and what is read at which stage, and starts nothing", async () => {
    const { check, book } = await createChecking();
    const { problems, expressions, reads, unseen, title } = await check({ preset: "hzz-toy" });
    expect([problems, unseen]).toEqual([[], []]);
    expect(title).toBe(presetInput("hzz-toy").title);
    expect(expressions).toContainEqual(expect.objectContaining({ name: "m4l", type: "a number" }));
    expect(reads.flatMap(({ samples }) => samples)).toHaveLength(12);
    expect(reads.every(({ stages }) => stages.at(-1)!.fills)).toBe(true);
    expect(book.list()).toEqual([]);
  });

  it("tells what shows in files at its field, as hzz check does", async () => {
    const { check } = await createChecking();
    const { problems } = await check({ ...presetInput("hzz-toy"), ...misspelt });
    expect(problems.map(({ path }) => path)).toEqual(["cuts[0].expression"]);
    expect(problems[0]!.message).toMatch(/"lep_pts"; nearest names: lep_pt/);
  });

  it("tells what shows without files too, and where it stands in a changed preset; JSON it must be", async () => {
    const { check, app } = await createChecking();
    expect((await check({ ...presetInput("hzz-toy"), tree: 3 })).problems.map(({ path }) => path)).toEqual(["tree"]);
    const { problems } = await check({ preset: "hzz-toy", axes: { m4l: { bins: 0 } } });
    expect(problems.map(({ path }) => path)).toEqual(["axes.m4l.bins"]);
    const headers = { "content-type": "application/json" };
    const noJson = await app.request("/specifications/check", { method: "POST", headers, body: "{oops" });
    expect(noJson.status).toBe(400);
  });

  it("ends in time, and says what it left out", async () => {
    const { check } = await createChecking({ checkOnRequest: createCheckOnRequest(opening, { milliseconds: 0 }) });
    const { problems, reads, unseen } = await check({ preset: "hzz-toy" });
    expect(problems).toEqual([]);
    expect(reads.flatMap(({ samples }) => samples).length + unseen.length).toBe(12);
  });

  it("sends away who comes while others are checked, and where nothing can be checked", async () => {
    const busy = await createChecking({ checkOnRequest: createCheckOnRequest(opening, { checks: 0 }) });
    const answer = await busy.ask({ preset: "hzz-toy" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    const without = await createChecking({ checkOnRequest: undefined });
    expect((await without.ask({ preset: "hzz-toy" })).status).toBe(503);
    expect((await without.check({ preset: "none" })).problems.map(({ path }) => path)).toEqual(["preset"]);
  });
});
