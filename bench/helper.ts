import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** A second process of a task, which does what it is asked, one thing after the other. */
export interface Helper extends AsyncDisposable {
  /** @throws {Error} if the helper ends before it has answered */
  ask<T>(question: string): Promise<T>;
}

/**
 * Starts a bundle of bench/tasks that calls `serveHelper`. Called from a task, whose bundle lies beside it. It ends with the task.
 *
 * @returns when it is ready
 */
export async function startHelper(name: string, args: readonly (string | number)[]): Promise<Helper> {
  const child = fork(join(import.meta.dirname, `${name}.js`), args.map(String));
  const gone = new Promise<never>((_, reject) => {
    child.once("exit", (code) => {
      reject(new Error(`bench/tasks/${name} ended with code ${code ?? "none"}`));
    });
  });
  // Whoever asks hears of it; the end that is wanted concerns nobody.
  gone.catch(() => undefined);
  await Promise.race([answerOf(child), gone]);
  return {
    ask: async <T>(question: string) => {
      const answer = answerOf(child);
      child.send(question);
      return (await Promise.race([answer, gone])) as T;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await gone.catch(() => undefined);
    },
  };
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once("message", (message) => {
      resolve((message as { answer: unknown }).answer);
    });
  });
}

/** The helper's side: it can be asked these things from now on, and ends when nobody is left to ask. */
export function serveHelper(answers: Readonly<Record<string, () => unknown>>): void {
  const tell = (answer: unknown) => process.send?.({ answer: answer ?? null });
  process.once("disconnect", () => process.exit());
  process.on("message", (question) => {
    // A failure ends the process, and with it the wait for an answer.
    void Promise.resolve(answers[question as string]!()).then(tell);
  });
  tell("ready");
}
