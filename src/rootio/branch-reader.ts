import type { Where } from "../errors/app-error.ts";
import { type Basket, embeddedBasket, readBasket } from "./basket.ts";
import type { LeafColumn } from "./column.ts";
import { UnpackBuffer } from "./compression/unpack-buffer.ts";
import { CorruptFileError, ShortReadError, UnsupportedFormatError } from "./errors.ts";
import { ColumnBuffer } from "./interpretation/column-buffer.ts";
import { decodeEntries, type Wanted } from "./interpretation/decode.ts";
import { decodeForm } from "./interpretation/decode-form.ts";
import { FormBuffer } from "./interpretation/form-buffer.ts";
import type { BranchLeaf } from "./interpretation/identify.ts";
import { columnTypeOf, type Interpretation } from "./interpretation/interpretation.ts";
import { withDimensions } from "./interpretation/with-dimensions.ts";
import type { ByteRange, ByteSource } from "./source/byte-source.ts";
import type { BranchMetadata } from "./tree-metadata.ts";
import type { OmittedStarts } from "./omitted-starts.ts";
import { HeldBaskets } from "./unpack-limits.ts";

/**
 * Reads the entries of one branch, or of one member of the objects in it, front to back.
 *
 * The bytes of baskets are brought by the caller (see `BranchReader.missing` and `supply`), so that it can fetch those of
 * many branches at once, unless the source can be read without waiting; decoding is synchronous. One unpacked basket is kept. A column that `read` returns is valid until
 * the next `read`.
 */
export class BranchReader {
  readonly name: string;
  /** First entry of each basket, and the number of entries at the end. */
  readonly starts: readonly number[];
  /** Bytes of its baskets in the file. */
  readonly bytesOnDisk: number;
  readonly #branch: BranchMetadata;
  readonly #interpretation: Interpretation;
  readonly #where: Where;
  readonly #buffer: ColumnBuffer | FormBuffer;
  readonly #records = new Map<number, Uint8Array>();
  readonly #readInto: ByteSource["readInto"];
  readonly #held: HeldBaskets;
  readonly #omitted: OmittedStarts | undefined;
  readonly #keeps: boolean;
  /** Memory for the basket as it stands on disk, where the source is read directly, and unpacked. */
  readonly #packed = new UnpackBuffer();
  readonly #unpacked = new UnpackBuffer();
  #current: { readonly index: number; readonly basket: Basket } | undefined;

  /**
   * @param name what it is called by; `leaf` says what it is.
   * @param treeEntries entries of the tree; the baskets must hold as many.
   * @param source if it never waits, baskets are read from it when they are needed, and `missing` names none.
   * @param held what this reader and others beside it hold, which is bounded.
   * @param more `omitted` finds starts of entries that baskets do not tell. `keeps`: bytes that were supplied stay until they
   *   are forgotten, for readers that go back within them.
   * @throws {UnsupportedFormatError} if this kind of branch is not read.
   * @throws {CorruptFileError} if its tables of baskets contradict each other.
   */
  constructor(
    name: string,
    leaf: BranchLeaf,
    treeEntries: number,
    fileEnd: number,
    where: Where,
    source: Pick<ByteSource, "readInto"> = {},
    held = new HeldBaskets(),
    { omitted, keeps = false }: { readonly omitted?: OmittedStarts; readonly keeps?: boolean } = {},
  ) {
    this.#omitted = omitted;
    this.#keeps = keeps;
    this.#held = held;
    this.#readInto = source.readInto?.bind(source);
    const { branch, interpretation } = leaf;
    this.name = name;
    this.#where = { ...where, branch: name };
    if (interpretation.kind === "unknown")
      throw new UnsupportedFormatError(`Branch "${name}" cannot be read: ${interpretation.reason}`, this.#where);
    this.#branch = branch;
    this.#interpretation = interpretation;
    this.starts = basketStarts(branch, treeEntries, fileEnd, this.#where);
    this.bytesOnDisk = branch.basketLengths.reduce((sum, length) => sum + length, 0);
    this.#buffer =
      interpretation.kind === "form"
        ? new FormBuffer(interpretation.type, interpretation.levels)
        : new ColumnBuffer(interpretation.type, interpretation.kind !== "fixed" || interpretation.isList);
  }

  /** Baskets on disk that hold some of the entries [start, stop) and whose bytes are not here yet. */
  missing(start: number, stop: number): { readonly index: number; readonly range: ByteRange }[] {
    const wanted: { index: number; range: ByteRange }[] = [];
    if (start >= stop || this.#readInto !== undefined) return wanted;
    for (let i = this.#find(start); i < this.#branch.basketSeeks.length && this.starts[i]! < stop; i++) {
      if (this.#current?.index === i || this.starts[i] === this.starts[i + 1]) continue;
      for (const { index, range } of this.#omitted?.missing(this.starts[i]!, this.starts[i + 1]!) ?? [])
        if (!wanted.some((one) => one.index === countsIndex(index))) wanted.push({ index: countsIndex(index), range });
      if (this.#records.has(i)) continue;
      const seek = this.#branch.basketSeeks[i]!;
      wanted.push({ index: i, range: { start: seek, stop: seek + this.#branch.basketLengths[i]! } });
    }
    return wanted;
  }

  /** Takes the bytes of a basket that `missing` named. */
  supply(index: number, record: Uint8Array): void {
    if (index < 0) this.#omitted?.supply(countsIndex(index), record);
    else this.#records.set(index, record);
  }

  /**
   * Entries [start, stop) as expressions see them: arrays of arrays of fixed sizes are one list.
   *
   * @param wanted if given, ascending entry numbers, counted from `start`, of the only entries that will be looked at: a
   * basket with none of them is not unpacked. All other entries read as any number; of lists not even the offsets are valid.
   * @throws {CorruptFileError} if a basket is damaged.
   * @throws {RecordTooLargeError} if it would unpack to more than is taken.
   */
  read(start: number, stop: number, wanted?: { readonly entries: Int32Array; readonly count: number }): LeafColumn {
    return this.#read(start, stop, wanted);
  }

  /** Entries [start, stop) as the file has them: arrays of arrays are lists in lists. */
  readLeaf(start: number, stop: number): LeafColumn {
    return withDimensions(this.#read(start, stop), this.#interpretation);
  }

  /** What one entry holds, as expressions see it. */
  get columnType(): ReturnType<typeof columnTypeOf> {
    return columnTypeOf(this.#interpretation);
  }

  #read(start: number, stop: number, wanted?: { readonly entries: Int32Array; readonly count: number }): LeafColumn {
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
        this.#decode(basket, at - basketStart, basketStop - basketStart, where, some);
      }
      at = basketStop;
    }
    return buffer.column();
  }

  /** Drops the bytes of baskets that end at or before `entry`: reading only goes forward. */
  forget(entry: number): void {
    this.#omitted?.forget(this.starts[this.#find(entry)]!);
    for (const index of this.#records.keys()) if (this.starts[index + 1]! <= entry) this.#records.delete(index);
  }

  /** Gives memory back. The reader, and what it returned, is not to be used any more. */
  close(): void {
    this.#current = undefined;
    this.#omitted?.close();
    this.#records.clear();
    this.#packed.release();
    this.#unpacked.release();
    this.#held.release(this);
  }

  #decode(basket: Basket, from: number, to: number, where: Where, wanted: Wanted | undefined): void {
    const interpretation = this.#interpretation;
    const buffer = this.#buffer;
    if (interpretation.kind !== "form")
      decodeEntries(interpretation, basket, from, to, buffer as ColumnBuffer, where, wanted);
    else decodeForm(interpretation, basket, from, to, buffer as FormBuffer, where);
  }

  #basket(index: number, where: Where): Basket {
    if (this.#current?.index === index) return this.#current.basket;
    const onDisk = this.#branch.basketSeeks.length;
    const { kind } = this.#interpretation;
    const offsets = kind === "fixed" ? "unused" : kind === "form" ? "optional" : "needed";
    let basket: Basket;
    if (index >= onDisk) basket = embeddedBasket(this.#branch.embedded[index - onDisk]!, offsets, where);
    else {
      const seek = this.#branch.basketSeeks[index]!;
      const length = this.#branch.basketLengths[index]!;
      const entries = this.starts[index + 1]! - this.starts[index]!;
      const { name, leaves } = this.#branch;
      const expected = { branch: name, formerName: leaves[0]?.name, seek, length, entries };
      this.#current = undefined; // its memory is used again
      const record = this.#record(index, seek, length, where);
      const whereBasket = { ...where, offset: seek };
      basket = readBasket(record, expected, offsets, whereBasket, this.#unpacked, (packed, unpacked) => {
        this.#held.hold(this, packed, unpacked, whereBasket);
      });
      if (basket.omitsStarts) basket = { ...basket, starts: this.#omittedStarts(index, basket.border, where) };
      if (!this.#keeps) this.#records.delete(index);
    }
    this.#current = { index, basket };
    return basket;
  }

  #omittedStarts(index: number, border: number, where: Where): Basket["starts"] {
    if (this.#omitted === undefined)
      throw new UnsupportedFormatError(
        "Its baskets leave out where entries start, and nothing counts their values",
        where,
      );
    return this.#omitted.of(this.starts[index]!, this.starts[index + 1]!, border, where);
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

/** Number of a basket of the branch that counts, and back. */
function countsIndex(index: number): number {
  return -1 - index;
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
  // Some programs leave a copy of the last basket in the tree.
  const isWhole = branch.basketSeeks.length > 0 && starts.at(-1) === treeEntries;
  if (!isWhole) for (const basket of branch.embedded) starts.push(starts.at(-1)! + basket.entries);
  if (starts.at(-1) !== treeEntries)
    throw new CorruptFileError(
      `Damaged branch: its baskets hold ${starts.at(-1)} entries, the tree has ${treeEntries}`,
      where,
    );
  if (starts.length === 1) starts.push(0); // an empty tree
  return starts;
}
