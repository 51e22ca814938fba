import { createArray, type LeafColumn, type NumberType } from "../column.ts";
import { bitsOf } from "./value-bits.ts";

const leastCapacity = 1024;

/** Whole numbers that are added at the end. */
export class GrowingInts {
  ints = new Int32Array(leastCapacity);
  length = 0;

  push(value: number): void {
    if (this.length === this.ints.length) {
      const grown = new Int32Array(2 * this.length);
      grown.set(this.ints);
      this.ints = grown;
    }
    this.ints[this.length++] = value;
  }
}

/** Memory of a column with any number of lists around its values, filled again for every chunk. */
export class FormBuffer {
  readonly type: NumberType | "text";
  content;
  bits;
  texts: string[] = [];
  /** For each level of lists, outermost first: where each list starts in the level inside it, and the end. */
  readonly levels: readonly GrowingInts[];
  entries = 0;
  values = 0;

  constructor(type: NumberType | "text", levels: number) {
    this.type = type;
    this.content = createArray(type === "text" ? "uint8" : type, type === "text" ? 0 : leastCapacity);
    this.bits = bitsOf(this.content);
    this.levels = Array.from({ length: levels }, () => new GrowingInts());
    this.start();
  }

  start(): void {
    this.entries = 0;
    this.values = 0;
    this.texts = [];
    for (const level of this.levels) {
      level.length = 0;
      level.push(0);
    }
  }

  /** Makes room for `more` values. */
  reserve(more: number): void {
    const needed = this.values + more;
    if (needed <= this.content.length || this.type === "text") return;
    const grown = createArray(this.type, Math.max(needed, 2 * this.content.length));
    const bits = bitsOf(grown);
    bits.set(this.bits);
    this.content = grown;
    this.bits = bits;
  }

  /** Closes a list of `count` at a level. */
  list(level: number, count: number): void {
    const { ints, length } = this.levels[level]!;
    this.levels[level]!.push(ints[length - 1]! + count);
  }

  /** Counts entries that nobody will look at, as empty lists, or as any numbers. */
  skip(entries: number): void {
    for (let i = 0; i < entries; i++) {
      if (this.levels.length > 0) this.list(0, 0);
      else if (this.type === "text") this.texts.push("");
    }
    if (this.levels.length === 0 && this.type !== "text") {
      this.reserve(entries);
      this.values += entries;
    }
    this.entries += entries;
  }

  column(): LeafColumn {
    const levels = this.levels.map(({ ints }) => ints);
    const { type, entries: length, content } = this;
    if (type === "text") return { shape: "text", length, levels, texts: this.texts };
    const [offsets, ...inner] = levels;
    if (offsets === undefined) return { shape: "scalar", type, length, values: content };
    if (inner.length === 0) return { shape: "list", type, length, offsets, content };
    return { shape: "nested", type, length, levels, content };
  }
}
