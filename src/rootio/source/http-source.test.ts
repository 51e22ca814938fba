import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fetchKinds } from "../../../test/support/fetch-kinds.ts";
import {
  breakOff,
  chunkedPart,
  inGroups,
  inTurn,
  type MisbehavingServer,
  part,
  redirect,
  silent,
  startMisbehavingServer,
  status,
  whole,
} from "../../../test/support/misbehaving-server.ts";
import {
  LocationRefusedError,
  ShortReadError,
  SourceInconsistentError,
  SourceUnavailableError,
  UnsupportedFormatError,
} from "../errors.ts";

const content = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 31 + (i >> 8)) % 256);
const bytesOf = (start: number, stop: number) => [...content.subarray(start, stop)];
/** A small file that is nevertheless read by ranges. */
const byRanges = { headBytes: 100, wholeFileBytes: 0, coalesceGapBytes: 50, maxRequestBytes: 1000, backoffMs: 1 };

let server: MisbehavingServer;
beforeEach(async () => {
  server = await startMisbehavingServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

describe.each(fetchKinds)("%s", (_kind, open) => {
  describe("a server with ranges", () => {
    test("opening is one request, and reads inside the head cost none", async () => {
      const url = server.serve("/x.root?signature=secret", part(content));
      await using source = await open(url, byRanges);
      expect(source).toMatchObject({ name: `${server.origin}/x.root?…`, size: 10_000 });
      const [a, b] = await source.read([
        { start: 90, stop: 100 },
        { start: 0, stop: 4 },
      ]);
      expect([[...a!], [...b!]]).toEqual([bytesOf(90, 100), bytesOf(0, 4)]);
      expect(source.statistics).toEqual({ requests: 1, bytes: 100, retries: 0 });
      // The runtime may add a second "identity" of its own, since a range is asked for.
      expect(server.requests).toEqual([
        {
          path: "/x.root?signature=secret",
          range: "bytes=0-99",
          ifRange: undefined,
          acceptEncoding: expect.stringMatching(/^identity(, identity)?$/) as string,
        },
      ]);
    });

    test("near ranges share a request, far ones do not, a long one is cut, and If-Range names the version", async () => {
      await using source = await open(server.serve("/x", part(content)), byRanges);
      const ranges = [
        { start: 5000, stop: 7500 },
        { start: 200, stop: 300 },
        { start: 350, stop: 400 },
        { start: 451, stop: 460 },
        { start: 10, stop: 20 },
        { start: 9999, stop: 9999 },
      ];
      const found = await source.read(ranges);
      expect(found.map((bytes) => [...bytes])).toEqual(ranges.map(({ start, stop }) => bytesOf(start, stop)));
      expect(
        server.requests
          .slice(1)
          .map(({ range, ifRange }) => [range, ifRange])
          .toSorted(),
      ).toEqual([
        ["bytes=200-399", '"v1"'],
        ["bytes=451-459", '"v1"'],
        ["bytes=5000-5832", '"v1"'],
        ["bytes=5833-6665", '"v1"'],
        ["bytes=6666-7499", '"v1"'],
      ]);
      expect(source.statistics).toEqual({ requests: 6, bytes: 100 + 200 + 9 + 2500, retries: 0 });
    });

    test("at most so many requests run at once, over all reads together", async () => {
      const far = Array.from({ length: 12 }, (_, i) => ({ start: 200 + i * 800, stop: 300 + i * 800 }));
      const answer = inTurn(part(content), inGroups(3, part(content)));
      await using source = await open(server.serve("/x", answer), { ...byRanges, concurrency: 3 });
      await Promise.all([source.read(far.slice(0, 6)), source.read(far.slice(6))]);
      expect(server.requests).toHaveLength(13);
      expect(server.mostAtOnce).toBe(3);
    });

    test("a small file is taken whole at the first read beyond its head, once for all readers", async () => {
      await using source = await open(server.serve("/x", part(content)), { headBytes: 100 });
      const [[a], [b]] = await Promise.all([
        source.read([{ start: 9000, stop: 9010 }]),
        source.read([{ start: 50, stop: 150 }]),
      ]);
      await source.read([{ start: 0, stop: 10_000 }]);
      expect([[...a!], [...b!]]).toEqual([bytesOf(9000, 9010), bytesOf(50, 150)]);
      expect(server.requests.map(({ range }) => range)).toEqual(["bytes=0-99", "bytes=100-9999"]);
      expect(source.statistics).toEqual({ requests: 2, bytes: 10_000, retries: 0 });
    });

    test("a file that fits into the head needs no second request", async () => {
      await using source = await open(server.serve("/x", part(content)));
      const [all] = await source.read([{ start: 0, stop: 10_000 }]);
      expect([...all!]).toEqual([...content]);
      expect(source.statistics.requests).toBe(1);
    });

    test("chunked coding without Content-Length is fine", async () => {
      await using source = await open(server.serve("/x", chunkedPart(content)), byRanges);
      const [bytes] = await source.read([{ start: 300, stop: 600 }]);
      expect([...bytes!]).toEqual(bytesOf(300, 600));
    });

    test.each([
      ["a range server", part(new Uint8Array(0))],
      ["a server without ranges", whole(new Uint8Array(0))],
    ])("an empty file on %s has size 0", async (_, answer) => {
      await using source = await open(server.serve("/x", answer));
      expect(source.size).toBe(0);
      await expect(source.read([{ start: 0, stop: 0 }])).resolves.toEqual([new Uint8Array(0)]);
      await expect(source.read([{ start: 0, stop: 1 }])).rejects.toThrow(ShortReadError);
    });

    const untold = { contentRange: (start: number, stop: number) => `bytes ${start}-${stop - 1}/*` };

    test("one that leaves the size open is asked for it once, and read by ranges", async () => {
      await using source = await open(server.serve("/x", part(content, untold)), byRanges);
      expect(source.size).toBe(10_000);
      const [bytes] = await source.read([{ start: 9000, stop: 9010 }]);
      expect([...bytes!]).toEqual(bytesOf(9000, 9010));
      expect(server.requests.map(({ range }) => range)).toEqual(["bytes=0-99", undefined, "bytes=9000-9009"]);
      expect(source.statistics.retries).toBe(0);
    });

    test("one that tells the size to nobody is read as a whole", async () => {
      const answer = inTurn(part(content, untold), status(405), whole(content, { chunked: true }));
      await using source = await open(server.serve("/x", answer), byRanges);
      const [bytes] = await source.read([{ start: 9000, stop: 9010 }]);
      expect([source.size, ...bytes!]).toEqual([10_000, ...bytesOf(9000, 9010)]);
      expect(server.requests).toHaveLength(3);
    });

    test("one that tells another size, or version, than it sent is refused", async () => {
      const short = inTurn(part(content.subarray(0, 50), untold), part(content, untold));
      await expect(open(server.serve("/short", short), { ...byRanges, attempts: 1 })).rejects.toThrow(/were asked for/);
      const other = inTurn(part(content, untold), part(content, { ...untold, etag: '"v2"' }));
      await expect(open(server.serve("/other", other), byRanges)).rejects.toThrow(/another ETag/);
    });

    test("a range past the end is refused without a request", async () => {
      await using source = await open(server.serve("/x", part(content)));
      await expect(source.read([{ start: 9999, stop: 10_001 }])).rejects.toThrow(ShortReadError);
      expect(server.requests).toHaveLength(1);
    });

    test("If-Range is a date where the ETag is missing, and is left out for weak ETags", async () => {
      const old = { "last-modified": "Wed, 01 Jan 2020 00:00:00 GMT" };
      const dated = server.serve("/dated", part(content, { etag: "", headers: old }));
      const weak = server.serve("/weak", part(content, { etag: 'W/"v1"', headers: old }));
      for (const url of [dated, weak]) {
        await using source = await open(url, byRanges);
        await source.read([{ start: 300, stop: 310 }]);
      }
      expect(server.requests.map(({ ifRange }) => ifRange)).toEqual([undefined, undefined, undefined, undefined]);
    });
  });

  describe("a server without ranges", () => {
    test.each([[false], [true]])("the file is taken once, while opening (chunked: %s)", async (chunked) => {
      await using source = await open(server.serve("/x", whole(content, { chunked })), byRanges);
      const [bytes] = await source.read([{ start: 8000, stop: 9000 }]);
      expect([...bytes!]).toEqual(bytesOf(8000, 9000));
      expect(source.statistics).toEqual({ requests: 1, bytes: 10_000, retries: 0 });
    });

    test.each([[false], [true]])("a file over the bound is refused in words (chunked: %s)", async (chunked) => {
      const opening = open(server.serve("/x", whole(content, { chunked })), { maxWholeFileBytes: 9999 });
      await expect(opening).rejects.toThrow(UnsupportedFormatError);
      await expect(opening).rejects.toThrow(/does not support ranges.*at most 9999/);
      expect(server.requests).toHaveLength(1);
    });

    test("a server that stops to serve ranges makes us take the file whole, once for all readers", async () => {
      const answer = inTurn(part(content), whole(content, { etag: '"v1"' }));
      await using source = await open(server.serve("/x", answer), byRanges);
      const found = await Promise.all([
        source.read([{ start: 500, stop: 600 }]),
        source.read([
          { start: 700, stop: 710 },
          { start: 9000, stop: 9010 },
        ]),
      ]);
      expect(found.flat().map((bytes) => [...bytes])).toEqual([
        bytesOf(500, 600),
        bytesOf(700, 710),
        bytesOf(9000, 9010),
      ]);
      expect(server.requests.filter(({ range }) => range === undefined)).toHaveLength(1);
    });

    test("the same happens for a small file that is about to be taken whole by ranges", async () => {
      const answer = inTurn(part(content), whole(content));
      await using source = await open(server.serve("/x", answer), { headBytes: 100 });
      const [bytes] = await source.read([{ start: 500, stop: 600 }]);
      expect([...bytes!]).toEqual(bytesOf(500, 600));
    });
  });

  describe("a file that changes while it is read", () => {
    const other = content.toReversed();
    test.each([
      ["the range server honours If-Range", part(other, { etag: '"v2"' })],
      ["the size differs", part(content.subarray(1))],
      ["a server without ranges sends another ETag", whole(other, { etag: '"v2"' })],
      ["a server without ranges sends another length", whole(content.subarray(1))],
      ["it shrinks below the range", part(content.subarray(0, 200))],
    ])("is an error, found at once: %s", async (_, then) => {
      await using source = await open(server.serve("/x", inTurn(part(content), then)), byRanges);
      const reading = source.read([{ start: 300, stop: 400 }]);
      await expect(reading).rejects.toThrow(SourceInconsistentError);
      await expect(reading).rejects.toThrow(/changed on the server/);
      expect(source.statistics.retries).toBe(0);
    });

    test("another Last-Modified is seen even where the server ignores If-Range", async () => {
      const dated = (lastModified: string) => chunkedWithDate(lastModified);
      const answer = inTurn(dated("Wed, 01 Jan 2020 00:00:00 GMT"), dated("Thu, 02 Jan 2020 00:00:00 GMT"));
      await using source = await open(server.serve("/x", answer), byRanges);
      await expect(source.read([{ start: 300, stop: 400 }])).rejects.toThrow(/another Last-Modified/);
    });

    function chunkedWithDate(lastModified: string) {
      const answer = chunkedPart(content);
      return (...exchange: Parameters<typeof answer>) => {
        exchange[1].setHeader("last-modified", lastModified);
        answer(...exchange);
      };
    }
  });

  describe("redirects", () => {
    test("are followed, and remembered for the next request", async () => {
      server.serve("/replica", part(content));
      server.serve("/hop", redirect("/replica", 307));
      await using source = await open(server.serve("/x", redirect("/hop", 301)), byRanges);
      const [bytes] = await source.read([{ start: 300, stop: 310 }]);
      expect([...bytes!]).toEqual(bytesOf(300, 310));
      expect(server.requests.map(({ path }) => path)).toEqual(["/x", "/hop", "/replica", "/replica"]);
      expect(source.statistics.requests).toBe(4);
    });

    test("a replica that is gone is looked for again from the first URL", async () => {
      server.serve("/replica-1", inTurn(part(content), status(404)));
      server.serve("/replica-2", part(content));
      const first = inTurn(redirect("/replica-1"), redirect("/replica-2"));
      await using source = await open(server.serve("/x", first), byRanges);
      const [bytes] = await source.read([{ start: 300, stop: 310 }]);
      expect([...bytes!]).toEqual(bytesOf(300, 310));
      expect(server.requests.map(({ path }) => path)).toEqual(["/x", "/replica-1", "/replica-1", "/x", "/replica-2"]);
      expect(source.statistics.retries).toBe(1);
    });

    test("a loop ends with an error", async () => {
      await expect(open(server.serve("/x", redirect("/x")))).rejects.toThrow(/more than 5 times/);
      expect(server.requests).toHaveLength(6);
    });

    test.each([["ftp://h/x"], ["http://user:secret@127.0.0.1/"], ["file:///etc/passwd"]])(
      "to %s is refused",
      async (to) => {
        const opening = open(server.serve("/x", redirect(to)));
        await expect(opening).rejects.toThrow(LocationRefusedError);
        await expect(opening).rejects.not.toThrow("secret");
      },
    );

    test.each([{}, { location: "http://[" }])("with the headers %j are an error", async (headers) => {
      const opening = open(server.serve("/x", status(302, headers)));
      await expect(opening).rejects.toThrow(SourceInconsistentError);
    });

    test("the policy is asked for the first URL and every hop, before anything is sent there", async () => {
      server.serve("/secret", part(content));
      const url = server.serve("/x", redirect("/secret"));
      const asked: string[] = [];
      const checkUrl = (candidate: URL) => {
        asked.push(candidate.pathname);
        return Promise.resolve(candidate.pathname === "/secret" ? "it is secret" : undefined);
      };
      const opening = open(url, { checkUrl });
      await expect(opening).rejects.toThrow(LocationRefusedError);
      await expect(opening).rejects.toThrow(/redirects to .*\/secret, which may not be read here: it is secret/);
      await expect(open(url, { checkUrl: () => "no" })).rejects.toThrow(/This URL may not be read here: no /);
      expect(asked).toEqual(["/x", "/secret"]);
      expect(server.requests.map(({ path }) => path)).toEqual(["/x"]);
    });

    test("a policy that never answers runs into the time-out", async () => {
      const checkUrl = () => new Promise<undefined>(() => undefined);
      const opening = open(server.serve("/x", part(content)), { checkUrl, headerTimeoutMs: 50, attempts: 1 });
      await expect(opening).rejects.toThrow(SourceUnavailableError);
    });
  });

  describe("ending early", () => {
    test("a signal ends the opening and a read, with its reason; the source can still be read", async () => {
      const url = server.serve("/x", inTurn(silent, part(content), silent, part(content)));
      const reason = new Error("enough");
      await expect(endedOnRequest(1, (signal) => open(url, { signal }), reason)).rejects.toBe(reason);
      await using source = await open(url, byRanges);
      const reading = endedOnRequest(3, (signal) => source.read([{ start: 300, stop: 400 }], { signal }), reason);
      await expect(reading).rejects.toBe(reason);
      const [bytes] = await source.read([{ start: 300, stop: 400 }]);
      expect([...bytes!]).toEqual(bytesOf(300, 400));
    });

    test("who leaves a shared download does not end it for the others", async () => {
      const url = server.serve("/x", inTurn(part(content), breakOff(content), part(content)));
      await using source = await open(url, { headBytes: 100, backoffMs: 1 });
      const leaving = new AbortController();
      const left = source.read([{ start: 300, stop: 400 }], { signal: leaving.signal });
      const stayed = source.read([{ start: 500, stop: 600 }]);
      leaving.abort(new Error("enough"));
      await expect(left).rejects.toThrow("enough");
      expect((await stayed).map((bytes) => [...bytes])).toEqual([bytesOf(500, 600)]);
    });

    test("closing ends reads that are going on, and later ones fail", async () => {
      const source = await open(server.serve("/x", inTurn(part(content), silent)), byRanges);
      const reading = source.read([{ start: 300, stop: 400 }]);
      await source[Symbol.asyncDispose]();
      await expect(reading).rejects.toThrow(/has been closed/);
      await expect(source.read([{ start: 0, stop: 1 }])).rejects.toThrow(SourceUnavailableError);
    });

    /** Starts something, and aborts its signal as soon as the server has seen the n-th request. */
    async function endedOnRequest<T>(n: number, start: (signal: AbortSignal) => Promise<T>, reason: Error): Promise<T> {
      const controller = new AbortController();
      const going = start(controller.signal);
      const aborted = (async () => {
        await expect.poll(() => server.requests.length, { interval: 2 }).toBe(n);
        controller.abort(reason);
      })();
      const [result] = await Promise.all([going, aborted]);
      return result;
    }
  });
});
