import { pauseOrAbort } from "../../async/pause.ts";
import { linkSignals } from "../../async/linked-signal.ts";
import type { AppError } from "../../errors/app-error.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { plannedFromOf, type WorkItem } from "../../protocol/work-item.ts";
import type { ProcessContext, ProcessItem } from "../process-context.ts";
import { partitionsOf } from "../process-work-item.ts";
import { askFunction, type Reply } from "./ask-function.ts";
import type { Answer } from "./check-answer.ts";

export interface FunctionPoolOptions {
  /** Addresses, without "/work". */
  readonly functions: readonly string[];
  /** Requests at once to each. */
  readonly perFunction: number;
  readonly token: string;
  /** The longest that one answer may take. */
  readonly timeoutMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** First pause of an address that takes no work; doubles each time. Default 1 s. */
  readonly pauseMs?: number;
}

/** An item that one function gave no answer to is given to another one; then its broker decides. So what kills functions kills few. */
const mostFaults = 2;
const longestPauseMs = 60_000;
/** What a function may ask for itself. */
const longestAskedMs = 600_000;

interface Address {
  readonly url: string;
  inHand: number;
  /** When it was last asked, in order. */
  lastUsed: number;
  /** Refusals in a row. */
  refusals: number;
  /** It gets no work before. */
  pausedUntil: number;
  because: string;
}

/**
 * Has functions elsewhere do the items of a processor. What says nothing of an item (a function that is away, has too much to do, or
 * refuses the token) does not count as a try: the address is set aside for a while, and the item waits for another one.
 */
export class FunctionPool {
  readonly #options: FunctionPoolOptions;
  readonly #addresses: Address[];
  readonly #requests: (url: string, outcome: Reply["outcome"] | "stopped") => void;
  #changed = new AbortController();
  #uses = 0;

  constructor(options: FunctionPoolOptions) {
    this.#options = options;
    this.#addresses = options.functions.map((url) => ({
      ...{ url, inHand: 0, lastUsed: 0, refusals: 0 },
      ...{ pausedUntil: 0, because: "" },
    }));
    this.#requests = countRequests(options.metrics, options.functions);
    options.metrics.gaugeOf(
      "functions_set_aside",
      "Addresses of functions that get no work for now, as they refused the last.",
      () => this.#addresses.filter(({ refusals }) => refusals > 0).length,
    );
  }

  /** Items that can be in hand at once. */
  get concurrency(): number {
    return this.#addresses.length * this.#options.perFunction;
  }

  /** Why no function takes work now; undefined if one does, or has not said otherwise. */
  whyIdle(): string | undefined {
    if (this.#addresses.some(({ refusals }) => refusals === 0)) return undefined;
    return `No function takes work: ${this.#addresses.map(({ url, because }) => `${url}: ${because}`).join("; ")}`;
  }

  /** Does one item: at one function, and if that gives no answer, at another one. */
  readonly run: ProcessItem = async (item, context) => {
    const faulty = new Map<Address, AppError>();
    for (;;) {
      const address = await this.#free(faulty, context.signal);
      if (address === undefined) throw [...faulty.values()].at(-1)!;
      const reply = await this.#ask(address, item, context.signal);
      if (reply.outcome === "away") this.#setAside(address, reply);
      else this.#isBack(address);
      if (reply.outcome === "fault") {
        faulty.set(address, reply.error);
        this.#options.logger.warn("A function gave no answer to an item", { because: reply.error.message });
      } else if (reply.outcome !== "away") {
        await passOn(item, reply.answer, context);
        if (reply.error !== undefined) throw reply.error;
        return;
      }
    }
  };

  async #ask(address: Address, item: WorkItem, signal: AbortSignal): Promise<Reply> {
    const { token, timeoutMs } = this.#options;
    address.inHand++;
    address.lastUsed = ++this.#uses;
    let outcome: Reply["outcome"] | "stopped" = "stopped";
    try {
      const reply = await askFunction(address.url, item, { token, timeoutMs, signal });
      outcome = reply.outcome;
      return reply;
    } finally {
      address.inHand--;
      this.#requests(address.url, outcome);
      this.#tellChange();
    }
  }

  /**
   * Waits for an address that may be asked.
   * @returns undefined if those that gave no answer were enough, or nobody else takes work
   */
  async #free(faulty: ReadonlyMap<Address, AppError>, signal: AbortSignal): Promise<Address | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const now = performance.now();
      const others = faulty.size >= mostFaults ? [] : this.#addresses.filter((each) => !faulty.has(each));
      const willing = others.filter(({ pausedUntil }) => pausedUntil <= now);
      if (faulty.size > 0 && willing.length === 0) return undefined;
      const [best] = willing
        .filter((each) => each.inHand < this.#mostAt(each))
        .sort((a, b) => a.inHand - b.inHand || a.lastUsed - b.lastUsed);
      if (best !== undefined) return best;
      const wakeUp = Math.min(
        longestPauseMs,
        ...others.map(({ pausedUntil }) => pausedUntil - now).filter((ms) => ms > 0),
      );
      using wait = linkSignals([signal, this.#changed.signal]);
      await pauseOrAbort(wakeUp, wait.signal);
    }
  }

  /** One that has refused is tried with one item. */
  #mostAt({ refusals }: Address): number {
    return refusals > 0 ? 1 : this.#options.perFunction;
  }

  #setAside(address: Address, { because, retryAfterMs }: Extract<Reply, { outcome: "away" }>): void {
    const { pauseMs = 1000, logger } = this.#options;
    const own = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(address.refusals, 20));
    const forMs = Math.min(longestAskedMs, retryAfterMs ?? own);
    const isNews = address.refusals === 0 || address.because !== because;
    address.refusals++;
    address.because = because;
    address.pausedUntil = performance.now() + forMs;
    logger[isNews ? "warn" : "debug"]("A function takes no work", { function: address.url, because, forMs });
  }

  #isBack(address: Address): void {
    if (address.refusals > 0) this.#options.logger.info("A function takes work again", { function: address.url });
    address.refusals = 0;
    address.pausedUntil = 0;
    this.#tellChange();
  }

  #tellChange(): void {
    const told = this.#changed;
    this.#changed = new AbortController();
    told.abort();
  }
}

function countRequests(metrics: Metrics, functions: readonly string[]) {
  const requests = metrics.counter(
    "function_requests_total",
    "Items handed to functions by outcome: done; failed there; away (no work taken); fault (no answer that can be one); stopped.",
    ["function", "outcome"],
  );
  for (const url of functions)
    for (const outcome of ["done", "failed", "away", "fault", "stopped"]) requests.add(0, { function: url, outcome });
  return (url: string, outcome: string) => {
    requests.add(1, { function: url, outcome });
  };
}

/** Work before plan, as a processor does it; the plan says what work that is. */
async function passOn(item: WorkItem, { planned, done, columns }: Answer, context: ProcessContext): Promise<void> {
  if (planned !== undefined) {
    const { identity, source, edges } = planned;
    const plannedFrom = plannedFromOf(source);
    for (const partition of partitionsOf(edges).slice(1))
      await context.publish({ ...item, kind: "partition", identity, plannedFrom, partition });
    await context.append(planned);
  }
  if (done !== undefined) await context.append(done);
  if (columns !== undefined) await context.append(columns);
}
