import { gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { chosenCoding, type Coding, compression } from "./compression.ts";
import { bytesOf, wholeBody } from "./whole-body.ts";

const long = JSON.stringify(Array.from({ length: 1000 }, (_, i) => i));
const stream = () =>
  new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(2000));
    },
  });

const app = new Hono();
app.use(compression());
app.get("/long", () => new Response(long, { headers: { "content-type": "application/json", etag: '"a"' } }));
app.get("/problem", () => new Response(long, { status: 422, headers: { "content-type": "application/problem+json" } }));
app.get("/short", (c) => c.json({ status: "ok" }));
app.get("/root", () => new Response(long, { headers: { "content-type": "application/octet-stream" } }));
app.get("/events", () => new Response(stream(), { headers: { "content-type": "text/event-stream; charset=utf-8" } }));
app.get("/none", () => new Response(null, { status: 304, headers: { vary: "Accept" } }));

const ask = (path: string, encodings = "gzip, deflate, br", method = "GET") =>
  app.request(path, { method, headers: { "accept-encoding": encodings } });

describe("an answer of text above 1 kB", () => {
  it.each([
    ["/long", 200],
    ["/problem", 422],
  ])("is packed, with its status and type (%s)", async (path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("content-type")).toContain("json");
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes.length).toBeLessThan(long.length / 2);
    expect(gunzipSync(bytes).toString()).toBe(long);
  });

  it("has a weak tag when it is packed, since its bytes are others", async () => {
    expect((await ask("/long")).headers.get("etag")).toBe('W/"a"');
    expect((await ask("/long", "identity")).headers.get("etag")).toBe('"a"');
  });

  it("is sent as it is to a client that does not take gzip, which a cache is told", async () => {
    const answer = await ask("/long", "br");
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(await answer.text()).toBe(long);
  });
});

it("an answer that many ask for is packed once, and held meanwhile", async () => {
  const document = new TextEncoder().encode(JSON.stringify(Array.from({ length: 20_000 }, (_, i) => Math.sin(i))));
  const held: string[] = [];
  const shared = new Hono();
  shared.use(
    compression(() => (memory) => {
      held.push(`hold ${memory === document.buffer}`);
      return () => held.push("let go");
    }),
  );
  shared.get("/", () => new Response(wholeBody(document), { headers: { "content-type": "application/json" } }));
  const ask = () => shared.request("/", { headers: { "accept-encoding": "gzip" } });
  const answers = [...(await Promise.all([ask(), ask()])), await ask()];
  const packed = answers.map(({ body }) => bytesOf(body!));
  expect(packed[0]).toBeDefined();
  expect(new Set(packed).size).toBe(1);
  expect(held.toSorted()).toEqual([...Array<string>(3).fill("hold true"), ...Array<string>(3).fill("let go")]);
  expect(gunzipSync(new Uint8Array(await answers.at(-1)!.arrayBuffer())).equals(document)).toBe(true);
});

describe("not packed", () => {
  it("are short answers, and files of other kinds", async () => {
    expect(await (await ask("/short")).text()).toBe('{"status":"ok"}');
    expect(await (await ask("/root")).text()).toBe(long);
    for (const path of ["/short", "/root"]) expect((await ask(path)).headers.get("content-encoding")).toBeNull();
  });

  it("are streams of events, and answers without a body", async () => {
    const events = await ask("/events");
    expect(events.headers.get("content-encoding")).toBeNull();
    await events.body?.cancel();
    const none = await ask("/none");
    expect([none.status, none.headers.get("vary")]).toEqual([304, "Accept, Accept-Encoding"]);
    expect((await ask("/long", "gzip", "HEAD")).headers.get("content-encoding")).toBeNull();
  });
});

it.each<[string | undefined, Coding | undefined]>([
  [undefined, undefined],
  ["", undefined],
  ["gzip", "gzip"],
  ["br", "br"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["br, GZIP;q=0.5", "br"],
  ["br;q=0.5, gzip", "gzip"],
  ["BR;q=0.5, gzip;q=0.5", "br"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0, gzip;q=0", undefined],
  ["br; q=0.0, *", "gzip"],
  ["*", "br"],
  ["*;q=0", undefined],
  ["*;q=0, gzip", "gzip"],
  ["identity, gzip-like, brotli", undefined],
  ["br;q=x", undefined],
])("Accept-Encoding: %s chooses %s", (header, coding) => {
  expect(chosenCoding(header, ["br", "gzip"])).toBe(coding);
});

it("only a coding that is offered is chosen", () => {
  expect(chosenCoding("br, gzip;q=0.1", ["gzip"])).toBe("gzip");
  expect(chosenCoding("br", ["gzip"])).toBeUndefined();
});
