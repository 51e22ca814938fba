import type { Where } from "../errors/app-error.ts";
import { type Basket, embeddedBasket, readBasket } from "./basket.ts";
import type { Column, ColumnType } from "./column.ts";
import { UnpackBuffer } from "./compression/unpack-buffer.ts";
import { CorruptFileError, ShortReadError, UnsupportedFormatError } from "./errors.ts";
import { ColumnBuffer } from "./interpretation/column-buffer.ts";
import { decodeEntries } from "./interpretation/decode.ts";
import { identify } from "./interpretation/identify.ts";
import { columnTypeOf, type Interpretation } from "./interpretation/interpretation.ts";
import type { ByteRange, ByteSource } from "./source/byte-source.ts";
import type { BranchMetadata } from "./tree-metadata.ts";
import { HeldBaskets } from "./unpack-limits.ts";

/**
 * Reads the entries of one branch, front to back.
 *
 * The bytes of baskets are brought by the caller (see `BranchReader.missing` and `supply`), so that it can fetch those of
 * many branches at once, unless the source can be read without waiting; decoding is synchronous. One unpacked basket is kept. A column that `read` returns is valid until
 * the next `read`.
 */
export class BranchReader {
  readonly name: string;
  readonly columnType: ColumnType;
  /** First entry of each basket, and the number of entries at the end. */
  readonly starts: readonly number[];
  /** Bytes of its baskets in the file. */
  readonly bytesOnDisk: number;
  readonly #branch: BranchMetadata;
  readonly #interpretation: Interpretation;
  readonly #where: Where;
  readonly #buffer: ColumnBuffer;
  readonly #records = new Map<number, Uint8Array>();
  readonly #readInto: ByteSource["readInto"];
  readonly #held: HeldBaskets;
  /** Memory for the basket as it stands on disk, where the source is read directly, and unpacked. */
  readonly #packed = new UnpackBuffer();
  readonly #unpacked = new UnpackBuffer();
  #current: { readonly index: number; readonly basket: Basket } | undefined;

  /**
   * @param treeEntries entries of the tree; the baskets must hold as many.
   * @param source if it never waits, baskets are read from it when they are needed, and `missing` names none.
   * @param held what this reader and others beside it hold, which is bounded.
   * @throws {UnsupportedFormatError} if this kind of branch is not read.
   * @throws {CorruptFileError} if its tables of baskets contradict each other.
   */
  constructor(
    branch: BranchMetadata,
    treeEntries: number,
    fileEnd: number,
    where: Where,
    source: Pick<ByteSource, "readInto"> = {},
    held = new HeldBaskets(),
  ) {
    this.#held = held;
    this.#readInto = source.readInto?.bind(source);
    this.name = branch.name;
    this.#where = { ...where, branch: branch.name };
    const interpretation = identify(branch);
    if (interpretation.kind === "unknown")
      throw new UnsupportedFormatError(`Branch "${branch.name}" cannot be read: ${interpretation.reason}`, this.#where);
    this.#branch = branch;
    this.#interpretation = interpretation;
    this.columnType = columnTypeOf(interpretation);
    this.starts = basketStarts(branch, treeEntries, fileEnd, this.#where);
    this.bytesOnDisk = branch.basketLengths.reduce((sum, length) => sum + length, 0);
    this.#buffer = new ColumnBuffer(interpretation.type, this.columnType.shape === "list");
  }

  /** Baskets on disk that hold some of the entries [start, stop) and whose bytes are not here yet. */
  missing(start: number, stop: number): { readonly index: number; readonly range: ByteRange }[] {
    const wanted: { index: number; range: ByteRange }[] = [];
    if (start >= stop || this.#readInto !== undefined) return wanted;
    for (let i = this.#find(start); i < this.#branch.basketSeeks.length && this.starts[i]! < stop; i++) {
      if (this.#current?.index === i || this.#records.has(i) || this.starts[i] === this.starts[i + 1]) continue;
      const seek = this.#branch.basketSeeks[i]!;
      wanted.push({ index: i, range: { start: seek, stop: seek + this.#branch.basketLengths[i]! } });
    }
    return wanted;
  }

  /** Takes the bytes of a basket that `missing` named. */
  supply(index: number, record: Uint8Array): void {
    this.#records.set(index, record);
  }

  /**
   * Entries [start, stop).
   *
   * @param wanted if given, ascending entry numbers, counted from `start`, of the only entries that will be looked at: a
   * basket with none of them is not unpacked. All other entries read as any number; of lists not even the offsets are valid.
   * @throws {CorruptFileError} if a basket is damaged.
   * @throws {RecordTooLargeError} if it would unpack to more than is taken.
   */
  read(start: number, stop: number, wanted?: { readonly entries: Int32Array; readonly count: number }): Column {
    const buffer = this.#buffer;
    buffer.start(stop - start);
    let next = 0; // first wanted entry that is not behind us
    for (let at = start, i = this.#find(start); at < stop; i++) {
      const basketStart = this.starts[i]!;
      const basketStop = Math.min(this.starts[i + 1]!, stop);
      const first = next;
      if (wanted !== undefined) next = firstAtOrAbove(wanted.entries, next, wanted.count, basketStop - start);
      if (wanted !== undefined && next === first) buffer.skip(basketStop - at);
      else if (basketStop > at) {
        const where = { ...this.#where, entryStart: basketStart, entryStop: this.starts[i + 1]! };
        const some =
          wanted === undefined
            ? undefined
            : { entries: wanted.entries, first, stop: next, origin: start - basketStart };
        const basket = this.#basket(i, where);
        decodeEntries(this.#interpretation, basket, at - basketStart, basketStop - basketStart, buffer, where, some);
      }
      at = basketStop;
    }
    return buffer.column();
  }

  /** Drops the bytes of baskets that end at or before `entry`: reading only goes forward. */
  forget(entry: number): void {
    for (const index of this.#records.keys()) if (this.starts[index + 1]! <= entry) this.#records.delete(index);
  }

  /** Gives memory back. The reader, and what it returned, is not to be used any more. */
  close(): void {
    this.#current = undefined;
    this.#records.clear();
    this.#packed.release();
    this.#unpacked.release();
    this.#held.release(this);
  }

  #basket(index: number, where: Where): Basket {
    if (this.#current?.index === index) return this.#current.basket;
    const onDisk = this.#branch.basketSeeks.length;
    const hasOffsets = this.#interpretation.kind !== "fixed";
    let basket: Basket;
    if (index >= onDisk) basket = embeddedBasket(this.#branch.embedded[index - onDisk]!, hasOffsets, where);
    else {
      const seek = this.#branch.basketSeeks[index]!;
      const length = this.#branch.basketLengths[index]!;
      const entries = this.starts[index + 1]! - this.starts[index]!;
      const expected = { branch: this.name, seek, length, entries };
      this.#current = undefined; // its memory is used again
      const record = this.#record(index, seek, length, where);
      const whereBasket = { ...where, offset: seek };
      basket = readBasket(record, expected, hasOffsets, whereBasket, this.#unpacked, (packed, unpacked) => {
        this.#held.hold(this, packed, unpacked, whereBasket);
      });
      this.#records.delete(index);
    }
    this.#current = { index, basket };
    return basket;
  }

  #record(index: number, seek: number, length: number, where: Where): Uint8Array {
    if (this.#readInto !== undefined) {
      const record = this.#packed.room(length);
      this.#readInto(seek, record);
      return record;
    }
    const record = this.#records.get(index);
    if (record === undefined)
      throw new ShortReadError("The bytes of a basket were not fetched before it was read", where);
    return record;
  }

  /** The basket that holds `entry`. */
  #find(entry: number): number {
    let low = 0;
    let high = this.starts.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= entry) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** First place in [low, high) of ascending numbers that holds `value` or more; `high` if none does. */
function firstAtOrAbove(numbers: Int32Array, low: number, high: number, value: number): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Checks that baskets on disk, then embedded ones, cover all entries without gap, and lie inside the file. */
function basketStarts(branch: BranchMetadata, treeEntries: number, fileEnd: number, where: Where): number[] {
  const starts: number[] = [0];
  for (let i = 0; i < branch.basketSeeks.length; i++) {
    const next = branch.basketEntries[i + 1];
    const seek = branch.basketSeeks[i]!;
    const length = branch.basketLengths[i];
    if (branch.basketEntries[i] !== starts[i] || next === undefined || next < starts[i]!)
      throw new CorruptFileError(`Damaged branch: basket ${i} does not start where the one before it ends`, where);
    if (length === undefined || length < 1 || seek + length > fileEnd)
      throw new CorruptFileError(
        `Damaged branch: basket ${i} at [${seek}, ${seek + (length ?? 0)}) is not inside the file of ${fileEnd} bytes`,
        where,
      );
    starts.push(next);
  }
  for (const basket of branch.embedded) starts.push(starts.at(-1)! + basket.entries);
  if (starts.at(-1) !== treeEntries)
    throw new CorruptFileError(
      `Damaged branch: its baskets hold ${starts.at(-1)} entries, the tree has ${treeEntries}`,
      where,
    );
  if (starts.length === 1) starts.push(0); // an empty tree
  return starts;
}
