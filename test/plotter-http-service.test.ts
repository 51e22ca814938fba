import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BrokerUnavailableError } from "../src/messaging/errors.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import type { LedgerBook } from "../src/ledger/ledger-book.ts";
import * as fixture from "./support/fixture-log.ts";
import { problemIn, withComplete } from "./support/plotter-answers.ts";
import { createTestPlotter } from "./support/plotter-app.ts";

describe("the service", () => {
  it("is ready when the log is read and the broker answers", async () => {
    const broker = createMemoryBroker();
    const plotter = await createTestPlotter({ broker });
    expect(await (await plotter.app.request("/readyz")).json()).toEqual({ status: "ready" });
    broker.checkReachable = () => Promise.reject(new BrokerUnavailableError("checkReachable"));
    expect((await problemIn(plotter.app.request("/readyz"))).detail).toContain("broker");
    expect(await (await plotter.app.request("/startedz")).json()).toEqual({ status: "started" });
    plotter.stop();
    expect((await problemIn(plotter.app.request("/readyz"))).detail).toContain("stopping");
    expect((await plotter.app.request("/startedz")).status).toBe(200);
    expect(await (await plotter.app.request("/healthz")).json()).toEqual({ status: "ok" });
  });

  it("is not ready while it reads the log, and lets requests wait for that", async () => {
    const { book } = await createTestPlotter();
    let catchUp: () => void = () => undefined;
    const caughtUp = new Promise<void>((resolve) => (catchUp = resolve));
    const behind = { value: true };
    const slow: LedgerBook = Object.create(book, {
      isCaughtUp: { get: () => !behind.value },
      caughtUp: { value: caughtUp },
      position: { get: () => book.position },
    }) as LedgerBook;
    // A private field is not inherited.
    for (const method of ["get", "list", "subscribe", "waitUntil", "sequenceOf", "onReplaced"] as const)
      Object.defineProperty(slow, method, { value: book[method].bind(book) });
    const { app } = await createTestPlotter({ book: slow });
    expect((await problemIn(app.request("/readyz"))).detail).toContain("reading the log");
    expect(await problemIn(app.request("/startedz"))).toMatchObject({ status: 503, title: "Not started" });
    const list = app.request("/analyses");
    behind.value = false;
    catchUp();
    expect((await list).status).toBe(200);
  });

  it("counts what it does", async () => {
    const { app, id, post } = await withComplete();
    await post("nonsense");
    await app.request(`/analyses/${id}`);
    const metrics = await (await app.request("/metrics")).text();
    for (const line of [
      'hzz_plotter_log_events_total{kind="accepted"} 1',
      'hzz_plotter_log_events_total{kind="partition-done"} 5',
      "hzz_plotter_deltas_folded_total 5",
      "hzz_plotter_bad_records_total 0",
      'hzz_plotter_analyses{status="complete"} 1',
      'hzz_plotter_analyses{status="running"} 0',
      "hzz_plotter_streams 0",
      "hzz_plotter_caught_up 1",
      'hzz_plotter_http_request_duration_seconds_count{method="POST",route="/analyses",status="400"} 1',
      'hzz_plotter_http_request_duration_seconds_count{method="GET",route="/analyses/:id",status="200"} 1',
    ])
      expect(metrics).toContain(`${line}\n`);
    expect(Number(/^hzz_plotter_fold_seconds_total (.+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
    const again = await (await app.request("/metrics")).text();
    expect(again).toContain("hzz_plotter_deltas_folded_total 5\n");
  });

  it("names what there is and what can be done with it", async () => {
    const { app } = await createTestPlotter();
    expect((await problemIn(app.request("/nothing"))).status).toBe(404);
    const refused = await app.request("/analyses", { method: "PUT" });
    expect(refused.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "POST"]);
    expect(await problemIn(refused)).toMatchObject({ status: 405, instance: "/analyses" });
    expect((await problemIn(app.request("/analyses/x", { method: "POST" }))).status).toBe(405);
    expect((await app.request("/analyses", { method: "HEAD" })).status).toBe(200);
  });
});

describe("what a browser may do", () => {
  it("is said with every answer, problems too", async () => {
    const { app } = await createTestPlotter();
    for (const path of ["/analyses", "/nothing", "/"]) {
      const { headers } = await app.request(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("strict-transport-security")).toBeNull();
    }
  });

  it("is not to start or cancel an analysis from the page of another site", async () => {
    const { app, post } = await createTestPlotter();
    for (const origin of ["https://evil.example", "null", "http://localhost:1"]) {
      expect(await problemIn(post(fixture.spec, { origin, host: "localhost:8080" }))).toMatchObject({
        status: 403,
        title: "Foreign origin",
      });
      expect((await app.request("/analyses/x", { method: "DELETE", headers: { origin } })).status).toBe(403);
    }
    expect((await app.request("/analyses", { headers: { origin: "https://evil.example" } })).status).toBe(200);
  });

  it("is to start one from our own page, also behind a proxy that changes the host", async () => {
    const { post } = await createTestPlotter();
    expect((await post(fixture.spec, { origin: "http://localhost:8080", host: "localhost:8080" })).status).toBe(202);
    const proxied = { origin: "https://hzz.example", host: "127.0.0.1:8080", "sec-fetch-site": "same-origin" };
    expect((await post(fixture.spec, proxied)).status).toBe(200);
  });

  it("is nothing under another name than our own, where that is known", async () => {
    const { app } = await createTestPlotter({ allowedHosts: ["localhost", "127.0.0.1", "[::1]"] });
    const ask = (host: string) => app.request("/analyses", { headers: { host } });
    for (const host of ["localhost", "localhost:8080", "LOCALHOST.:80", "127.0.0.1:1", "[::1]:8080"])
      expect((await ask(host)).status).toBe(200);
    for (const host of ["evil.example", "localhost.evil.example", "evil.example:8080", "[::2]"])
      expect(await problemIn(ask(host))).toMatchObject({ status: 403, title: "Wrong host" });
  });
});

describe("the page", () => {
  const file = (text: string, type: string) => ({ bytes: new TextEncoder().encode(text), type, etag: `"${text}"` });
  const assets = new Map([
    ["index.html", file("page", "text/html; charset=utf-8")],
    ["page-ABCDEFG2.js", file("script ".repeat(500), "text/javascript; charset=utf-8")],
    ["docs/index.html", file("docs", "text/html; charset=utf-8")],
    ["lesson/index.html", file("lesson", "text/html; charset=utf-8")],
  ]);

  it("is asked for again each time, and its files, whose names change with them, only once", async () => {
    const { app } = await createTestPlotter({ assets });
    expect(await (await app.request("/")).text()).toBe("page");
    expect(await (await app.request("/docs")).text()).toBe("docs");
    expect(await (await app.request("/lesson")).text()).toBe("lesson");
    for (const path of ["/", "/docs", "/lesson", "/assets/index.html"]) {
      const page = await app.request(path);
      expect(page.headers.get("cache-control")).toBe("no-cache");
      const again = await app.request(path, { headers: { "if-none-match": page.headers.get("etag")! } });
      expect(again.status).toBe(304);
    }
    const script = await app.request("/assets/page-ABCDEFG2.js");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  it("is packed once for all who take it so", async () => {
    const { app } = await createTestPlotter({ assets });
    const ask = (encoding: string) =>
      app.request("/assets/page-ABCDEFG2.js", { headers: { "accept-encoding": encoding } });
    const packed = await ask("gzip");
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(packed.headers.get("vary")).toBe("Accept-Encoding");
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe("script ".repeat(500));
    expect(await (await ask("identity")).text()).toBe("script ".repeat(500));
    // Nothing is won by packing four letters.
    const short = await app.request("/", { headers: { "accept-encoding": "gzip" } });
    expect(short.headers.get("content-encoding")).toBeNull();
  });

  describe("with a file that the build has packed", () => {
    const script = "script ".repeat(500);
    const brotli = new Uint8Array(brotliCompressSync(script));
    const packed = new Map([["page-ABCDEFG2.js", { ...file(script, "text/javascript; charset=utf-8"), brotli }]]);
    const ask = async (encoding: string | undefined, more: Record<string, string> = {}, method = "GET") => {
      const { app } = await createTestPlotter({ assets: packed });
      const headers = { ...more, ...(encoding === undefined ? {} : { "accept-encoding": encoding }) };
      return app.request("/assets/page-ABCDEFG2.js", { method, headers });
    };
    const textOf: Readonly<Record<string, (bytes: ArrayBuffer) => string>> = {
      br: (bytes) => brotliDecompressSync(bytes).toString(),
      gzip: (bytes) => gunzipSync(bytes).toString(),
      none: (bytes) => Buffer.from(bytes).toString(),
    };

    it.each([
      ["gzip, deflate, br, zstd", "br"],
      ["br", "br"],
      ["gzip, deflate", "gzip"],
      ["br;q=0, gzip", "gzip"],
      ["br;q=0", "none"],
      ["identity", "none"],
      [undefined, "none"],
    ])("answers Accept-Encoding: %s with %s, and HEAD with the same headers", async (encoding, coding) => {
      const answer = await ask(encoding);
      const tag = packed.get("page-ABCDEFG2.js")!.etag;
      expect(answer.headers.get("content-encoding") ?? "none").toBe(coding);
      expect(answer.headers.get("vary")).toBe("Accept-Encoding");
      expect(answer.headers.get("etag")).toBe(coding === "none" ? tag : `W/${tag}`);
      expect(answer.headers.get("cache-control")).toContain("immutable");
      expect(textOf[coding]!(await answer.arrayBuffer())).toBe(script);
      const head = await ask(encoding, {}, "HEAD");
      expect(await head.text()).toBe("");
      expect([...head.headers]).toEqual([...answer.headers]);
    });

    it("is not sent again to a browser that has it packed", async () => {
      const etag = (await ask("br")).headers.get("etag")!;
      for (const encoding of ["br", "gzip", undefined]) {
        const again = await ask(encoding, { "if-none-match": etag });
        expect([again.status, again.headers.get("vary")]).toEqual([304, "Accept-Encoding"]);
      }
    });

    it("sends no parts: whoever asks for a range gets all of it", async () => {
      const answer = await ask("br", { range: "bytes=0-9" });
      expect([answer.status, answer.headers.get("accept-ranges")]).toEqual([200, null]);
    });
  });

  it.each(["/assets/", "/assets/none.js", "/assets/../package.json", "/assets/%2e%2e/package.json", "/assets/docs"])(
    "has nothing at %s",
    async (path) => {
      const { app } = await createTestPlotter({ assets });
      expect((await problemIn(app.request(path))).status).toBe(404);
    },
  );

  it("may be missing", async () => {
    const { app } = await createTestPlotter();
    expect((await problemIn(app.request("/"))).detail).toContain("built with its page");
  });
});
