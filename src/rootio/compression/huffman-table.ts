/**
 * Tables that decode Huffman codes of DEFLATE by looking at several bits at once.
 *
 * An entry is `value << 10 | kind << 8 | extra << 4 | length`: `length` bits belong to the code, `extra` bits follow it. 0 stands for bits
 * that no code has. Codes longer than the first look are found by a second one, in a part of the table behind the first.
 *
 * @see RFC 1951, section 3.2.2.
 */
export const kinds = { literal: 0, base: 1, end: 2, second: 3 } as const;

export const maxCodeLength = 15;

/** An entry without its length, for each symbol; -1 for one that a code may have, but that means nothing. */
export type Symbols = Int32Array;

export function entryOf(value: number, kind: number, extra: number): number {
  return (value << 10) | (kind << 8) | (extra << 4);
}

const counts = new Int32Array(maxCodeLength + 1);
const nextCodes = new Int32Array(maxCodeLength + 1);

/**
 * Fills a table for codes of these lengths (0: the symbol has none).
 *
 * @param first bits of the first look.
 * @returns false if the lengths are those of no code: too many, or too few. One code of one bit alone is allowed, if `single`.
 */
export function fillTable(
  table: Int32Array,
  first: number,
  lengths: Uint8Array,
  count: number,
  symbols: Symbols,
  single: boolean,
): boolean {
  counts.fill(0);
  for (let s = 0; s < count; s++) counts[lengths[s]!]!++;
  const used = count - counts[0]!;
  counts[0] = 0;
  let left = 1;
  let code = 0;
  for (let length = 1; length <= maxCodeLength; length++) {
    code = (code + counts[length - 1]!) << 1;
    nextCodes[length] = code;
    left = (left << 1) - counts[length]!;
    if (left < 0) return false;
  }
  if (left > 0 && !(single && used === counts[1])) return false;
  table.fill(0, 0, 1 << first);
  let end = 1 << first;
  for (let s = 0; s < count; s++) {
    const length = lengths[s]!;
    if (length === 0) continue;
    const bits = reversed(nextCodes[length]!++, length);
    const symbol = symbols[s]!;
    if (length <= first) {
      for (let at = bits; at < 1 << first; at += 1 << length) table[at] = symbol < 0 ? 0 : symbol | length;
      continue;
    }
    const head = bits & ((1 << first) - 1);
    const secondBits = maxCodeLength - first;
    if (table[head] === 0) {
      table[head] = entryOf(end, kinds.second, secondBits) | first;
      table.fill(0, end, end + (1 << secondBits));
      end += 1 << secondBits;
    }
    const start = table[head]! >>> 10;
    for (let at = bits >>> first; at < 1 << secondBits; at += 1 << (length - first))
      table[start + at] = symbol < 0 ? 0 : symbol | (length - first);
  }
  return true;
}

/** Room for a table: no more second parts than codes that are too long for the first look. */
export function roomFor(first: number, symbols: number): number {
  return (1 << first) + Math.min(symbols, 1 << first) * (1 << (maxCodeLength - first));
}

/** Huffman codes stand in the stream with their first bit lowest. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >>> i) & 1) << (length - 1 - i);
  return result;
}
