import type { FitDocument } from "../../protocol/documents/fit-document.ts";
import type { RefusedError, UnreachableError } from "../api/errors.ts";

export interface FitState {
  /** The last fit that came; it may be of an earlier state. */
  readonly document: FitDocument | undefined;
  /** Why the last request had no answer. */
  readonly error: RefusedError | UnreachableError | undefined;
  readonly asking: boolean;
}

/** The first request goes at once; later ones leave the server this time, and three times as long as the last one took. */
const leastPauseMs = 1000;

/** Asks for the fit of an analysis again when it has gone on: one request at a time, with pauses, and always of the newest state. */
export class FitFollower {
  readonly #ask: () => Promise<FitDocument>;
  readonly #show: (state: FitState) => void;
  readonly #now: () => number;
  #state: FitState = { document: undefined, error: undefined, asking: false };
  #wanted: unknown;
  #asked: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = 0;
  #stopped = false;

  /** @param now a clock in ms */
  constructor(
    ask: () => Promise<FitDocument>,
    show: (state: FitState) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#ask = ask;
    this.#show = show;
    this.#now = now;
  }

  /** @param state any value that is another one when the analysis has gone on, and not undefined */
  want(state: unknown): void {
    this.#wanted = state;
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
    this.#asked = this.#wanted;
    this.#change({ asking: true });
    const start = this.#now();
    try {
      this.#change({ document: await this.#ask(), error: undefined, asking: false });
    } catch (error) {
      this.#change({ error: error as RefusedError | UnreachableError, asking: false });
    }
    this.#pauseMs = Math.max(leastPauseMs, 3 * (this.#now() - start));
    this.#next();
  }

  #change(part: Partial<FitState>): void {
    this.#state = { ...this.#state, ...part };
    if (!this.#stopped) this.#show(this.#state);
  }
}
