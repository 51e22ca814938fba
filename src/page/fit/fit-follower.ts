import type { FitDocument } from "../../protocol/documents/fit-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";

/** @typeParam Analysis the state of an analysis that is fitted */
export interface FitState<Analysis> {
  /** The last fit that came, beside the state that was there when it was asked for; both may be earlier ones. */
  readonly fitted: { readonly document: FitDocument; readonly analysis: Analysis } | undefined;
  /** Why the last request had no answer. */
  readonly error: RefusedError | UnreachableError | undefined;
  readonly asking: boolean;
}

/** The first request goes at once; later ones leave the server this time, and three times as long as the last one took. */
const leastPauseMs = 1000;

/** Asks for the fit of an analysis again when it has gone on: one request at a time, with pauses, and always of the newest state. */
export class FitFollower<Analysis> {
  readonly #ask: () => Promise<FitDocument>;
  readonly #show: (state: FitState<Analysis>) => void;
  readonly #now: () => number;
  #state: FitState<Analysis> = { fitted: undefined, error: undefined, asking: false };
  #wanted: Analysis | undefined;
  #asked: Analysis | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = 0;
  #stopped = false;

  /** @param now a clock in ms */
  constructor(
    ask: () => Promise<FitDocument>,
    show: (state: FitState<Analysis>) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#ask = ask;
    this.#show = show;
    this.#now = now;
  }

  /** @param analysis another value when it has gone on */
  want(analysis: Analysis): void {
    this.#wanted = analysis;
    this.#next();
  }

  /** Asks once more for the same state. */
  again(): void {
    this.#asked = undefined;
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #next(): void {
    if (this.#stopped || this.#state.asking || this.#timer !== undefined || this.#wanted === this.#asked) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#request();
    }, this.#pauseMs);
  }

  async #request(): Promise<void> {
    const analysis = this.#wanted;
    if (analysis === undefined) return;
    this.#asked = analysis;
    this.#change({ asking: true });
    const start = this.#now();
    try {
      this.#change({ fitted: { document: await this.#ask(), analysis }, error: undefined, asking: false });
    } catch (error) {
      this.#change({ asking: false });
      if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
      this.#change({ error });
    }
    this.#pauseMs = Math.max(leastPauseMs, 3 * (this.#now() - start));
    this.#next();
  }

  #change(part: Partial<FitState<Analysis>>): void {
    this.#state = { ...this.#state, ...part };
    if (!this.#stopped) this.#show(this.#state);
  }
}
