import type { DeferredObject } from "./deferred-object.ts";

/**
 * What stands in the record of a branch where it can be found without making an object of it: its name, its parts, and
 * where its tables of baskets are. A tree has thousands of branches, of which an analysis names a few.
 */
export interface BranchOutline {
  readonly name: string;
  /** Byte of the tree's record at which it starts. */
  readonly start: number;
  readonly parts: readonly BranchOutline[];
  /** Its tables; undefined if they have another layout. */
  readonly baskets: () => BasketTables | undefined;
}

/** The baskets of a branch, as far as partitions are planned with them. */
export interface BasketTables {
  /** First entry of each basket on disk, and one more. */
  readonly basketEntries: readonly number[];
  readonly basketLengths: readonly number[];
  /** Those in the tree's own record, behind the ones on disk. */
  readonly embedded: readonly { readonly entries: number; readonly bytes: number }[];
}

const byteCountFlag = 0x40000000;
const newClass = 0xffffffff;
const classFlag = 0x80000000;
/** References count from the start of the key, and two more. */
const referenceOffset = 2;
/** Bit of a TObject that tells that two more bytes follow. */
const referencedFlag = 1 << 4;
const maxDepth = 50;
/** Classes of branches that begin with a TBranch, and whether there is a head in front of it. */
const layouts = new Map([
  ["TBranch", false],
  ["TBranchElement", true],
  ["TBranchObject", true],
]);

/**
 * The outline of a branch whose record has a layout of ROOT 5 or 6 (TBranch 10 to 13).
 *
 * @returns undefined for any other layout, and wherever its lengths do not fit together: then the object must be made.
 * @see https://root.cern/doc/master/classTBranch.html
 */
export function outlineOf({ view, start, tagOffset }: DeferredObject): BranchOutline | undefined {
  return ifItFits(() => readOutline(new OutlineReader(view, start, tagOffset), 0));
}

function ifItFits<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readOutline(reader: OutlineReader, depth: number): BranchOutline {
  const start = reader.at;
  const stop = reader.stop();
  const hasOwnHead = layouts.get(reader.className());
  if (hasOwnHead === undefined || depth > maxDepth) throw new RangeError("another kind of branch");
  const outer = hasOwnHead ? reader.stop() : stop;
  if (hasOwnHead) reader.at += 2;
  const inner = reader.stop();
  const version = reader.int16();
  if (outer !== stop || (!hasOwnHead && inner !== stop) || inner > outer || version < 10 || version > 13)
    throw new RangeError("another layout");
  const name = reader.nameOfNamed();
  reader.skipObject(); // TAttFill
  reader.at += 12;
  const written = reader.int32();
  reader.at += 8;
  if (version === 13) reader.skipObject(); // IO features
  reader.at += 4;
  const places = reader.int32();
  reader.at += 36; // split level; entries, first entry, bytes
  const parts = reader.list((end) => {
    const part = readOutline(reader, depth + 1);
    if (reader.at > end) throw new RangeError("a part is longer than its branch");
    return part;
  });
  reader.skipObject(); // leaves
  const basketsAt = reader.at;
  reader.skipObject();
  const tablesAt = reader.at;
  if (places < 0 || written < 0 || tablesAt + places * 20 + 4 > inner) throw new RangeError("tables without room");
  reader.at = tablesAt + places * 20 + 3;
  reader.skipText();
  if (reader.at !== inner) throw new RangeError("another layout");
  reader.at = stop;
  const baskets = (): BasketTables | undefined =>
    ifItFits(() => readTables(reader.from(basketsAt), tablesAt, places, written));
  return { name, start, parts, baskets };
}

function readTables(reader: OutlineReader, tablesAt: number, places: number, written: number): BasketTables {
  const embedded = reader.list(() => reader.embedded()).filter(({ entries }) => entries > 0);
  const [lengthsAt, entriesAt, seeksAt] = [tablesAt + 1, tablesAt + 4 * places + 2, tablesAt + 12 * places + 3];
  let onDisk = 0;
  while (onDisk < written && onDisk < places && reader.int64At(seeksAt + 8 * onDisk) !== 0) onDisk++;
  const basketLengths = Array.from({ length: onDisk }, (_, i) => reader.int32At(lengthsAt + 4 * i));
  const basketEntries = Array.from({ length: Math.min(onDisk + 1, places) }, (_, i) =>
    reader.int64At(entriesAt + 8 * i),
  );
  return { basketEntries, basketLengths, embedded };
}

/** A position in a tree's record. Whatever it cannot go on with is a RangeError, as beyond the end of a DataView. */
class OutlineReader {
  readonly view: DataView;
  readonly tagOffset: number;
  at: number;

  constructor(view: DataView, at: number, tagOffset: number) {
    this.view = view;
    this.at = at;
    this.tagOffset = tagOffset;
  }

  from(at: number): OutlineReader {
    return new OutlineReader(this.view, at, this.tagOffset);
  }

  uint8(): number {
    return this.view.getUint8(this.at++);
  }

  int16(): number {
    this.at += 2;
    return this.view.getInt16(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.view.getInt32(this.at - 4);
  }

  int32At(at: number): number {
    return this.view.getInt32(at);
  }

  int64At(at: number): number {
    return this.view.getInt32(at) * 2 ** 32 + this.view.getUint32(at + 4);
  }

  /** Reads a byte count. @returns where what it counts ends. */
  stop(): number {
    const count = this.view.getUint32(this.at);
    this.at += 4;
    const stop = this.at + (count & ~byteCountFlag);
    if ((count & byteCountFlag) === 0 || count >= classFlag || stop > this.view.byteLength)
      throw new RangeError("no byte count");
    return stop;
  }

  skipObject(): void {
    this.at = this.stop();
  }

  /** The class of an object behind a pointer: written here, or where it was first met. */
  className(): string {
    const tag = this.view.getUint32(this.at);
    this.at += 4;
    if (tag === newClass) return this.#cString(true);
    const first = this.from((tag & ~classFlag) - this.tagOffset - referenceOffset + 4);
    if (tag < classFlag || this.view.getUint32(first.at - 4) !== newClass) throw new RangeError("no class");
    return first.#cString(false);
  }

  #cString(moves: boolean): string {
    let end = this.at;
    while (this.view.getUint8(end) !== 0) if (end++ - this.at > 100) throw new RangeError("no class name");
    const text = this.#letters(this.at, end);
    if (moves) this.at = end + 1;
    return text;
  }

  #letters(start: number, stop: number): string {
    let text = "";
    for (let i = start; i < stop; i++) text += String.fromCharCode(this.view.getUint8(i));
    return text;
  }

  /** A TNamed, of which the name is told. */
  nameOfNamed(): string {
    const stop = this.stop();
    this.at += 2;
    this.#skipBase();
    const length = this.#textLength();
    const name = this.#letters(this.at, this.at + length);
    if (this.at + length > stop) throw new RangeError("a name longer than its object");
    this.at = stop;
    return name;
  }

  #skipBase(): void {
    if (this.view.getUint16(this.at) >= 0x4000) throw new RangeError("an object with a byte count");
    const bits = this.view.getUint32(this.at + 6);
    this.at += (bits & referencedFlag) === 0 ? 10 : 12;
  }

  #textLength(): number {
    const short = this.uint8();
    if (short < 255) return short;
    const length = this.int32();
    if (length < 0) throw new RangeError("a text of no length");
    return length;
  }

  skipText(): void {
    const length = this.#textLength();
    this.at += length;
  }

  /** The objects of a TObjArray, without its empty places. */
  list<T>(read: (end: number) => T): T[] {
    const stop = this.stop();
    if (this.int16() < 3) throw new RangeError("another layout of lists");
    this.#skipBase();
    this.skipText();
    const count = this.int32();
    this.at += 4;
    const items: T[] = [];
    for (let i = 0; i < count; i++)
      if (this.view.getUint32(this.at) === 0) this.at += 4;
      else items.push(read(stop));
    if (this.at !== stop) throw new RangeError("a list that does not end where it says");
    return items;
  }

  /** A TBasket: its key, numbers, and the values if it has any. */
  embedded(): { entries: number; bytes: number } {
    const stop = this.stop();
    if (this.className() !== "TBasket") throw new RangeError("another class of basket");
    const big = this.view.getInt16(this.at + 4) > 1000;
    const keyLength = this.view.getUint16(this.at + 14);
    this.at += big ? 34 : 26;
    for (let i = 0; i < 3; i++) this.skipText(); // class, name, title
    this.at += 6;
    if (this.int32() < 0) this.at += 1;
    const [entries, last, flag] = [this.int32(), this.int32(), this.uint8()];
    this.at = stop;
    const hasValues = flag === 1 || flag > 10;
    return { entries, bytes: hasValues ? Math.max(0, last - keyLength) : 0 };
  }
}
