import { nextTurn } from "#runtime/next-turn";

/**
 * How much all answers together hand to their sockets in one turn of the event loop: a millisecond of copying. Else a hundred large
 * answers, whose sockets all have room, would hold up a small one until the last of them is written.
 */
const BYTES_PER_TURN = 1024 * 1024;

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

/** Shares out the turns of the event loop among those who write. */
export class WriteTurns {
  readonly #bytesPerTurn: number;
  #left: number;
  #waiting: Waiting[] = [];
  #isNext = false;

  constructor(bytesPerTurn = BYTES_PER_TURN) {
    this.#bytesPerTurn = bytesPerTurn;
    this.#left = bytesPerTurn;
  }

  /** Resolves when so many bytes may be written; those who came first are first. */
  take(bytes: number): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ bytes, go });
      this.#serve();
      if (this.#isNext) return;
      this.#isNext = true;
      void nextTurn().then(this.#begin);
    });
  }

  readonly #begin = (): void => {
    this.#isNext = this.#left < this.#bytesPerTurn;
    this.#left = this.#bytesPerTurn;
    this.#serve();
    if (this.#isNext) void nextTurn().then(this.#begin);
  };

  #serve(): void {
    let served = 0;
    for (; served < this.#waiting.length && this.#left > 0; served++) {
      const { bytes, go } = this.#waiting[served]!;
      this.#left -= bytes;
      go();
    }
    if (served > 0) this.#waiting = this.#waiting.slice(served);
  }
}
