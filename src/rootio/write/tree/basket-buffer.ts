import { swapBytes } from "#runtime/byte-swap";

/** Whether this machine puts the low byte of a number first. */
export const lowFirst = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const firstCapacity = 1 << 16;

/** The basket that a branch is filling: values as they stand on disk, and where each entry starts. */
export class BasketBuffer {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  /** Bytes of values so far. */
  used = 0;
  entries = 0;
  /** Byte at which each entry starts, counted from the start of the record; only where entries differ in length. */
  starts: Int32Array;
  readonly #hasStarts: boolean;

  /** @param expected bytes that it will probably hold when it is full; it starts with less. */
  constructor(expected: number, hasStarts: boolean) {
    this.bytes = new Uint8Array(Math.min(expected, firstCapacity));
    this.view = new DataView(this.bytes.buffer);
    this.starts = new Int32Array(hasStarts ? 1024 : 0);
    this.#hasStarts = hasStarts;
  }

  /** Makes room for so many more bytes of values and entries. */
  reserve(bytes: number, entries: number): void {
    const tail = this.#hasStarts ? tailLength(this.entries + entries) : 0;
    const needed = this.used + bytes + tail;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, this.used));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    if (this.#hasStarts && this.entries + entries > this.starts.length) {
      const grown = new Int32Array(Math.max(this.entries + entries, 2 * this.starts.length));
      grown.set(this.starts);
      this.starts = grown;
    }
  }

  /** The object of the basket: values and, behind them, a count, the starts of entries, and a place for one more that ROOT leaves at 0. */
  object(): Uint8Array {
    if (!this.#hasStarts) return this.bytes.subarray(0, this.used);
    const length = this.used + tailLength(this.entries);
    const tail = this.bytes.subarray(this.used + 4, this.used + 4 + 4 * (this.entries + 1));
    this.view.setInt32(this.used, this.entries + 1);
    const starts = this.starts.subarray(0, this.entries);
    tail.set(new Uint8Array(starts.buffer, starts.byteOffset, starts.byteLength));
    if (lowFirst) swapBytes(this.bytes.buffer, tail.byteOffset, starts.byteLength, 4);
    this.view.setInt32(length - 4, 0);
    return this.bytes.subarray(0, length);
  }

  clear(): void {
    this.used = 0;
    this.entries = 0;
  }
}

/** Bytes behind the values of a basket of so many entries, where these differ in length. */
export function tailLength(entries: number): number {
  return 4 + 4 * (entries + 1);
}
