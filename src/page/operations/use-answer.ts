import { useState } from "preact/hooks";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { usePoll } from "./use-poll.ts";

/** What the server told last, and what is wrong with the last try. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly error: RefusedError | UnreachableError | undefined;
  /** Asks again at once. */
  readonly ask: () => Promise<void>;
}

/** Asks the server again and again while the page can be seen; what it told stays while it does not answer. */
export function useAnswer<T>(request: () => Promise<T>, pauseMs: number): Answer<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<Answer<T>["error"]>();
  const ask = async () => {
    try {
      // A function would be called by the setter.
      const told = await request();
      setValue(() => told);
      setError(undefined);
    } catch (cause) {
      if (!(cause instanceof RefusedError || cause instanceof UnreachableError)) throw cause;
      setError(cause);
    }
  };
  usePoll(ask, pauseMs);
  return { value, error, ask };
}
