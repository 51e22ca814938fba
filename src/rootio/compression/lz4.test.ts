import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import xxhash, { type XXHashAPI } from "xxhash-wasm";
import { CorruptFileError } from "../errors.ts";
import { block, lz4Text, text } from "../../../test/support/compressed-blocks.ts";
import { everyBitFlip, someBitFlips, truncations, tryDamaged } from "../../../test/support/damage-blocks.ts";
import { decodeLz4, prepareLz4 } from "./lz4.ts";

const where = { file: "a.root" };
let hasher: XXHashAPI;
beforeAll(async () => {
  await prepareLz4();
  hasher = await xxhash();
});

test("a block of the lz4 tool is decompressed", () => {
  expect(decodeLz4(lz4Text, text.length, where)).toEqual(text);
});

interface Sequence {
  readonly literals: Uint8Array;
  /** In [0, 1): how far back the match begins, as a part of what is there. */
  readonly back: number;
  readonly length: number;
}

const sequence = fc.record({
  literals: fc.uint8Array({ maxLength: 600 }),
  back: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.oneof(fc.integer({ min: 4, max: 20 }), fc.integer({ min: 4, max: 900 })),
});

test("any literals and matches, overlapping or not, long or short, come out as the format says", () => {
  fc.assert(
    fc.property(
      fc.array(sequence, { maxLength: 12 }),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      (sequences, last) => {
        const { data, expected } = encode(sequences, last);
        expect(decodeLz4(checked(data), expected.length, where)).toEqual(Uint8Array.from(expected));
      },
    ),
    { seed: 20_250_602, numRuns: 400 },
  );
});

test.each([
  ["a wrong checksum", () => Uint8Array.from(lz4Text, (byte, i) => (i === 0 ? byte ^ 1 : byte)), text.length],
  ["only a checksum", () => lz4Text.subarray(0, 8), text.length],
  ["one byte more than declared", () => lz4Text, text.length - 1],
  ["one byte less than declared", () => lz4Text, text.length + 1],
  ["a match at distance 0", () => checked([0x10, 65, 0, 0, 0]), 5],
  ["a match before the first byte", () => checked([0x10, 65, 2, 0, 0]), 5],
  ["a match past the end", () => checked([0x1f, 65, 1, 0, 200, 0]), 5],
  ["half a distance", () => checked([0x10, 65, 1]), 5],
  ["more literals than bytes", () => checked([0x50, 65, 66]), 5],
  ["more literals than declared", () => checked([0x30, 65, 66, 67]), 2],
  ["a length of literals that does not end", () => checked([0xf0, 255, 255]), 5],
  ["a length of a match that does not end", () => checked([0x1f, 65, 1, 0, 255]), 5],
  ["a match as its end", () => checked([0x10, 65, 1, 0]), 5],
])("a block with %s is corrupt", (_, compressed, length) => {
  expect(() => decodeLz4(compressed(), length, where)).toThrow(CorruptFileError);
});

test("no flipped bit and no truncation gives wrong bytes", () => {
  const payload = block("L4", 1, lz4Text, text.length);
  expect(tryDamaged(everyBitFlip(payload), text)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(someBitFlips(payload, 3000, 4), text)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(truncations(payload), text)).toMatchObject({ wrong: 0, right: 0 });
});

test("damage with a matching checksum never reaches outside of input or output", () => {
  const data = lz4Text.subarray(8);
  for (const damaged of someBitFlips(data, 3000, 5)) {
    const payload = block("L4", 1, checked(damaged), text.length);
    const { refused, right, wrong } = tryDamaged([payload], text);
    expect(refused + right + wrong).toBe(1);
  }
});

/** Puts the checksum that ROOT wants in front of LZ4 data. */
function checked(data: Iterable<number>): Uint8Array {
  const bytes = Uint8Array.from(data);
  const result = Buffer.alloc(8 + bytes.length);
  result.writeBigUInt64BE(hasher.h64Raw(bytes));
  result.set(bytes, 8);
  return result;
}

/** A slow, literal reading of the LZ4 block format in the other direction, with the content it stands for. */
function encode(sequences: readonly Sequence[], last: Uint8Array): { data: number[]; expected: number[] } {
  const data: number[] = [];
  const expected: number[] = [];
  for (const { literals, back, length } of sequences) {
    if (expected.length + literals.length === 0) continue;
    expected.push(...literals);
    const distance = 1 + Math.floor(back * Math.min(expected.length, 65_535));
    for (let i = 0; i < length; i++) expected.push(expected[expected.length - distance]!);
    data.push((Math.min(literals.length, 15) << 4) | Math.min(length - 4, 15), ...extra(literals.length), ...literals);
    data.push(distance & 0xff, distance >>> 8, ...extra(length - 4));
  }
  data.push(Math.min(last.length, 15) << 4, ...extra(last.length), ...last);
  expected.push(...last);
  return { data, expected };
}

function extra(length: number): number[] {
  if (length < 15) return [];
  return [...new Array<number>(Math.floor((length - 15) / 255)).fill(255), (length - 15) % 255];
}
