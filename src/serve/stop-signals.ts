/** Where signals come from; the process is one such. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

export interface StopSignals {
  /** Aborts at the first SIGTERM or SIGINT: finish what is in hand, take nothing new. */
  readonly stop: AbortSignal;
  /** Aborts at the second: end now. A third one meets Node's own handling and ends the process. */
  readonly abort: AbortSignal;
}

/** Turns the signals that end a process into two that its parts can wait for. Called once, where the process is wired. */
export function stopSignals(source: SignalSource = process): StopSignals {
  const stop = new AbortController();
  const abort = new AbortController();
  const take = (): void => {
    if (!stop.signal.aborted) {
      stop.abort();
      return;
    }
    source.off("SIGTERM", take);
    source.off("SIGINT", take);
    abort.abort();
  };
  source.on("SIGTERM", take);
  source.on("SIGINT", take);
  return { stop: stop.signal, abort: abort.signal };
}
