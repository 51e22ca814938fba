import type { Where } from "../../errors/app-error.ts";
import { SourceUnavailableError } from "../errors.ts";
import type { SourceStatistics } from "./byte-source.ts";
import { AttemptError } from "./http-failure.ts";
import type { HttpSettings } from "./http-options.ts";
import { inSeconds, Watchdog } from "./watchdog.ts";

/** The time that one read (or the opening) has, all its requests, pauses and tries together. */
export class Budget implements Disposable {
  readonly watchdog: Watchdog;
  readonly #where: Where;
  readonly #start = performance.now();
  #endsAt = Infinity;
  #lastFailure = "";

  constructor(parents: readonly AbortSignal[], where: Where) {
    this.watchdog = new Watchdog(parents);
    this.#where = where;
  }

  /**
   * Sets the limit anew, counted from the start.
   * @param miss what it means when the limit is reached: `The bytes did not arrive`.
   * @param Miss class of that error.
   */
  setLimit(ms: number, miss: string, Miss = SourceUnavailableError): void {
    this.#endsAt = this.#start + ms;
    this.watchdog.limit(this.leftMs, () => {
      const last = this.#lastFailure === "" ? "" : `; the last failure before that: ${this.#lastFailure}`;
      return new Miss(`${miss} within ${inSeconds(ms)}${last}`, this.#where);
    });
  }

  get leftMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  note(failure: AttemptError): void {
    this.#lastFailure = failure.summary;
  }

  [Symbol.dispose](): void {
    this.watchdog[Symbol.dispose]();
  }
}

interface RetryContext {
  readonly settings: HttpSettings;
  readonly random: () => number;
  readonly statistics: SourceStatistics;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or tries or time run out.
 *
 * Before each further try there is a pause that doubles, or the longer one that the server asked for. If the pause
 * would not fit into what is left of the budget, the failure is final at once.
 */
export async function withRetries<T>(context: RetryContext, budget: Budget, attempt: () => Promise<T>): Promise<T> {
  const { settings, statistics } = context;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AttemptError)) throw error;
      budget.note(error);
      const pause = Math.max(error.retryAfterMs, backoff(settings, tries, context.random()));
      if (error.again === "never") throw error.toFinal("");
      if (tries >= (error.again === "briefly" ? settings.unreachableAttempts : settings.attempts))
        throw error.toFinal(`; gave up after ${tries} tries`);
      if (error.retryAfterMs > settings.maxRetryAfterMs)
        throw error.toFinal(` and asks for a pause of ${inSeconds(error.retryAfterMs)}; try again then`);
      if (pause >= budget.leftMs) throw error.toFinal(`; gave up after ${tries} tries, no time is left for another`);
      await budget.watchdog.pause(pause);
      statistics.retries += 1;
    }
  }
}

/** Milliseconds before the next try: doubled each time up to a limit, scattered over the upper half by `random` in [0, 1). */
export function backoff(settings: HttpSettings, tries: number, random: number): number {
  const full = Math.min(settings.maxBackoffMs, settings.backoffMs * 2 ** (tries - 1));
  return full * (0.5 + 0.5 * random);
}
