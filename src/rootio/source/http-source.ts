import { checkRanges, coalesce, split } from "./byte-ranges.ts";
import type { ByteRange, ByteSource, SourceStatistics } from "./byte-source.ts";
import {
  checkRange,
  checkVersion,
  contentLengthOf,
  contentRangeOf,
  unsatisfiedSizeOf,
  type Version,
  versionOf,
} from "./http-answer.ts";
import { HttpClient, type Receive } from "./http-client.ts";
import { receiveInto, receiveWhole } from "./http-exchange.ts";
import { failureOfStatus, inconsistent } from "./http-failure.ts";
import type { HttpSourceOptions } from "./http-options.ts";
import type { Budget } from "./http-retry.ts";
import { Limiter } from "./limiter.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * A file on an HTTP(S) server, read by range requests on the global `fetch`.
 *
 * Opening is one request for the head, which also tells size and version. Reads inside the head cost nothing; near
 * ranges share a request; a small file is taken whole at the first read beyond its head. A server that ignores ranges
 * makes us take the file whole, up to `maxWholeFileBytes`. Every answer must be exactly what was asked for, of the version
 * that was opened. Nothing waits longer than the limits in `http-options.ts`.
 *
 * @throws {SourceNotFoundError} for 401, 403, 404, 410 and other client errors.
 * @throws {SourceUnavailableError} if the server cannot be reached, is too slow, breaks off, or answers 5xx, after all tries.
 * @throws {SourceInconsistentError} if it sends other bytes than it promises, or the file changes while it is read.
 * @throws {UnsupportedFormatError} for compressed answers, and for too large a file without ranges.
 * @throws {LocationRefusedError} if this is no http(s) URL, or `checkUrl` or the connection refuses it or a redirect.
 */
export async function openHttpSource(url: string, options: HttpSourceOptions = {}): Promise<ByteSource> {
  const client = new HttpClient(url, options);
  const { headBytes } = client.settings;
  const budget = client.budget(headBytes, options.signal);
  try {
    const range = { start: 0, stop: headBytes };
    const head = await client.request(budget, { range, bytes: headBytes }, receiveHead(client));
    return new HttpSource(client, isOpened(head) ? head : await askSize(client, budget, head));
  } finally {
    budget[Symbol.dispose]();
  }
}

/** The beginning of the file, or all of it, and what the first answer tells. */
interface Opened {
  readonly version: Version;
  readonly held: Uint8Array;
  readonly ranges: boolean;
}

/** A beginning without the total size, which the server has left open. */
interface HeadOnly {
  readonly headers: Headers;
  readonly held: Uint8Array;
}

function isOpened(head: Opened | HeadOnly): head is Opened {
  return "version" in head;
}

/** Asks for the size alone, once; the whole file is taken where the server does not tell it then either. */
async function askSize(client: HttpClient, budget: Budget, { headers, held }: HeadOnly): Promise<Opened> {
  const { where, settings } = client;
  const size = await client.request(budget, { method: "HEAD", bytes: 0 }, async (response) => {
    await response.body?.cancel();
    if (response.status !== 200) return undefined;
    const told = contentLengthOf(response.headers);
    if (told !== undefined) checkVersion(versionOf(headers, told), response.headers, told, where);
    return told;
  });
  if (size !== undefined) {
    checkRange({ start: 0, stop: held.length }, { start: 0, stop: Math.min(settings.headBytes, size) }, where);
    return { version: versionOf(headers, size), held, ranges: true };
  }
  const whole = await client.request(budget, { bytes: settings.headBytes }, receiveHead(client));
  if (isOpened(whole)) return whole;
  throw inconsistent("The server does not give the size of the file", where, "never").toFinal("");
}

/** Reads the answer to the first request: a part (206), the whole file (200), or the word that it is empty (416). */
function receiveHead(client: HttpClient): Receive<Opened | HeadOnly> {
  const { where, settings } = client;
  return async (response, watchdog, allow) => {
    const { headers, status } = response;
    if (status === 206) {
      const told = contentRangeOf(headers, where);
      const { size } = told;
      checkRange(told, { start: 0, stop: Math.min(settings.headBytes, size ?? told.stop) }, where);
      const held = new Uint8Array(told.stop);
      await receiveInto(client, response, held, watchdog);
      return size === undefined ? { headers, held } : { version: versionOf(headers, size), held, ranges: true };
    }
    if (status === 200) {
      allow(Math.min(contentLengthOf(headers) ?? settings.maxWholeFileBytes, settings.maxWholeFileBytes));
      const held = await receiveWhole(client, response, watchdog);
      return { version: versionOf(headers, held.length), held, ranges: false };
    }
    if (status !== 416) throw failureOfStatus(response, where);
    // An empty file has no first byte, so its range cannot be satisfied.
    if (unsatisfiedSizeOf(headers) !== 0)
      throw inconsistent("HTTP 416: the server refuses the first bytes of the file", where, "never");
    return { version: versionOf(headers, 0), held: new Uint8Array(0), ranges: true };
  };
}

class HttpSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly statistics: Readonly<SourceStatistics>;
  readonly #client: HttpClient;
  readonly #version: Version;
  readonly #limiter: Limiter;
  /** The first bytes of the file; all of them once it has been taken whole. */
  #held: Uint8Array;
  #ranges: boolean;
  #download: Promise<void> | undefined;

  constructor(client: HttpClient, { version, held, ranges }: Opened) {
    this.name = client.name;
    this.size = version.size;
    this.statistics = client.statistics;
    this.#client = client;
    this.#version = version;
    this.#limiter = new Limiter(client.settings.concurrency);
    this.#held = held;
    this.#ranges = ranges;
  }

  async read(ranges: readonly ByteRange[], options: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array[]> {
    options.signal?.throwIfAborted();
    this.#client.closing.throwIfAborted();
    checkRanges(ranges, this.size, this.name);
    const isMissing = ({ start, stop }: ByteRange) => stop > this.#held.length && stop > start;
    const missing = ranges.filter(isMissing);
    if (missing.length > 0) {
      const whole = !this.#ranges || this.size <= this.#client.settings.wholeFileBytes;
      const fetched = whole ? undefined : await this.#fetch(missing, options.signal);
      if (fetched !== undefined)
        return ranges.map((range) => fetched.get(range) ?? this.#held.subarray(range.start, range.stop));
      await this.#takeWhole(options.signal);
    }
    return ranges.map(({ start, stop }) => this.#held.subarray(start, stop));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }

  /** The bytes of each range; undefined if the server has stopped to serve ranges. */
  async #fetch(
    ranges: readonly ByteRange[],
    signal: AbortSignal | undefined,
  ): Promise<Map<ByteRange, Uint8Array> | undefined> {
    const { coalesceGapBytes, maxRequestBytes } = this.#client.settings;
    const segments = coalesce(ranges, coalesceGapBytes, maxRequestBytes);
    const budget = this.#client.budget(
      segments.reduce((sum, { start, stop }) => sum + stop - start, 0),
      signal,
    );
    try {
      const found = new Map<ByteRange, Uint8Array>();
      const tasks = segments.map(async (segment) => {
        const target = new Uint8Array(segment.stop - segment.start);
        const served = await this.#fill(budget, segment, target);
        for (const member of segment.members) {
          const range = ranges[member]!;
          found.set(range, target.subarray(range.start - segment.start, range.stop - segment.start));
        }
        return served;
      });
      return (await Promise.all(tasks)).every(Boolean) ? found : undefined;
    } finally {
      // After a failure this ends the requests that are still going on.
      budget[Symbol.dispose]();
    }
  }

  /** Fills `target` with a stretch of the file; false if the server has stopped to serve ranges. */
  async #fill(budget: Budget, stretch: ByteRange, target: Uint8Array): Promise<boolean> {
    const pieces = split(stretch, this.#client.settings.maxRequestBytes).map((range) => {
      const part = target.subarray(range.start - stretch.start, range.stop - stretch.start);
      const request = { range, ifRange: this.#version.ifRange, bytes: part.length };
      return this.#limiter.run(budget.watchdog, () =>
        this.#client.request(budget, request, this.#receivePiece(range, part)),
      );
    });
    return (await Promise.all(pieces)).every(Boolean);
  }

  #receivePiece(range: ByteRange, target: Uint8Array): Receive<boolean> {
    const { where } = this.#client;
    return async (response, watchdog) => {
      const { headers, status } = response;
      if (status === 206) {
        const told = contentRangeOf(headers, where);
        checkVersion(this.#version, headers, told.size, where);
        checkRange(told, range, where);
        await receiveInto(this.#client, response, target, watchdog);
        return true;
      }
      if (status === 200) {
        checkVersion(this.#version, headers, contentLengthOf(headers), where);
        this.#ranges = false;
        return false;
      }
      if (status !== 416) throw failureOfStatus(response, where);
      checkVersion(this.#version, headers, unsatisfiedSizeOf(headers), where);
      throw inconsistent(`HTTP 416: the server refuses bytes of a file that has ${this.size}`, where);
    };
  }

  /** Has the whole file in memory when it resolves. Readers that come meanwhile share the download. */
  async #takeWhole(signal: AbortSignal | undefined): Promise<void> {
    if (this.#held.length === this.size) return;
    this.#download ??= this.#downloadWhole().finally(() => {
      this.#download = undefined;
    });
    const { closing } = this.#client;
    const watchdog = new Watchdog(signal === undefined ? [closing] : [closing, signal]);
    try {
      await watchdog.guard(this.#download);
    } finally {
      watchdog[Symbol.dispose]();
    }
  }

  async #downloadWhole(): Promise<void> {
    const budget = this.#client.budget(this.size, undefined);
    try {
      if (this.#ranges) {
        const whole = new Uint8Array(this.size);
        whole.set(this.#held);
        const rest = { start: this.#held.length, stop: this.size };
        if (await this.#fill(budget, rest, whole.subarray(rest.start))) {
          this.#held = whole;
          return;
        }
      }
      this.#held = await this.#client.request(budget, { bytes: this.size }, this.#receiveAll());
    } finally {
      budget[Symbol.dispose]();
    }
  }

  #receiveAll(): Receive<Uint8Array> {
    const { where } = this.#client;
    return async (response, watchdog) => {
      if (response.status === 206)
        throw inconsistent("The server sends a part where the whole file was asked for", where);
      if (response.status !== 200) throw failureOfStatus(response, where);
      checkVersion(this.#version, response.headers, contentLengthOf(response.headers), where);
      const whole = await receiveWhole(this.#client, response, watchdog);
      checkVersion(this.#version, response.headers, whole.length, where);
      return whole;
    };
  }
}
