export interface LinkedSignal extends Disposable {
  /** Aborts with the first of its sources, with that one's reason. */
  readonly signal: AbortSignal;
}

/**
 * A signal that follows several others until it is disposed.
 *
 * `AbortSignal.any` cannot be let go: a source that lives as long as the process would remember every item of its life.
 */
export function linkSignals(sources: readonly AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const listeners = sources.map((source) => {
    const follow = (): void => {
      controller.abort(source.reason);
    };
    if (source.aborted) follow();
    else source.addEventListener("abort", follow);
    return { source, follow };
  });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const { source, follow } of listeners) source.removeEventListener("abort", follow);
    },
  };
}
