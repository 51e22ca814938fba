import { byteWidth, type Column, createArray, type FlatColumn, type JaggedColumn, type NumberType } from "../column.ts";
import { type BitArray, bitsOf } from "./value-bits.ts";

/** Values that the first growth makes room for: a chunk of scalars, so that most columns grow once or twice in all. */
const leastCapacity = 8192;

/** Memory of one column that is filled again for every chunk; arrays only ever grow. */
export class ColumnBuffer {
  readonly type: NumberType;
  readonly width: number;
  readonly isList: boolean;
  /** The values, and the same memory as bits. */
  content;
  bits: BitArray;
  /** For lists: where each entry's values start. */
  offsets: Int32Array;
  /** Entries and values filled so far. */
  entries = 0;
  values = 0;

  constructor(type: NumberType, isList: boolean) {
    this.type = type;
    this.width = byteWidth(type);
    this.isList = isList;
    this.content = createArray(type, 0);
    this.bits = bitsOf(this.content);
    this.offsets = new Int32Array(1);
  }

  /** Starts a chunk of `entries` entries. */
  start(entries: number): void {
    this.entries = 0;
    this.values = 0;
    if (this.isList && this.offsets.length < entries + 1) this.offsets = new Int32Array(entries + 1);
  }

  /** Makes room for `more` values behind those that are there. */
  reserve(more: number): void {
    const needed = this.values + more;
    if (needed <= this.content.length) return;
    const grown = createArray(this.type, Math.max(leastCapacity, needed, 2 * this.content.length));
    const bits = bitsOf(grown);
    bits.set(this.bits);
    this.content = grown;
    this.bits = bits;
  }

  /** Counts `entries` more entries that nobody will look at. */
  skip(entries: number): void {
    if (!this.isList) {
      this.reserve(entries);
      this.values += entries;
    }
    this.entries += entries;
  }

  column(): Column {
    if (this.isList) {
      const column: JaggedColumn = {
        shape: "list",
        type: this.type,
        length: this.entries,
        offsets: this.offsets,
        content: this.content,
      };
      return column;
    }
    const column: FlatColumn = { shape: "scalar", type: this.type, length: this.entries, values: this.content };
    return column;
  }
}
