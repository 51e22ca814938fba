import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { describe, expect, it } from "vitest";
import { HttpProblemError, installProblems, problemResponse, type ProblemOf } from "./problem.ts";
import { createLogger } from "../logging/logger.ts";

function appWith(problemOf?: ProblemOf) {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", format: "json", write: (line) => lines.push(line) });
  const app = new Hono();
  installProblems(app, problemOf === undefined ? { logger } : { logger, problemOf });
  return { app, lines };
}

describe("problemResponse", () => {
  it("tells a problem as its own media type, which no cache keeps", async () => {
    const response = problemResponse({ title: "Not JSON", status: 400, detail: "Line 1." }, "/analyses");
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Not JSON",
      status: 400,
      detail: "Line 1.",
      instance: "/analyses",
    });
  });

  it("carries fields at fault, headers and further members, which replace none of its own", async () => {
    const response = problemResponse({
      type: "https://example.org/busy",
      title: "Busy",
      status: 503,
      detail: "Full.",
      errors: [{ path: "cuts[2]", message: "is empty" }],
      headers: { "retry-after": "5" },
      extensions: { lane: "zz", status: 200 },
    });
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toEqual({
      type: "https://example.org/busy",
      title: "Busy",
      status: 503,
      detail: "Full.",
      errors: [{ path: "cuts[2]", message: "is empty" }],
      lane: "zz",
    });
  });
});

describe("installProblems", () => {
  it("answers an unknown path with a problem", async () => {
    const { app } = appWith();
    const response = await app.request("/nowhere?x=1", { method: "PUT" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      title: "Not found",
      detail: "There is nothing here for PUT /nowhere.",
      instance: "/nowhere",
    });
  });

  it("answers a thrown problem as it is, and logs nothing", async () => {
    const { app, lines } = appWith();
    app.get("/", () => {
      throw new HttpProblemError({ title: "Gone", status: 410, detail: "It was here." });
    });
    const response = await app.request("/");
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ title: "Gone", instance: "/" });
    expect(lines).toEqual([]);
  });

  it("asks the floor above about errors of its own", async () => {
    const { app } = appWith((error) =>
      error instanceof RangeError ? { title: "Out of range", status: 422, detail: error.message } : undefined,
    );
    app.get("/", () => {
      throw new RangeError("too far");
    });
    expect(await (await app.request("/")).json()).toMatchObject({ status: 422, detail: "too far" });
  });

  it("shows nothing of an unforeseen error, and logs it once with its stack", async () => {
    const { app, lines } = appWith(() => undefined);
    app.get("/broken", () => {
      throw new Error("password is 1234");
    });
    const response = await app.request("/broken");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("1234");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: "error",
      method: "GET",
      path: "/broken",
      error: { message: "password is 1234", stack: expect.stringContaining("problem.test.ts") as string },
    });
  });

  it("answers what Hono's own middleware refuses", async () => {
    const { app } = appWith();
    app.post("/", bodyLimit({ maxSize: 3 }), async (c) => c.text(await c.req.text()));
    const response = await app.request("/", { method: "POST", body: "12345" });
    expect(response.status).toBe(413);
  });

  it("logs no error for a client that has gone", async () => {
    const { app, lines } = appWith();
    const gone = new AbortController();
    app.get("/", () => {
      gone.abort();
      throw new Error("the body broke off");
    });
    await app.request("/", { signal: gone.signal });
    expect(lines).toEqual([]);
  });
});

describe("HttpProblemError", () => {
  it.each([
    [404, "never"],
    [422, "never"],
    [429, "later"],
    [503, "later"],
  ])("of status %i may be retried: %s", (status, retry) => {
    expect(new HttpProblemError({ title: "T", status, detail: "D." })).toMatchObject({ retry, message: "T: D." });
  });
});
