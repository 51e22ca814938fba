/** Limits of one HTTP source, in bytes, milliseconds and counts. */
export const httpDefaults = {
  /** First request: holds the header and the first keys of a ROOT file, and the whole of a small file. */
  headBytes: 64 * 1024,
  /** Up to here the whole file is taken at once: a fraction of a second, where thousands of small baskets would be minutes. */
  wholeFileBytes: 4 * 1024 * 1024,
  /** Most that a server without ranges makes us hold in memory: the largest file of the 2020 four-lepton set has 182 MB. */
  maxWholeFileBytes: 256 * 1024 * 1024,
  /** Fetching so much for nothing is about as long as one round trip (13 ms at 10 MB/s). */
  coalesceGapBytes: 128 * 1024,
  /** Bounds what a broken connection costs, and the memory that one view keeps alive. */
  maxRequestBytes: 8 * 1024 * 1024,
  /** Requests at once for one source: hides the round trip; more is impolite to a public server. */
  concurrency: 4,
  /** From opening to the first answer of any kind, all tries included: how long a machine without network takes to say so. */
  reachTimeoutMs: 10_000,
  /** The longest that a server that gave no sign of life is left alone: long enough for most of a run, short enough for one that restarts. */
  silentMs: 60_000,
  /** From sending one request to its headers: file servers with tape or redirection behind them may need seconds. */
  headerTimeoutMs: 15_000,
  /** Longest silence inside a body. */
  stallTimeoutMs: 15_000,
  /** One request from first to last byte, plus its bytes at `minBytesPerSecond`. */
  requestTimeoutMs: 30_000,
  /** One read with all its requests, pauses and tries, plus its bytes at `minBytesPerSecond`. */
  deadlineMs: 120_000,
  /** The slowest connection that is still waited for, 2 Mbit/s; a slower drip is ended by the two limits above. */
  minBytesPerSecond: 256 * 1024,
  /** Sends of one request: with the pauses below about 4 s, what a restarting server or proxy needs. */
  attempts: 5,
  /** The same where no connection came about (name unknown, refused, no route): that rarely passes in seconds. */
  unreachableAttempts: 3,
  /** Pause before the second send; doubles each time, and is scattered over its upper half. */
  backoffMs: 250,
  maxBackoffMs: 10_000,
  /** A server that asks for a longer pause is not waited for: the work item comes back later instead. */
  maxRetryAfterMs: 30_000,
  /** Hops after the first URL. */
  maxRedirects: 5,
};

export type HttpSettings = Readonly<typeof httpDefaults>;

/** What is read of an answer. The `fetch` of any runtime gives it. */
export type HttpResponse = Pick<Response, "status" | "headers" | "body">;

/** Sends one request. Rejects without an answer, and ends request and body when the signal aborts. */
export type Fetch = (
  url: URL,
  init: {
    readonly method: "GET" | "HEAD";
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: "manual";
    readonly signal: AbortSignal;
  },
) => Promise<HttpResponse>;

export type CheckUrl = (url: URL) => string | undefined | Promise<string | undefined>;

export interface HttpSourceOptions extends Partial<HttpSettings> {
  /**
   * Asked for the first URL and every hop, at each request, before anything is sent: why it is refused, or undefined to let
   * it pass. Default: all pass.
   */
  readonly checkUrl?: CheckUrl;
  /** Ends the opening. */
  readonly signal?: AbortSignal;
  /** Numbers in [0, 1) that scatter the pauses; a test gives its own. */
  readonly random?: () => number;
  /** Stands in for the global `fetch`. */
  readonly fetch?: Fetch;
}
