import { RefusedError, UnreachableError } from "./errors.ts";

/** Until a server that was busy, or away, is asked again. */
const againMs = 3000;

/** Asks until there is an answer, or the server will not give one. @returns stops it */
export function keepAsking<Answer>(
  ask: () => Promise<Answer>,
  onAnswer: (answer: Answer) => void,
  onRefused: (error: RefusedError) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const turn = async () => {
    try {
      const answer = await ask();
      if (!stopped) onAnswer(answer);
    } catch (error) {
      if (stopped) return;
      if (error instanceof RefusedError && error.retry === "never") onRefused(error);
      else if (error instanceof RefusedError || error instanceof UnreachableError)
        timer = setTimeout(() => void turn(), againMs);
      else throw error;
    }
  };
  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
