/** What the users of a connection to a broker must know of its fate. Once opened it comes back by itself, for ever, until it is closed. */
export abstract class BrokerLink {
  readonly #closing = new AbortController();
  readonly #onReconnect = new Set<() => void>();
  readonly #onClose = new Set<() => void>();

  /** A call, since the compiler believes that a field does not change while one waits. */
  isClosed(): boolean {
    return this.closed.aborted;
  }

  /** Aborted when this is closed for good. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Called after each lost and restored connection. Returns how to stop that. */
  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener);
    return () => this.#onReconnect.delete(listener);
  }

  /** Called once, when this is closed for good. Returns how to stop that. */
  onClose(listener: () => void): () => void {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  protected tellReconnected(): void {
    for (const listener of [...this.#onReconnect]) listener();
  }

  /** From now on this is closed. Later calls do nothing. */
  protected end(): void {
    if (this.isClosed()) return;
    this.#closing.abort();
    for (const listener of [...this.#onClose]) listener();
  }
}
