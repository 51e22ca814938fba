import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** How one path answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly acceptEncoding: string | undefined;
}

/** An HTTP server on a free loopback port whose every path does what a test tells it to, good or bad. */
export interface MisbehavingServer extends AsyncDisposable {
  readonly origin: string;
  /** Every request so far, in order. */
  readonly requests: readonly SeenRequest[];
  /** Most requests that were being answered at one time. */
  readonly mostAtOnce: number;
  /** Sets how a path answers; gives its URL. */
  serve(path: string, answer: Answer): string;
}

export async function startMisbehavingServer(): Promise<MisbehavingServer> {
  const answers = new Map<string, Answer>();
  const requests: SeenRequest[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const { range, "if-range": ifRange, "accept-encoding": acceptEncoding } = request.headers;
    requests.push({
      path,
      range,
      ifRange: typeof ifRange === "string" ? ifRange : undefined,
      acceptEncoding: typeof acceptEncoding === "string" ? acceptEncoding : undefined,
    });
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on("close", () => atOnce--);
    (answers.get(path) ?? status(404))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    serve(path, answer) {
      answers.set(path, answer);
      return origin + path;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The first request gets the first answer, and so on; the last answer serves all that follow. */
export function inTurn(...answers: [Answer, ...Answer[]]): Answer {
  let n = 0;
  return (request, response) => {
    const answer = answers[Math.min(n++, answers.length - 1)]!;
    answer(request, response);
  };
}

/** The same answer `times` times, then another for ever. */
export function times(count: number, answer: Answer, then: Answer): Answer {
  return inTurn(...(Array.from({ length: count }, () => answer) as [Answer, ...Answer[]]), then);
}

/** Holds requests back until `count` of them wait, then answers them together: they must be sent at the same time. */
export function inGroups(count: number, answer: Answer): Answer {
  let waiting: (() => void)[] = [];
  return (request, response) => {
    waiting.push(() => {
      answer(request, response);
    });
    if (waiting.length < count) return;
    const group = waiting;
    waiting = [];
    for (const go of group) go();
  };
}

export interface PartOptions {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Changes what is sent; the status stays 206. */
  readonly body?: (part: Uint8Array) => Uint8Array;
  /** Content-Range instead of the right one; null leaves it out. */
  readonly contentRange?: ((start: number, stop: number, size: number) => string) | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A good server of ranges, as far as the options let it: honours If-Range, answers 416 for what cannot be. */
export function part(content: Uint8Array, options: PartOptions = {}): Answer {
  return (request, response) => {
    const etag = options.etag ?? '"v1"';
    const asked = askedRange(request);
    const { "if-range": ifRange } = request.headers;
    response.setHeader("etag", etag);
    if (options.lastModified !== undefined) response.setHeader("last-modified", options.lastModified);
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
    if (asked === undefined || (ifRange !== undefined && ifRange !== etag && ifRange !== options.lastModified)) {
      response.writeHead(200, { "content-length": content.length });
      response.end(content);
      return;
    }
    const stop = Math.min(asked.stop, content.length);
    if (asked.start >= stop) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` });
      response.end();
      return;
    }
    const tell =
      options.contentRange === undefined
        ? (a: number, b: number, size: number) => `bytes ${a}-${b - 1}/${size}`
        : options.contentRange;
    if (tell !== null) response.setHeader("content-range", tell(asked.start, stop, content.length));
    const right = content.subarray(asked.start, stop);
    const body = options.body === undefined ? right : options.body(right);
    response.writeHead(206, { "content-length": body.length });
    response.end(body);
  };
}

/** Sends the whole file whatever was asked for. */
export function whole(
  content: Uint8Array,
  options: { readonly etag?: string; readonly chunked?: boolean } = {},
): Answer {
  return (_request, response) => {
    if (options.etag !== undefined) response.setHeader("etag", options.etag);
    if (options.chunked !== true) response.setHeader("content-length", content.length);
    response.writeHead(200);
    response.end(content);
  };
}

/** The whole file, gzip-encoded without being asked. */
export function gzipped(content: Uint8Array): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(gzipSync(content));
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, headers);
    response.end();
  };
}

export function redirect(to: string, code = 302): Answer {
  return status(code, { location: to });
}

/** Takes the request and says nothing. */
export const silent: Answer = () => undefined;

/** Closes the connection without a byte. */
export const hangUp: Answer = (request) => {
  request.socket.destroy();
};

/** Right headers of a range, `share` of the body, then nothing more. */
export function stall(content: Uint8Array, share = 0.5): Answer {
  return beginPart(content, share, () => undefined);
}

/** Right headers of a range, `share` of the body, then the connection breaks. */
export function breakOff(content: Uint8Array, share = 0.5): Answer {
  return beginPart(content, share, (response) => {
    response.destroy();
  });
}

/** The range in pieces of `bytes` each, one every `everyMs`. */
export function drip(content: Uint8Array, bytes: number, everyMs: number): Answer {
  return (request, response) => {
    const range = writePartHead(request, response, content);
    let at = range.start;
    const timer = setInterval(() => {
      response.write(content.subarray(at, Math.min(at + bytes, range.stop)));
      at += bytes;
      if (at < range.stop) return;
      clearInterval(timer);
      response.end();
    }, everyMs);
    response.on("close", () => {
      clearInterval(timer);
    });
  };
}

/** A 206 whose Content-Length is off by so many bytes; the connection closes after the right body. */
export function wrongLength(content: Uint8Array, off: number): Answer {
  return (request, response) => {
    const { start, stop } = clamp(askedRange(request), content.length);
    const body = content.subarray(start, stop);
    // Written by hand: Node's own server corrects or delays such answers.
    response.socket?.write(
      `HTTP/1.1 206 Partial Content\r\nETag: "v1"\r\nContent-Range: bytes ${start}-${stop - 1}/${content.length}\r\n` +
        `Content-Length: ${body.length + off}\r\nConnection: close\r\n\r\n`,
    );
    response.socket?.end(body);
  };
}

/** A 206 in chunked coding, so that no Content-Length tells how many bytes come; `change` may shorten or lengthen them. */
export function chunkedPart(content: Uint8Array, change: (part: Uint8Array) => Uint8Array = (bytes) => bytes): Answer {
  return (request, response) => {
    const { start, stop } = clamp(askedRange(request), content.length);
    response.writeHead(206, { etag: '"v1"', "content-range": `bytes ${start}-${stop - 1}/${content.length}` });
    response.end(change(content.subarray(start, stop)));
  };
}

/** Bytes that are no HTTP at all. */
export function garbage(text: string): Answer {
  return (_request, response) => {
    response.socket?.end(text);
  };
}

function beginPart(content: Uint8Array, share: number, then: (response: ServerResponse) => void): Answer {
  return (request, response) => {
    const { start, stop } = writePartHead(request, response, content);
    response.write(content.subarray(start, start + Math.floor((stop - start) * share)), () => {
      then(response);
    });
  };
}

function writePartHead(request: IncomingMessage, response: ServerResponse, content: Uint8Array) {
  const range = clamp(askedRange(request), content.length);
  response.writeHead(206, {
    etag: '"v1"',
    "content-range": `bytes ${range.start}-${range.stop - 1}/${content.length}`,
    "content-length": range.stop - range.start,
  });
  response.flushHeaders();
  return range;
}

interface Range {
  readonly start: number;
  readonly stop: number;
}

function askedRange(request: IncomingMessage): Range | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  return match === null ? undefined : { start: Number(match[1]), stop: Number(match[2]) + 1 };
}

function clamp(range: Range | undefined, size: number): Range {
  return { start: Math.min(range?.start ?? 0, size), stop: Math.min(range?.stop ?? size, size) };
}
