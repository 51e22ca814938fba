/** The web does not count the listeners of a signal. */
export function expectManyListeners(signal: AbortSignal): void {
  void signal;
}
