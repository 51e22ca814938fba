import type { Verdict } from "../../src/messaging/port.ts";
import type { Call, Input, StagedRun } from "./staged-run.ts";

/** How a run ended: a processor with a verdict, a request to a plotter with its answer in words. */
export interface Ending {
  readonly verdict?: Verdict;
  readonly words: string;
}

/** Starts one run of real code. */
export type Begin = () => Promise<StagedRun<Ending>>;

/**
 * A point in the life of a program at which it can do no more by itself. Real code is a function of what it was started with and of the
 * answers it had, so that these name its inner state, and what it does next is found out once and kept.
 */
export interface Step {
  readonly id: number;
  readonly waiting: readonly (readonly [number: number, call: Call])[];
  readonly ending: Ending | undefined;
  /** Nothing of it is under way any more. */
  readonly isOver: boolean;
  /** What comes after an input; a promise if this was never asked before. */
  after(input: Input): Step | Promise<Step>;
}

/** All programs that were begun in one exploration. */
export class Programs {
  readonly #roots = new Map<string, Step>();
  /** Runs of real code that were made, over all programs. */
  runs = 0;
  #steps = 0;

  get steps(): number {
    return this.#steps;
  }

  /** @param key names the program and all that it is given */
  begin(key: string, begin: Begin): Step | Promise<Step> {
    return this.#roots.get(key) ?? this.#explore(begin, []).then((step) => (this.#roots.set(key, step), step));
  }

  async #explore(begin: Begin, path: readonly Input[]): Promise<Step> {
    this.runs++;
    const run = await begin();
    for (const input of path) await run.tell(input);
    const waiting = [...run.waiting].map(([number, { call }]) => [number, call] as const);
    const followers = new Map<string, Step>();
    const { result: ending } = run;
    return {
      id: this.#steps++,
      waiting,
      ending,
      isOver: ending !== undefined && waiting.length === 0,
      after: (input) => {
        const key = keyOf(input);
        return (
          followers.get(key) ?? this.#explore(begin, [...path, input]).then((step) => (followers.set(key, step), step))
        );
      },
    };
  }
}

/** A log is folded in any order with the same result (which is a property that is checked), so only its content counts. */
function keyOf(input: Input): string {
  if ("abort" in input) return "abort";
  const { call, answer } = input;
  return `${call}:${typeof answer === "string" ? answer : logKeyOf(answer)}`;
}

/** The content of a log without order and repetitions. */
export function logKeyOf(log: readonly number[], isOrdered = false): string {
  if (isOrdered) return log.join();
  return [...new Set(log)].sort((a, b) => a - b).join(",");
}
