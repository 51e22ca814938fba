import type { Where } from "../../errors/app-error.ts";
import { LocationRefusedError, SourceUnavailableError, UnsupportedFormatError } from "../errors.ts";
import type { SourceStatistics } from "./byte-source.ts";
import { checkEncoding, contentLengthOf } from "./http-answer.ts";
import { AttemptError, failureOfBody, failureOfFetch, inconsistent } from "./http-failure.ts";
import type { CheckUrl, Fetch, HttpResponse, HttpSettings } from "./http-options.ts";
import { displayName, parseHttpUrl } from "./location.ts";
import { inSeconds, type Watchdog } from "./watchdog.ts";

/** What every request of one source shares. */
export interface HttpContext {
  readonly settings: HttpSettings;
  readonly checkUrl: CheckUrl;
  readonly fetch: Fetch;
  readonly statistics: SourceStatistics;
  readonly where: Where;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** What is asked of a server. */
export interface Asked {
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends one request and follows redirects; answers the first response that is none, and the URL that gave it.
 *
 * Every URL is put before `checkUrl` first. The body is still to be read; the watchdog's signal ends it.
 * @param answered called as soon as any server answers anything.
 * @throws {AttemptError} without an answer in time, and for bad or too many redirects.
 * @throws {LocationRefusedError} if `checkUrl` or the connection refuses a URL, or a redirect leaves http(s).
 */
export async function send(
  context: HttpContext,
  first: URL,
  asked: Asked,
  watchdog: Watchdog,
  headerTimeoutMs: number,
  answered: () => void,
): Promise<{ response: HttpResponse; url: URL }> {
  const { where, settings } = context;
  const late = () =>
    new AttemptError(
      SourceUnavailableError,
      "patiently",
      `The server gave no answer within ${inSeconds(headerTimeoutMs)}`,
      where,
    );
  let url = first;
  for (let hop = 0; hop <= settings.maxRedirects; hop++) {
    watchdog.expect(headerTimeoutMs, late);
    const refusal = await watchdog.guard(Promise.resolve(context.checkUrl(url)));
    if (refusal !== undefined) throw refused(refusal, hop === 0 ? undefined : url, where);
    const response = await sendOnce(context, url, asked, watchdog);
    answered();
    if (!redirects.has(response.status)) {
      checkEncoding(response.headers, where);
      return { response, url };
    }
    url = nextHop(response, url, where);
  }
  throw inconsistent(`The server redirects more than ${settings.maxRedirects} times; check the URL`, where, "never");
}

function refused(reason: string, redirectedTo: URL | undefined, where: Where): LocationRefusedError {
  const what =
    redirectedTo === undefined
      ? "This URL may not be read here"
      : `The server redirects to ${displayName(redirectedTo)}, which may not be read here`;
  return new LocationRefusedError(`${what}: ${reason}`, where);
}

async function sendOnce(
  context: HttpContext,
  url: URL,
  { method, headers }: Asked,
  watchdog: Watchdog,
): Promise<HttpResponse> {
  context.statistics.requests += 1;
  try {
    return await watchdog.guard(
      context.fetch(url, {
        method,
        headers: { ...headers, "accept-encoding": "identity" },
        redirect: "manual",
        signal: watchdog.signal,
      }),
    );
  } catch (error) {
    if (watchdog.signal.aborted) throw error;
    throw failureOfFetch(error, context.where);
  }
}

function nextHop(response: HttpResponse, from: URL, where: Where): URL {
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location, from.href))
    throw inconsistent(`The server redirects (HTTP ${response.status}) but names no valid place`, where, "never");
  return parseHttpUrl(location, from);
}

/** Reads a body that must fill `target` exactly. */
export async function receiveInto(
  context: HttpContext,
  response: HttpResponse,
  target: Uint8Array,
  watchdog: Watchdog,
): Promise<void> {
  const { where } = context;
  const announced = contentLengthOf(response.headers);
  if (announced !== undefined && announced !== target.length)
    throw inconsistent(`The server announces ${announced} bytes where ${target.length} belong`, where);
  let filled = 0;
  await receive(context, response, watchdog, (chunk) => {
    if (filled + chunk.length > target.length)
      throw inconsistent(`The server sends more than the ${target.length} bytes that belong here`, where);
    target.set(chunk, filled);
    filled += chunk.length;
  });
  if (filled < target.length) throw inconsistent(`The server sends only ${filled} of ${target.length} bytes`, where);
}

/** Reads a body whose length may be unknown, as long as it stays within `maxWholeFileBytes`. */
export async function receiveWhole(
  context: HttpContext,
  response: HttpResponse,
  watchdog: Watchdog,
): Promise<Uint8Array> {
  const max = context.settings.maxWholeFileBytes;
  const announced = contentLengthOf(response.headers);
  if ((announced ?? 0) > max) throw tooLarge(`${announced ?? "?"} bytes`, context);
  if (announced !== undefined) {
    const whole = new Uint8Array(announced);
    await receiveInto(context, response, whole, watchdog);
    return whole;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  await receive(context, response, watchdog, (chunk) => {
    length += chunk.length;
    if (length > max) throw tooLarge(`more than ${max} bytes`, context);
    chunks.push(chunk);
  });
  const whole = new Uint8Array(length);
  let filled = 0;
  for (const chunk of chunks) {
    whole.set(chunk, filled);
    filled += chunk.length;
  }
  return whole;
}

function tooLarge(size: string, { settings, where }: HttpContext): AttemptError {
  return new AttemptError(
    UnsupportedFormatError,
    "never",
    `The server does not support ranges, and the file is too large to be read whole (${size}, at most ${settings.maxWholeFileBytes}); use a server with ranges or a local copy`,
    where,
  );
}

async function receive(
  context: HttpContext,
  response: HttpResponse,
  watchdog: Watchdog,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const { settings, statistics, where } = context;
  let received = 0;
  const stalled = () =>
    new AttemptError(
      SourceUnavailableError,
      "patiently",
      `The server went silent for ${inSeconds(settings.stallTimeoutMs)} after ${received} bytes`,
      where,
    );
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    watchdog.expect(settings.stallTimeoutMs, stalled);
    const next = await watchdog.guard(reader.read()).catch((error: unknown) => {
      throw watchdog.signal.aborted ? error : failureOfBody(error, received, where);
    });
    if (next.done) return;
    received += next.value.length;
    statistics.bytes += next.value.length;
    take(next.value);
  }
}
