import { useState } from "preact/hooks";
import { RefusedError, UnreachableError } from "../api/errors.ts";

export interface Action {
  readonly busy: boolean;
  readonly error: RefusedError | UnreachableError | undefined;
  /** Does it, unless it is being done already. */
  readonly start: () => void;
}

/** Something that asks the server and may be refused. What is not of the server's making goes on to the console. */
export function useAction(act: () => Promise<void>): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Action["error"]>(undefined);
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
    } catch (cause) {
      if (!(cause instanceof RefusedError || cause instanceof UnreachableError)) throw cause;
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    error,
    start: () => {
      if (!busy) void run();
    },
  };
}
