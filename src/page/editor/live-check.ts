import type { SpecCheck } from "../../protocol/documents/spec-check-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { type PlacedProblem, lineAt, placeProblems } from "./problem-places.ts";
import { readSpecText, type SpecText } from "./spec-text.ts";

/** What is known of the text that stands there now. */
export interface CheckState {
  readonly spec: SpecText;
  /** In the order of the text. While it is checked there are none but those of the text itself. */
  readonly problems: readonly PlacedProblem[];
  /** Undefined: it is being checked, or could not be. */
  readonly found?: SpecCheck;
  /** Why the server could not say anything. */
  readonly error?: RefusedError | UnreachableError;
}

/** Typing has paused for so long. */
const pauseMs = 400;
/** Until a server that was busy, or away, is asked again. */
const againMs = 3000;

/**
 * Checks a text whenever it has changed, after a pause: first whether it can be read, then by the server. There is one request at a time;
 * that of an older text is aborted.
 *
 * @param check asks the server
 * @param onState told after each step; never of an older text
 */
export class LiveCheck {
  readonly #check: (spec: unknown, signal: AbortSignal) => Promise<SpecCheck>;
  readonly #onState: (state: CheckState) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();

  constructor(check: (spec: unknown, signal: AbortSignal) => Promise<SpecCheck>, onState: (state: CheckState) => void) {
    this.#check = check;
    this.#onState = onState;
  }

  /** The text is another one now. */
  look(text: string, afterMs = pauseMs): void {
    this.stop();
    this.#timer = setTimeout(() => void this.#lookNow(text), afterMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
  }

  async #lookNow(text: string): Promise<void> {
    const spec = readSpecText(text);
    this.#onState({ spec, problems: faultsOf(spec) });
    if (spec.faults.length > 0) return;
    const { signal } = (this.#asked = new AbortController());
    try {
      const found = await this.#check(spec.value, signal);
      if (!signal.aborted) this.#onState({ spec, problems: inOrder(placeProblems(spec, found.problems)), found });
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
      if (signal.aborted) return;
      this.#onState({ spec, problems: [], error });
      if (error.retry === "later") this.look(text, againMs);
    }
  }
}

function faultsOf({ text, faults }: SpecText): PlacedProblem[] {
  return inOrder(faults.map((fault) => ({ ...fault, line: lineAt(text, fault.from), path: "" })));
}

function inOrder(problems: readonly PlacedProblem[]): PlacedProblem[] {
  return problems.toSorted((a, b) => a.from - b.from);
}
