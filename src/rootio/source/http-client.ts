import type { Where } from "../../errors/app-error.ts";
import { ServerUnreachableError, SourceNotFoundError, SourceUnavailableError } from "../errors.ts";
import type { ByteRange, SourceStatistics } from "./byte-source.ts";
import { type HttpContext, send } from "./http-exchange.ts";
import { AttemptError } from "./http-failure.ts";
import {
  type CheckUrl,
  type Fetch,
  httpDefaults,
  type HttpResponse,
  type HttpSettings,
  type HttpSourceOptions,
} from "./http-options.ts";
import { Budget, withRetries } from "./http-retry.ts";
import { displayName, parseHttpUrl } from "./location.ts";
import { Watchdog } from "./watchdog.ts";

/** What one request asks for, and how many bytes it may bring, which decides how long it may take. */
export interface Request {
  /** `HEAD`: only what the server tells of the file. */
  readonly method?: "HEAD";
  /** Left out: the whole file. */
  readonly range?: ByteRange;
  readonly ifRange?: string | undefined;
  readonly bytes: number;
}

/** Reads the answer to one request; throws AttemptError to have it sent again. `allow` grants the time for more bytes. */
export type Receive<T> = (response: HttpResponse, watchdog: Watchdog, allow: (bytes: number) => void) => Promise<T>;

/** Requests about one remote file: time limits, tries, redirects. It knows nothing of what the bytes are for. */
export class HttpClient implements HttpContext {
  readonly settings: HttpSettings;
  readonly statistics: SourceStatistics = { requests: 0, bytes: 0, retries: 0 };
  readonly where: Where;
  readonly name: string;
  readonly checkUrl: CheckUrl;
  readonly fetch: Fetch;
  readonly random: () => number;
  readonly #url: URL;
  readonly #closing = new AbortController();
  /** Where redirects led the last time: saves the hops, and stays with one replica. Forgotten when it fails. */
  #shortcut: URL | undefined;
  #reached = false;

  constructor(location: string, options: HttpSourceOptions) {
    this.#url = parseHttpUrl(location);
    this.name = displayName(this.#url);
    this.where = { file: this.name };
    this.settings = { ...httpDefaults, ...options };
    this.checkUrl = options.checkUrl ?? (() => undefined);
    // Called through an arrow: some runtimes refuse a fetch that is called as a method of another object.
    const send = options.fetch ?? globalThis.fetch;
    this.fetch = (input, init) => send(input, init);
    this.random = options.random ?? Math.random;
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends everything that is going on. */
  close(): void {
    this.#closing.abort(new SourceUnavailableError("The source has been closed; open it again", this.where));
  }

  /** Time for an operation of so many bytes; before any server ever answered, only the time to reach one. */
  budget(bytes: number, signal: AbortSignal | undefined): Budget {
    const budget = new Budget(signal === undefined ? [this.closing] : [this.closing, signal], this.where);
    const { reachTimeoutMs } = this.settings;
    if (this.#reached || reachTimeoutMs >= this.#timeFor(bytes, this.settings.deadlineMs)) this.#grant(budget, bytes);
    else budget.setLimit(reachTimeoutMs, "The server could not be reached", ServerUnreachableError);
    return budget;
  }

  /** Sends one request, again after failures that may pass, and gives what `receive` makes of the answer. */
  request<T>(budget: Budget, request: Request, receive: Receive<T>): Promise<T> {
    return withRetries(this, budget, async () => {
      const shortcut = this.#shortcut;
      const watchdog = new Watchdog([budget.watchdog.signal]);
      try {
        return await this.#attempt(budget, watchdog, request, receive);
      } catch (error) {
        if (shortcut === undefined) throw error;
        this.#shortcut = undefined;
        // The replica may be gone, or its signed address have expired, while the file is still where it was.
        throw error instanceof AttemptError && error.final === SourceNotFoundError ? error.patiently() : error;
      } finally {
        watchdog[Symbol.dispose]();
      }
    });
  }

  async #attempt<T>(budget: Budget, watchdog: Watchdog, request: Request, receive: Receive<T>): Promise<T> {
    const { method = "GET", range, ifRange, bytes } = request;
    const headers: Record<string, string> = {};
    if (range !== undefined) headers["range"] = `bytes=${range.start}-${range.stop - 1}`;
    if (range !== undefined && ifRange !== undefined) headers["if-range"] = ifRange;
    const allow = (more: number) => {
      this.#limit(watchdog, more);
    };
    allow(bytes);
    const timeout = Math.min(this.settings.headerTimeoutMs, budget.leftMs);
    const { response, url } = await send(
      this,
      this.#shortcut ?? this.#url,
      { method, headers },
      watchdog,
      timeout,
      () => {
        if (this.#reached) return;
        this.#reached = true;
        this.#grant(budget, bytes);
      },
    );
    const result = await receive(response, watchdog, (more) => {
      allow(more);
      this.#grant(budget, more);
    });
    this.#shortcut = url.href === this.#url.href ? undefined : url;
    return result;
  }

  #grant(budget: Budget, bytes: number): void {
    budget.setLimit(this.#timeFor(bytes, this.settings.deadlineMs), "The bytes did not arrive");
  }

  #limit(watchdog: Watchdog, bytes: number): void {
    const ms = this.#timeFor(bytes, this.settings.requestTimeoutMs);
    watchdog.limit(
      ms,
      () =>
        new AttemptError(
          SourceUnavailableError,
          "patiently",
          `The server is too slow: ${bytes} bytes were not there after ${Math.round(ms)} ms`,
          this.where,
        ),
    );
  }

  #timeFor(bytes: number, base: number): number {
    return base + (bytes / this.settings.minBytesPerSecond) * 1000;
  }
}
