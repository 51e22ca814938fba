import { byteWidth, type Column, type ColumnType } from "../../column.ts";
import { ByteWriter } from "../byte-writer.ts";
import { compress, compressionSetting } from "../compress.ts";
import { keyLengthOf } from "../key-fields.ts";
import type { RecordFile } from "../record-file.ts";
import { BasketBuffer, tailLength } from "./basket-buffer.ts";
import { type NumberNames, numberNamesOf } from "./branch-type.ts";
import { encodeLists, encodeScalars, listHeader } from "./encode-values.ts";

/** What every branch of a tree has in common. */
export interface BranchPlace {
  readonly tree: string;
  readonly directorySeek: number;
  /** Bytes that a basket should not exceed, key and starts included. */
  readonly basketBytes: number;
}

/** Fields of a basket behind its key. */
const basketFieldsLength = 19;
const basketVersion = 3;
/** Length of the table of starts that ROOT begins with. */
const leastStarts = 1000;

/** One branch: the basket in work, and the tables of those that were written. */
export class BranchWriter {
  readonly name: string;
  readonly title: string;
  readonly type: ColumnType;
  readonly names: NumberNames;
  readonly compression: number;
  readonly basketBytes: number;
  readonly startsLength: number;
  /** Of each basket written: length of its record, its position; first entry of each, and one more number. */
  readonly lengths: number[] = [];
  readonly seeks: number[] = [];
  readonly firstEntries: number[] = [0];
  /** Bytes of all baskets with their keys, unpacked and on disk. */
  totalBytes = 0;
  zippedBytes = 0;
  readonly #file: RecordFile;
  readonly #place: BranchPlace;
  readonly #width: number;
  readonly #isList: boolean;
  readonly #keyLength: number;
  readonly #basket: BasketBuffer;

  /** @throws {InvalidOutputError} for a type that is not written. */
  constructor(
    file: RecordFile,
    place: BranchPlace,
    { name, title, type }: { readonly name: string; readonly title?: string; readonly type: ColumnType },
  ) {
    this.#file = file;
    this.#place = place;
    this.name = name;
    this.type = type;
    this.names = numberNamesOf(name, type);
    this.#isList = type.shape === "list";
    this.title = title ?? (this.#isList ? name : `${name}/${this.names.letter}`);
    this.basketBytes = place.basketBytes;
    this.startsLength = this.#isList ? leastStarts : 0;
    this.compression = compressionSetting(file.level);
    this.#width = byteWidth(type.type);
    // Always in the long form, as ROOT does: the values count their places from the start of the key, and must not move.
    this.#keyLength = keyLengthOf({ className: "TBasket", name, title: place.tree, big: true }) + basketFieldsLength;
    this.#basket = new BasketBuffer(Math.max(place.basketBytes - this.#keyLength, 64), this.#isList);
  }

  /**
   * How far the basket in work reaches: entries [from, result) of the column fit into it.
   *
   * The result is `from` only if the basket holds something already: an entry that fits into no basket gets a larger one.
   */
  reach(column: Column, from: number, to: number): number {
    const { used, entries } = this.#basket;
    const room = this.basketBytes - this.#keyLength - used;
    const atLeast = entries === 0 ? from + 1 : from;
    if (column.shape === "scalar") return clamp(from + Math.floor(room / this.#width), atLeast, to);
    const { offsets } = column;
    const fits = (count: number): boolean =>
      count * listHeader + (offsets[from + count]! - offsets[from]!) * this.#width + tailLength(entries + count) <=
      room;
    let low = 0; // fits, or is allowed anyway
    let high = to - from;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (fits(middle)) low = middle;
      else high = middle - 1;
    }
    return clamp(from + low, atLeast, to);
  }

  /** Takes entries [from, to) into the basket in work. */
  add(column: Column, from: number, to: number): void {
    const { type } = this.type;
    if (column.shape === "scalar") {
      this.#basket.reserve((to - from) * this.#width, to - from);
      encodeScalars(this.#basket, type, column.values, from, to);
      return;
    }
    const { content, offsets } = column;
    const bytes = (to - from) * listHeader + (offsets[to]! - offsets[from]!) * this.#width;
    this.#basket.reserve(bytes, to - from);
    encodeLists(this.#basket, type, content, offsets, from, to, this.#keyLength);
  }

  /** Writes the basket in work, if it holds anything, and begins the next one. */
  async flush(): Promise<void> {
    const basket = this.#basket;
    if (basket.entries === 0) return;
    const object = basket.object();
    const head = {
      className: "TBasket",
      name: this.name,
      title: this.#place.tree,
      cycle: this.lengths.length & 0x7fff, // number of the basket, as far as it fits
      directorySeek: this.#place.directorySeek,
    };
    const payload = compress(object, this.#file.level);
    const { key, taken } = this.#file.append(head, object.length, payload, { big: true, tail: this.#basketFields() });
    this.lengths.push(key.recordLength);
    this.seeks.push(key.seek);
    this.firstEntries.push(this.firstEntries.at(-1)! + basket.entries);
    this.totalBytes += key.keyLength + object.length;
    this.zippedBytes += key.recordLength;
    await taken;
    basket.clear();
  }

  #basketFields(): Uint8Array {
    const { used, entries } = this.#basket;
    const last = this.#keyLength + used;
    const writer = new ByteWriter(basketFieldsLength);
    writer.int16(basketVersion);
    writer.int32(Math.max(this.basketBytes, last)); // size of the buffer in memory
    writer.int32(this.#isList ? Math.max(leastStarts, entries + 1) : this.#width); // table of starts, or bytes of an entry
    writer.int32(entries);
    writer.int32(last);
    writer.uint8(0); // only the header: values follow as the record's payload
    return writer.bytes;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
