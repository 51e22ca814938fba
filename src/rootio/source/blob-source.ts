import { SourceUnavailableError } from "../errors.ts";
import { checkRanges, coalesce } from "./byte-ranges.ts";
import type { ByteRange, ByteSource, SourceStatistics } from "./byte-source.ts";

/** Each slice of a file asks another process of the browser, which takes about as long as reading so many bytes. */
const gapBytes = 512 * 1024;

/** Bounds what one view keeps alive. */
const maxSliceBytes = 8 * 1024 * 1024;

/** A small read takes so many bytes, since the next one is often near: headers, keys, the descriptions of a tree. */
const aheadBytes = 256 * 1024;

/** Pieces that were read ahead and are kept: the two ends of a file, and where it is read now. */
const mostKept = 4;

interface Piece extends ByteRange {
  readonly bytes: Uint8Array;
}

/**
 * A blob, such as a file that somebody has picked in a browser. It is never read whole: near ranges share a slice of at most 8 MB, and of small
 * pieces a few are kept.
 *
 * @param name what messages and results call it
 */
export function openBlobSource(blob: Blob, name: string): ByteSource {
  return new BlobSource(blob, name);
}

class BlobSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly statistics: SourceStatistics = { requests: 0, bytes: 0, retries: 0 };
  readonly #blob: Blob;
  /** The one that was used last stands last. */
  #kept: readonly Piece[] = [];
  #closed = false;

  constructor(blob: Blob, name: string) {
    this.#blob = blob;
    this.name = name;
    this.size = blob.size;
  }

  async read(ranges: readonly ByteRange[], options: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array[]> {
    if (this.#closed)
      throw new SourceUnavailableError("The source has been closed; open it again", { file: this.name });
    checkRanges(ranges, this.size, this.name);
    const found: Uint8Array[] = ranges.map(() => new Uint8Array(0));
    for (const segment of coalesce(ranges, gapBytes, maxSliceBytes)) {
      options.signal?.throwIfAborted();
      const piece = this.#keptAround(segment) ?? (await this.#slice(segment));
      for (const member of segment.members) {
        const { start, stop } = ranges[member]!;
        found[member] = piece.bytes.subarray(start - piece.start, stop - piece.start);
      }
    }
    return found;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#kept = [];
    return Promise.resolve();
  }

  #keptAround({ start, stop }: ByteRange): Piece | undefined {
    const piece = this.#kept.find((each) => each.start <= start && stop <= each.stop);
    if (piece !== undefined) this.#keep(piece);
    return piece;
  }

  async #slice({ start, stop }: ByteRange): Promise<Piece> {
    const isSmall = stop - start < aheadBytes;
    const end = isSmall ? Math.min(start + aheadBytes, this.size) : stop;
    const piece = { start, stop: end, bytes: await this.#bytes(start, end) };
    if (isSmall) this.#keep(piece);
    return piece;
  }

  #keep(piece: Piece): void {
    this.#kept = [...this.#kept.filter((each) => each !== piece), piece].slice(-mostKept);
  }

  async #bytes(start: number, stop: number): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await this.#blob.slice(start, stop).arrayBuffer());
    } catch (cause) {
      // The browser refuses a file that is another one than was picked, and tells no more than that.
      throw new SourceUnavailableError(
        `Bytes [${start}, ${stop}) cannot be read: the file was changed, moved or removed after it was picked; pick it again`,
        { file: this.name, offset: start },
        { cause },
      );
    }
    this.statistics.requests += 1;
    this.statistics.bytes += bytes.length;
    return bytes;
  }
}
