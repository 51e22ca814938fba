import { ShortReadError } from "../../../src/rootio/errors.ts";
import type { ByteRange, ByteSource } from "../../../src/rootio/source/byte-source.ts";
import type { ByteSink } from "../../../src/rootio/write/byte-sink.ts";

/** Pages of nothing but zeros are counted, not kept. */
const page = 1 << 16;
const zeros = Buffer.alloc(page);

/** A file of any length in little memory, as long as most of it is zeros. */
export class SparseFile implements ByteSink {
  size = 0;
  readonly #pages = new Map<number, Buffer>();

  /** Pages that are kept. */
  get kept(): number {
    return this.#pages.size;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#put(this.size, bytes);
    this.size += bytes.length;
    return Promise.resolve();
  }

  writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset + bytes.length > this.size) return Promise.reject(new RangeError("beyond the end"));
    this.#put(offset, bytes);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  discard(): Promise<void> {
    this.#pages.clear();
    return Promise.resolve();
  }

  read(start: number, stop: number): Buffer {
    if (start < 0 || stop > this.size) throw new ShortReadError(`[${start}, ${stop}) of ${this.size}`);
    const bytes = Buffer.alloc(stop - start);
    for (const { index, from, to, at } of pagesOf(start, stop)) this.#pages.get(index)?.copy(bytes, at, from, to);
    return bytes;
  }

  asSource(name: string): ByteSource {
    const statistics = { requests: 0, bytes: 0, retries: 0 };
    const read = (ranges: readonly ByteRange[]): Uint8Array[] =>
      ranges.map(({ start, stop }) => this.read(start, stop));
    return {
      name,
      size: this.size,
      statistics,
      read: (ranges) => Promise.resolve().then(() => read(ranges)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  #put(start: number, bytes: Uint8Array): void {
    for (const { index, from, to, at } of pagesOf(start, start + bytes.length)) {
      const part = bytes.subarray(at, at + to - from);
      const known = this.#pages.get(index);
      if (known !== undefined) known.set(part, from);
      else if (zeros.compare(part, 0, part.length, 0, part.length) !== 0) {
        const made = Buffer.alloc(page);
        made.set(part, from);
        this.#pages.set(index, made);
      }
    }
  }
}

/** The pages that [start, stop) lies in: part [from, to) of each, which is at `at` in the whole. */
function* pagesOf(start: number, stop: number): Generator<{ index: number; from: number; to: number; at: number }> {
  for (let position = start; position < stop;) {
    const index = Math.floor(position / page);
    const end = Math.min(stop, (index + 1) * page);
    yield { index, from: position - index * page, to: end - index * page, at: position - start };
    position = end;
  }
}
