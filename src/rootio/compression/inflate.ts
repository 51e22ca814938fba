import { entryOf, fillTable, kinds, roomFor } from "./huffman-table.ts";

/** What became of a stream: how much of it was used and given, or why it is none. */
export type Inflated =
  { readonly used: number; readonly given: number } | { readonly fault: "malformed" | "cut short" | "too long" };

const literalFirst = 10;
const distanceFirst = 9;
const literalCount = 286;
const distanceCount = 30;

const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
];
const lengthExtras = lengthBases.map((_, i) => (i < 8 ? 0 : (i >> 2) - 1));

/** 286 and 287 stand in the fixed code, and mean nothing. */
const literals = Int32Array.from({ length: 288 }, (_, s) => {
  if (s < 256) return entryOf(s, kinds.literal, 0);
  if (s === 256) return entryOf(0, kinds.end, 0);
  if (s === 285) return entryOf(258, kinds.base, 0);
  return s > 285 ? -1 : entryOf(lengthBases[s - 257]!, kinds.base, lengthExtras[s - 257]!);
});
const distances = Int32Array.from({ length: 32 }, (_, s) => {
  const extra = s < 4 ? 0 : (s >> 1) - 1;
  return s >= distanceCount ? -1 : entryOf(s < 4 ? s + 1 : ((2 + (s & 1)) << extra) + 1, kinds.base, extra);
});
const plain = Int32Array.from({ length: 19 }, (_, s) => entryOf(s, kinds.literal, 0));
/** Order in which the lengths of the code of code lengths stand. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Tables {
  readonly literal: Int32Array;
  readonly distance: Int32Array;
}

const newTables = (): Tables => ({
  literal: new Int32Array(roomFor(literalFirst, 288)),
  distance: new Int32Array(roomFor(distanceFirst, 32)),
});
const own = newTables();
const codeTable = new Int32Array(roomFor(7, 19));
const lengths = new Uint8Array(literalCount + distanceCount + 2);
let fixed: Tables | undefined;

/** Zeros behind the input, so that looking ahead needs no check of its own; what reaches into them is cut short. */
const padding = 32;
let padded = new Uint8Array(0);

/**
 * Inflates one DEFLATE stream, which begins at the start of `compressed`, into `output`.
 *
 * Written for runtimes that have no inflate which answers at once. It needs no code from text and no WebAssembly.
 * @see RFC 1951.
 */
export function inflate(compressed: Uint8Array, output: Uint8Array): Inflated {
  if (padded.length < compressed.length + padding)
    padded = new Uint8Array(Math.ceil(compressed.length * 1.1) + padding);
  padded.set(compressed);
  padded.fill(0, compressed.length, compressed.length + padding);
  return new Inflater(padded, compressed.length, output).run();
}

class Inflater {
  readonly #input: Uint8Array;
  readonly #length: number;
  readonly #output: Uint8Array;
  #at = 0;
  /** Bits that were taken from the input and not used yet, lowest first. */
  #hold = 0;
  #bits = 0;
  #to = 0;

  constructor(input: Uint8Array, length: number, output: Uint8Array) {
    this.#input = input;
    this.#length = length;
    this.#output = output;
  }

  run(): Inflated {
    for (;;) {
      const isLast = this.#take(1) === 1;
      const type = this.#take(2);
      const fault =
        type === 0
          ? this.#stored()
          : type === 1
            ? this.#codes((fixed ??= fixedTables()))
            : type === 2
              ? (this.#readTables() ?? this.#codes(own))
              : "malformed";
      const used = this.#at - (this.#bits >> 3);
      // What was read of the zeros behind the input says nothing.
      if (used > this.#length) return { fault: "cut short" };
      if (fault !== undefined) return { fault };
      if (isLast) return { used, given: this.#to };
    }
  }

  #take(count: number): number {
    while (this.#bits < count) {
      this.#hold |= (this.#at < this.#input.length ? this.#input[this.#at]! : 0) << this.#bits;
      this.#at++;
      this.#bits += 8;
    }
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#bits -= count;
    return value;
  }

  #stored(): "malformed" | "cut short" | "too long" | undefined {
    this.#at -= this.#bits >> 3;
    this.#hold = this.#bits = 0;
    const length = this.#take(16);
    if ((this.#take(16) ^ 0xffff) !== length) return "malformed";
    if (this.#at + length > this.#length) return "cut short";
    if (this.#to + length > this.#output.length) return "too long";
    this.#output.set(this.#input.subarray(this.#at, this.#at + length), this.#to);
    this.#at += length;
    this.#to += length;
    return undefined;
  }

  /** The codes of one block, themselves coded. */
  #readTables(): "malformed" | undefined {
    const literalLengths = this.#take(5) + 257;
    const distanceLengths = this.#take(5) + 1;
    const codeLengths = this.#take(4) + 4;
    if (literalLengths > literalCount || distanceLengths > distanceCount) return "malformed";
    lengths.fill(0, 0, order.length);
    for (let i = 0; i < codeLengths; i++) lengths[order[i]!] = this.#take(3);
    if (!fillTable(codeTable, 7, lengths, order.length, plain, false)) return "malformed";
    const total = literalLengths + distanceLengths;
    for (let i = 0; i < total;) {
      const symbol = this.#codeLength();
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) return "malformed";
      const value = symbol === 16 ? lengths[i - 1]! : 0;
      const repeat = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (i + repeat > total) return "malformed";
      lengths.fill(value, i, (i += repeat));
    }
    if (lengths[256] === 0) return "malformed"; // no end of the block
    const ofDistances = lengths.subarray(literalLengths, total);
    const areRight =
      fillTable(own.literal, literalFirst, lengths, literalLengths, literals, true) &&
      fillTable(own.distance, distanceFirst, ofDistances, distanceLengths, distances, true);
    return areRight ? undefined : "malformed";
  }

  #codeLength(): number {
    this.#fill(7);
    const entry = codeTable[this.#hold & 127]!;
    this.#hold >>>= entry & 15;
    this.#bits -= entry & 15;
    return entry >>> 10;
  }

  #fill(count: number): void {
    while (this.#bits < count) {
      this.#hold |= (this.#at < this.#input.length ? this.#input[this.#at]! : 0) << this.#bits;
      this.#at++;
      this.#bits += 8;
    }
  }

  /** The hot loop. Locals are faster than fields. */
  #codes({ literal, distance }: Tables): "malformed" | "cut short" | "too long" | undefined {
    const input = this.#input;
    const output = this.#output;
    const stop = this.#length + 8;
    let at = this.#at;
    let hold = this.#hold;
    let bits = this.#bits;
    let to = this.#to;
    let fault: "malformed" | "cut short" | "too long" | undefined;
    for (;;) {
      while (bits <= 24) {
        hold |= input[at++]! << bits;
        bits += 8;
      }
      if (at > stop) {
        fault = "cut short";
        break;
      }
      let entry = literal[hold & ((1 << literalFirst) - 1)]!;
      if ((entry & 0x300) === 0x300) {
        hold >>>= literalFirst;
        bits -= literalFirst;
        entry = literal[(entry >>> 10) + (hold & ((1 << ((entry >>> 4) & 15)) - 1))]!;
      }
      hold >>>= entry & 15;
      bits -= entry & 15;
      if ((entry & 0x300) === 0) {
        if (entry === 0) fault = "malformed";
        else if (to >= output.length) fault = "too long";
        if (fault !== undefined) break;
        output[to++] = entry >>> 10;
        continue;
      }
      if ((entry & 0x200) !== 0) break; // the end of the block
      const lengthExtra = (entry >>> 4) & 15;
      let length = (entry >>> 10) + (hold & ((1 << lengthExtra) - 1));
      hold >>>= lengthExtra;
      bits -= lengthExtra;
      while (bits <= 24) {
        hold |= input[at++]! << bits;
        bits += 8;
      }
      entry = distance[hold & ((1 << distanceFirst) - 1)]!;
      if ((entry & 0x300) === 0x300) {
        hold >>>= distanceFirst;
        bits -= distanceFirst;
        entry = distance[(entry >>> 10) + (hold & ((1 << ((entry >>> 4) & 15)) - 1))]!;
      }
      if (entry === 0) {
        fault = "malformed";
        break;
      }
      hold >>>= entry & 15;
      bits -= entry & 15;
      const distanceExtra = (entry >>> 4) & 15;
      while (bits <= 16) {
        hold |= input[at++]! << bits;
        bits += 8;
      }
      let from = to - (entry >>> 10) - (hold & ((1 << distanceExtra) - 1));
      hold >>>= distanceExtra;
      bits -= distanceExtra;
      if (from < 0) fault = "malformed";
      else if (to + length > output.length) fault = "too long";
      if (fault !== undefined) break;
      // Byte by byte, since the stretch may reach into itself.
      do output[to++] = output[from++]!;
      while (--length > 0);
    }
    this.#at = at;
    this.#hold = hold;
    this.#bits = bits;
    this.#to = to;
    return fault;
  }
}

function fixedTables(): Tables {
  const tables = newTables();
  const ofLiterals = Uint8Array.from({ length: 288 }, (_, s) => (s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8));
  fillTable(tables.literal, literalFirst, ofLiterals, 288, literals, false);
  fillTable(tables.distance, distanceFirst, new Uint8Array(32).fill(5), 32, distances, false);
  return tables;
}
