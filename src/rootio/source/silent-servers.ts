import { ServerUnreachableError } from "../errors.ts";
import { httpDefaults } from "./http-options.ts";
import { schemeOf, withoutLogin } from "./location.ts";

/** A server is left alone so many times as long as finding out took: of a thread's time, one that is gone costs a seventh at most. */
const leftAlone = 6;

/**
 * Servers that gave no sign of life, so that their time-out is not paid for each file. Each is asked again after a while; a server that
 * came back is used from then on.
 */
export class SilentServers {
  readonly #mostMs: number;
  readonly #now: () => number;
  readonly #silent = new Map<string, { readonly summary: string; readonly until: number }>();

  /** @param mostMs the longest that a server is left alone */
  constructor(mostMs = httpDefaults.silentMs, now = () => performance.now()) {
    this.#mostMs = mostMs;
    this.#now = now;
  }

  /** Starts the clock for a request to the server of `location`. */
  get now(): number {
    return this.#now();
  }

  /** Why there is no use in asking the server of this location now; undefined if it is to be asked. */
  refusal(location: string): ServerUnreachableError | undefined {
    const origin = originOf(location);
    const known = origin === undefined ? undefined : this.#silent.get(origin);
    if (origin === undefined || known === undefined) return undefined;
    const retryAfterMs = known.until - this.now;
    if (retryAfterMs > 0) {
      const summary = `${known.summary}; found out for another file or address, and not asked again yet`;
      return new ServerUnreachableError(summary, { file: withoutLogin(location) }, { retryAfterMs });
    }
    this.#silent.delete(origin);
    return undefined;
  }

  /**
   * Remembers that the server of this location gave no sign of life.
   *
   * @param since `now` when it was asked
   * @returns the same error, which says when it will be asked again.
   */
  note(location: string, error: ServerUnreachableError, since: number): ServerUnreachableError {
    const origin = originOf(location);
    if (origin === undefined) return error;
    const retryAfterMs = Math.min(this.#mostMs, leftAlone * (this.now - since));
    this.#silent.set(origin, { summary: error.summary, until: this.now + retryAfterMs });
    return new ServerUnreachableError(error.summary, error.where, { cause: error.cause, retryAfterMs });
  }
}

function originOf(location: string): string | undefined {
  const scheme = schemeOf(location);
  return (scheme === "http" || scheme === "https") && URL.canParse(location) ? new URL(location).origin : undefined;
}
