import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fetchKinds } from "../../../test/support/fetch-kinds.ts";
import {
  type Answer,
  breakOff,
  chunkedPart,
  drip,
  garbage,
  gzipped,
  hangUp,
  inTurn,
  type MisbehavingServer,
  part,
  silent,
  stall,
  startMisbehavingServer,
  status,
  times,
  whole,
  wrongLength,
} from "../../../test/support/misbehaving-server.ts";
import {
  SourceInconsistentError,
  SourceNotFoundError,
  SourceUnavailableError,
  UnsupportedFormatError,
} from "../errors.ts";
import { httpDefaults, type HttpSourceOptions } from "./http-options.ts";

const content = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 31 + (i >> 8)) % 256);
const wanted = { start: 2000, stop: 4000 };
const quick: HttpSourceOptions = {
  headBytes: 100,
  wholeFileBytes: 0,
  headerTimeoutMs: 8000,
  stallTimeoutMs: 8000,
  requestTimeoutMs: 8000,
  deadlineMs: 10_000,
  minBytesPerSecond: Infinity,
  attempts: 3,
  backoffMs: 1,
  random: () => 0,
};

/** With a server of its own, so that cases which wait for a time-out wait side by side. */
const testWithServer = test.extend<{ server: MisbehavingServer }>({
  server: async ({}, use) => {
    await using server = await startMisbehavingServer();
    await use(server);
  },
});

/** Only the time-out that a case is about is short, so that a busy machine changes nothing. */
const shortHeader: HttpSourceOptions = { headerTimeoutMs: 500 };
const shortStall: HttpSourceOptions = { stallTimeoutMs: 500 };

const plus = (bytes: Uint8Array, more: number) => Uint8Array.from([...bytes, ...new Uint8Array(more)]);

/** What may pass: right bytes if it does, this error if it does not. */
const passing: [string, Answer, new (...args: never[]) => Error, RegExp, HttpSourceOptions?][] = [
  ["206 too short", part(content, { body: (b) => b.subarray(1) }), SourceInconsistentError, /announces/],
  ["206 too short, chunked", chunkedPart(content, (b) => b.subarray(1)), SourceInconsistentError, /only \d+ of \d+/],
  ["206 without a body", chunkedPart(content, (b) => b.subarray(b.length)), SourceInconsistentError, /only 0 of/],
  ["206 too long", part(content, { body: (b) => plus(b, 1) }), SourceInconsistentError, /announces/],
  ["206 too long, chunked", chunkedPart(content, (b) => plus(b, 9)), SourceInconsistentError, /more than the/],
  [
    "other range",
    part(content, { contentRange: (a, b, n) => `bytes ${a + 1}-${b}/${n}` }),
    SourceInconsistentError,
    /sends bytes/,
  ],
  [
    "shorter range",
    part(content, { contentRange: (a, b, n) => `bytes ${a}-${b - 2}/${n}` }),
    SourceInconsistentError,
    /sends bytes/,
  ],
  ["nonsense Content-Range", part(content, { contentRange: () => "bytes 7" }), SourceInconsistentError, /"bytes 7"/],
  ["no Content-Range", part(content, { contentRange: null }), SourceInconsistentError, /does not say which/],
  ["Content-Length too large", wrongLength(content, 5), SourceInconsistentError, /announces/],
  ["Content-Length too small", wrongLength(content, -5), SourceInconsistentError, /announces/],
  ["silence before the headers", silent, SourceUnavailableError, /no answer within 0.5 s/, shortHeader],
  [
    "silence after the headers",
    stall(content, 0),
    SourceUnavailableError,
    /silent for 0.5 s after 0 bytes/,
    shortStall,
  ],
  ["silence in the body", stall(content, 0.5), SourceUnavailableError, /silent for 0.5 s after \d+ bytes/, shortStall],
  ["connection lost in the body", breakOff(content), SourceUnavailableError, /connection broke after \d+ bytes/],
  ["connection closed at once", hangUp, SourceUnavailableError, /No answer/],
  ["not HTTP at all", garbage("hello\r\n\r\n"), SourceUnavailableError, /No answer/],
  ["503", status(503), SourceUnavailableError, /HTTP 503/],
  ["503 with Retry-After 0", status(503, { "retry-after": "0" }), SourceUnavailableError, /HTTP 503/],
  ["500", status(500), SourceUnavailableError, /HTTP 500/],
  ["502", status(502), SourceUnavailableError, /HTTP 502/],
  ["429", status(429), SourceUnavailableError, /HTTP 429/],
  ["408", status(408), SourceUnavailableError, /HTTP 408/],
  ["425", status(425), SourceUnavailableError, /HTTP 425/],
];

/** What another try cannot change. */
const lasting: [string, Answer, new (...args: never[]) => Error, RegExp][] = [
  ["404", status(404), SourceNotFoundError, /HTTP 404: there is no such file/],
  ["410", status(410), SourceNotFoundError, /HTTP 410/],
  ["403", status(403), SourceNotFoundError, /HTTP 403: access is refused/],
  ["401", status(401), SourceNotFoundError, /HTTP 401/],
  ["400", status(400), SourceNotFoundError, /HTTP 400/],
  ["204", status(204), SourceInconsistentError, /HTTP 204 is not an answer/],
  ["304", status(304), SourceInconsistentError, /HTTP 304/],
  ["gzip", gzipped(content), UnsupportedFormatError, /Content-Encoding "gzip"/],
  [
    "a ranged gzip",
    part(content, { headers: { "content-encoding": "gzip" } }),
    UnsupportedFormatError,
    /Content-Encoding/,
  ],
];

describe.each(fetchKinds)("%s", (_kind, open) => {
  describe.concurrent.each(passing)("a fault that may pass: %s", (_, fault, type, message, short) => {
    const limits = { ...quick, ...short };

    testWithServer("while opening, once: the file opens", async ({ server }) => {
      await using source = await open(server.serve("/x", inTurn(fault, part(content))), limits);
      expect(source.size).toBe(content.length);
      expect(source.statistics).toMatchObject({ requests: 2, retries: 1 });
    });

    testWithServer("while reading, once: the bytes are right", async ({ server }) => {
      await using source = await open(server.serve("/x", inTurn(part(content), fault, part(content))), limits);
      const [bytes] = await source.read([wanted]);
      expect([...bytes!]).toEqual([...content.subarray(wanted.start, wanted.stop)]);
      expect(source.statistics).toMatchObject({ requests: 3, retries: 1 });
    });

    testWithServer(
      "for ever: an error after all tries that says what is wrong, in bounded time",
      async ({ server }) => {
        const twice = { ...limits, attempts: 2 };
        const opening = open(server.serve("/x", fault), twice);
        await expect(opening).rejects.toThrow(type);
        await expect(opening).rejects.toThrow(message);
        await expect(opening).rejects.toThrow(/gave up after 2 tries.*file http/);
        await expect(opening).rejects.toMatchObject({ retry: "later" });
        await using source = await open(server.serve("/y", inTurn(part(content), fault)), twice);
        await expect(source.read([wanted])).rejects.toThrow(type);
        expect(server.requests).toHaveLength(5);
      },
    );
  });
});

describe.each(fetchKinds)("%s", (_kind, open) => {
  let server: MisbehavingServer;
  beforeEach(async () => {
    server = await startMisbehavingServer();
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });

  test.each(lasting)("a fault that lasts is an error at the first request: %s", async (_, fault, type, message) => {
    const opening = open(server.serve("/x", fault), quick);
    await expect(opening).rejects.toThrow(type);
    await expect(opening).rejects.toThrow(message);
    await using source = await open(server.serve("/y", inTurn(part(content), fault)), quick);
    await expect(source.read([wanted])).rejects.toThrow(type);
    expect(server.requests).toHaveLength(3);
  });

  test("416 for the first bytes is an error unless the file is empty", async () => {
    const opening = open(server.serve("/x", status(416, { "content-range": "bytes */10" })), quick);
    await expect(opening).rejects.toThrow(/HTTP 416/);
    await using source = await open(server.serve("/y", inTurn(part(content), status(416))), quick);
    await expect(source.read([wanted])).rejects.toThrow(SourceInconsistentError);
  });

  test("503 several times, then recovery: the bytes are right", async () => {
    await using source = await open(server.serve("/x", times(4, status(503), part(content))), {
      ...quick,
      attempts: 5,
    });
    expect(source.statistics).toEqual({ requests: 5, bytes: 100, retries: 4 });
  });

  describe("Retry-After", () => {
    test("is waited for", async () => {
      const answer = inTurn(status(503, { "retry-after": "1" }), part(content));
      const start = performance.now();
      await using source = await open(server.serve("/x", answer), quick);
      expect(source.statistics.retries).toBe(1);
      expect(performance.now() - start).toBeGreaterThan(950);
    });

    test("longer than the cap, or than the time that is left, is an error at once", async () => {
      const opening = open(server.serve("/x", status(503, { "retry-after": "31" })), quick);
      await expect(opening).rejects.toThrow(/asks for a pause of 31 s/);
      const hurried = open(server.serve("/y", status(429, { "retry-after": "11" })), quick);
      await expect(hurried).rejects.toThrow(/no time is left/);
      expect(server.requests).toHaveLength(2);
    });
  });

  describe("a slow server", () => {
    test("that drips within the limits gives the right bytes", async () => {
      await using source = await open(server.serve("/x", inTurn(part(content), drip(content, 200, 10))), quick);
      const [bytes] = await source.read([wanted]);
      expect([...bytes!]).toEqual([...content.subarray(wanted.start, wanted.stop)]);
      expect(source.statistics.retries).toBe(0);
    });

    test("that drips for longer than a request may take is an error after all tries", async () => {
      const answer = inTurn(part(content), drip(content, 1, 20));
      await using source = await open(server.serve("/x", answer), {
        ...quick,
        requestTimeoutMs: 200,
        attempts: 2,
      });
      await expect(source.read([wanted])).rejects.toThrow(/too slow.*gave up after 2 tries/);
    });

    test("that drips beyond the deadline of a read is an error that keeps the last failure", async () => {
      const answer = inTurn(part(content), status(500), drip(content, 1, 20));
      await using source = await open(server.serve("/x", answer), { ...quick, deadlineMs: 300 });
      const reading = source.read([wanted]);
      await expect(reading).rejects.toThrow(SourceUnavailableError);
      await expect(reading).rejects.toThrow(/did not arrive within 0.3 s; the last failure before that: .*500/);
    });

    test("is granted more time for more bytes", async () => {
      const answer = inTurn(part(content), drip(content, 200, 40));
      const limits = { ...quick, requestTimeoutMs: 1, deadlineMs: 2000, minBytesPerSecond: 500 };
      await using source = await open(server.serve("/x", answer), limits);
      await expect(source.read([wanted])).resolves.toHaveLength(1);
      expect(source.statistics.retries).toBe(0);
    });

    test("without ranges is bounded as well", async () => {
      const endless: Answer = (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write("x"), 20);
        response.on("close", () => {
          clearInterval(timer);
        });
      };
      const opening = open(server.serve("/x", endless), { ...quick, requestTimeoutMs: 200, attempts: 2 });
      await expect(opening).rejects.toThrow(/too slow/);
    });
  });

  describe("a server that cannot be reached", () => {
    test("that refuses connections is unavailable after few tries", async () => {
      const url = `${await freePort()}/x`;
      const opening = open(url, { random: () => 0 });
      await expect(opening).rejects.toThrow(SourceUnavailableError);
      await expect(opening).rejects.toThrow(/cannot be reached: it refuses connections; gave up after 3 tries/);
    });

    test("whose name is unknown is unavailable", async () => {
      const opening = open("http://no-such-host.invalid/x", { backoffMs: 1 });
      await expect(opening).rejects.toThrow(SourceUnavailableError);
      await expect(opening).rejects.toMatchObject({ retry: "later" });
    });

    test("that never answers anything is given up after the time to reach one, not after all tries", async () => {
      const opening = open(server.serve("/x", silent), { reachTimeoutMs: 200, backoffMs: 1 });
      await expect(opening).rejects.toThrow(SourceUnavailableError);
      expect(server.requests).toHaveLength(1);
    });

    test("even a fetch that hears no signal is not waited for", async () => {
      const deaf = () => new Promise<Response>(() => undefined);
      await expect(open("http://h/x", { reachTimeoutMs: 50, fetch: deaf })).rejects.toThrow(SourceUnavailableError);
    });

    test("is told of by the innermost reason where the runtime gives no code", async () => {
      const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("bad port") }));
      await expect(open("http://h/x", { fetch, attempts: 1 })).rejects.toThrow(/No answer from the server: bad port/);
    });

    test("takes 10 s at most to say so by default", () => {
      expect(httpDefaults.reachTimeoutMs).toBeLessThanOrEqual(10_000);
    });

    async function freePort(): Promise<string> {
      const holder = createServer();
      await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
      const { port } = holder.address() as AddressInfo;
      await new Promise((resolve) => holder.close(resolve));
      return `http://127.0.0.1:${port}`;
    }
  });

  test("when one request of a read fails for good, the others are ended and none is sent any more", async () => {
    const answer = inTurn(part(content), status(404), silent);
    await using source = await open(server.serve("/x", answer), {
      ...quick,
      coalesceGapBytes: 0,
      concurrency: 2,
      headerTimeoutMs: 60_000,
    });
    const far = Array.from({ length: 8 }, (_, i) => ({ start: 1000 * (i + 1), stop: 1000 * (i + 1) + 10 }));
    await expect(source.read(far)).rejects.toThrow(SourceNotFoundError);
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  test("a server without ranges that breaks off is asked again for the whole", async () => {
    const half: Answer = (_request, response) => {
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 5000), () => {
        response.destroy();
      });
    };
    await using source = await open(server.serve("/x", inTurn(half, whole(content))), quick);
    const [bytes] = await source.read([wanted]);
    expect([...bytes!]).toEqual([...content.subarray(wanted.start, wanted.stop)]);
    expect(source.statistics).toMatchObject({ requests: 2, retries: 1 });
  });
});
