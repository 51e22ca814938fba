import { DeadLetterNotFoundError } from "./errors.ts";
import type { DeadFate, DeadFilter, DeadLetter, DeadLetterQueue, DecideFate, SettledDead } from "./port.ts";

/** Letters that are settled at once, so that thousands do not wait for one another. */
const SETTLED_AT_ONCE = 64;

/** Where a broker keeps its dead letters. `call` is what errors are to name. */
export interface LetterStore {
  /** The letters that are there when the first one is asked for, oldest first. */
  letters(call: string, filter: DeadFilter): AsyncIterable<DeadLetter> | Iterable<DeadLetter>;
  count(): Promise<number>;
  /** Publishes or drops one letter. Resolves to false if somebody else has settled it. */
  settle(call: string, letter: DeadLetter, fate: Exclude<DeadFate, "keep">): Promise<boolean>;
  /** Runs something while nobody else settles letters. Left out: several may do so at once. */
  exclusively?<T>(call: string, run: () => Promise<T>): Promise<T>;
}

/** What operators do with dead letters, over any store. */
export function deadLetterQueue(store: LetterStore): DeadLetterQueue {
  const settle = (
    call: string,
    decide: DecideFate,
    { signal, ...filter }: DeadFilter & { readonly signal?: AbortSignal },
  ): Promise<SettledDead> => {
    const run = () => settleLetters(store, call, store.letters(call, filter), decide, signal);
    return store.exclusively === undefined ? run() : store.exclusively(call, run);
  };
  return {
    async list({ limit = Infinity, ...filter } = {}) {
      const letters: DeadLetter[] = [];
      if (limit < 1) return letters;
      for await (const letter of store.letters("listDead", filter)) {
        letters.push(letter);
        if (letters.length >= limit) break;
      }
      return letters;
    },
    count: () => store.count(),
    async redrive(id) {
      const { redriven } = await settle("redriveDead", () => "redrive", { id });
      if (redriven === 0) throw new DeadLetterNotFoundError(id);
    },
    settle: (decide, options = {}) => settle("settleDead", decide, options),
  };
}

async function settleLetters(
  store: LetterStore,
  call: string,
  letters: ReturnType<LetterStore["letters"]>,
  decide: DecideFate,
  signal: AbortSignal | undefined,
): Promise<SettledDead> {
  const counts = { redriven: 0, dropped: 0 };
  const failures: unknown[] = [];
  let pending: Promise<void>[] = [];
  const settleOne = async (letter: DeadLetter, fate: "redrive" | "drop"): Promise<void> => {
    if (await store.settle(call, letter, fate)) counts[fate === "redrive" ? "redriven" : "dropped"]++;
  };
  try {
    for await (const letter of letters) {
      if (signal?.aborted === true || failures.length > 0) break;
      const fate = await decide(letter);
      if (fate === "keep") continue;
      pending.push(settleOne(letter, fate).catch((error: unknown) => void failures.push(error)));
      if (pending.length < SETTLED_AT_ONCE) continue;
      await Promise.all(pending);
      pending = [];
    }
  } finally {
    // What was begun is ended, also if one of them fails.
    await Promise.all(pending);
  }
  if (failures.length > 0) throw failures[0];
  return counts;
}
