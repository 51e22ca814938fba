/** Does things about the same subject one after the other, in the order in which they were asked for; other subjects are not waited for. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as `act` does. What came before may have failed. */
  async run<T>(subject: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(subject) ?? Promise.resolve();
    const own = before.then(act, act);
    this.#last.set(subject, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(subject) === own) this.#last.delete(subject);
    }
  }
}
