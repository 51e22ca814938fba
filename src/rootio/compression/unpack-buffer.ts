import { allocate } from "#runtime/memory";

/** Pieces of memory that nobody uses just now, smallest first. They have no content; the system need not bring them in anew. */
const idle: Uint8Array[] = [];
/** More than this (bytes) is not kept idle: what a dozen branches with baskets of a few megabytes use. */
const maxIdleBytes = 48 << 20;

/** Memory for one record, used again for the next; grows to the largest. Its pieces come from others that were given back. */
export class UnpackBuffer {
  #bytes: Uint8Array = new Uint8Array(0);

  /** A view of `length` bytes at its start; what stood there is overwritten by whoever asks next. */
  room(length: number): Uint8Array {
    if (length > this.#bytes.length) {
      this.release();
      this.#bytes = takeIdle(length) ?? allocate(Math.ceil(length * 1.1));
    }
    return this.#bytes.subarray(0, length);
  }

  /** Gives the memory back. Nobody may look at what was unpacked to it any more. */
  release(): void {
    const bytes = this.#bytes;
    this.#bytes = new Uint8Array(0);
    const kept = idle.reduce((sum, piece) => sum + piece.length, 0);
    if (bytes.length === 0 || kept + bytes.length > maxIdleBytes) return;
    const at = idle.findIndex((piece) => piece.length >= bytes.length);
    idle.splice(at < 0 ? idle.length : at, 0, bytes);
  }
}

function takeIdle(length: number): Uint8Array | undefined {
  const at = idle.findIndex((piece) => piece.length >= length);
  return at < 0 ? undefined : idle.splice(at, 1)[0];
}
