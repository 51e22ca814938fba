import { nextTurn } from "#runtime/next-turn";

/** A document of 20,000 bins takes 2.7 MB. */
const MOST_BYTES = 16 * 1024 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

interface Kept {
  readonly bytes: Promise<Bytes>;
  /** 0 until it is made. */
  size: number;
}

/**
 * Documents that are made once for all who ask for the same state of an analysis: at the same time, and one after the other while there
 * is room. They are made one by one, each in a turn of the event loop of its own, so that others are answered in between.
 */
export class SharedDocuments {
  readonly #mostBytes: number;
  /** The one that was asked for last stands last. */
  readonly #kept = new Map<string, Kept>();
  #last: Promise<unknown> = Promise.resolve();

  /** @param mostBytes that are kept; besides, the document that was asked for last */
  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** @param key says which document, and of which state */
  get(key: string, make: () => Bytes | Promise<Bytes>): Promise<Bytes> {
    const kept = this.#kept.get(key) ?? this.#make(key, make);
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.bytes;
  }

  /** Whether it is kept, or being made. */
  has(key: string): boolean {
    return this.#kept.has(key);
  }

  #make(key: string, make: () => Bytes | Promise<Bytes>): Kept {
    const bytes = this.#last.then(() => nextTurn()).then(make);
    const kept: Kept = { bytes, size: 0 };
    this.#last = bytes.then(
      ({ length }) => {
        kept.size = length;
        this.#makeRoom();
      },
      // Whoever asked for it hears of the error; the next one tries again.
      () => {
        if (this.#kept.get(key) === kept) this.#kept.delete(key);
      },
    );
    return kept;
  }

  #makeRoom(): void {
    let left = [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [key, { size }] of [...this.#kept].slice(0, -1)) {
      if (left <= this.#mostBytes) return;
      // It is still being made.
      if (size === 0) continue;
      this.#kept.delete(key);
      left -= size;
    }
  }
}
