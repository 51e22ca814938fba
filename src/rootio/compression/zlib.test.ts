import { constants, deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CorruptFileError } from "../errors.ts";
import { block, text } from "../../../test/support/compressed-blocks.ts";
import { drawFrom, everyBitFlip, someBitFlips, truncations, tryDamaged } from "../../../test/support/damage-blocks.ts";
import { decompress } from "./decompress.ts";
import { UnpackBuffer } from "./unpack-buffer.ts";
import { decodeZlib } from "./zlib.ts";
import { decodeZlib as portable } from "./zlib-portable.ts";

const where = { file: "a.root" };

describe.each([
  ["Node", decodeZlib],
  ["any runtime", portable],
])("with the inflate of %s", (_, decode) => {
  test("any bytes at any level come back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        const result = decode(deflateSync(bytes, { level }), bytes.length, where);
        expect(result).toEqual(bytes);
      }),
      { seed: 20_250_601, numRuns: 300 },
    );
  });

  test("the result is a plain Uint8Array", () => {
    expect(Object.getPrototypeOf(decode(deflateSync(text), text.length, where))).toBe(Uint8Array.prototype);
  });

  test("the largest block that the format allows comes back", () => {
    const bytes = new Uint8Array(0xffffff).fill(7);
    expect(Buffer.compare(decode(deflateSync(bytes), bytes.length, where), bytes)).toBe(0);
  });

  test.each([
    ["one byte more than declared", deflateSync(text), text.length - 1],
    ["one byte less than declared", deflateSync(text), text.length + 1],
    ["a byte behind the stream", Buffer.concat([deflateSync(text), Buffer.alloc(1)]), text.length],
    ["a second stream behind the first", Buffer.concat([deflateSync(text), deflateSync(text)]), text.length],
    ["raw deflate", deflateRawSync(text), text.length],
    ["a preset dictionary", deflateSync(text, { dictionary: Buffer.from("event GeV") }), text.length],
    ["a wrong checksum", withLastByteChanged(deflateSync(text)), text.length],
    ["no end", deflateSync(text).subarray(0, -1), text.length],
    ["all zeros", new Uint8Array(100), text.length],
  ])("a block with %s is corrupt", (_, compressed, length) => {
    expect(() => decode(compressed, length, where)).toThrow(CorruptFileError);
  });

  test("a small block that inflates to 16 MB is stopped at its declared length", () => {
    const bomb = deflateSync(new Uint8Array(0xffffff));
    expect(() => decode(bomb, 100, where)).toThrow("gives more than the 100 bytes it declares");
  });
});

test("zlib's own error is kept as the cause", () => {
  try {
    decodeZlib(new Uint8Array(10), 5, where);
    expect.unreachable();
  } catch (error) {
    expect((error as Error).cause).toMatchObject({ code: "Z_DATA_ERROR" });
  }
});

test("no flipped bit and no truncation gives wrong bytes", () => {
  const payload = block("ZL", 8, deflateSync(text), text.length);
  expect(tryDamaged(everyBitFlip(payload), text)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(truncations(payload), text)).toMatchObject({ wrong: 0, right: 0 });
  const numbers = binaryLikeData(20_000);
  const large = block("ZL", 8, deflateSync(numbers), numbers.length);
  const report = tryDamaged(someBitFlips(large, 3000, 1), numbers);
  expect(report).toMatchObject({ wrong: 0 });
});

test("flips are seen in every block of a record", () => {
  const parts = [text, binaryLikeData(3000), text];
  const payload = Buffer.concat(parts.map((part) => block("ZL", 8, deflateSync(part), part.length)));
  const whole = Buffer.concat(parts);
  expect(decompress(payload, whole.length, where)).toEqual(new Uint8Array(whole));
  expect(tryDamaged(someBitFlips(payload, 3000, 2), whole)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(truncations(payload), whole)).toMatchObject({ wrong: 0, right: 0 });
});

test("damaged streams are refused by any runtime where Node refuses them, and give the same bytes elsewhere", () => {
  const into = new UnpackBuffer();
  const outcome = (decode: typeof portable, bytes: Uint8Array, length: number, buffer?: UnpackBuffer) => {
    try {
      return Buffer.from(decode(bytes, length, where, buffer)).toString("base64");
    } catch (error) {
      expect(error).toBeInstanceOf(CorruptFileError);
      return "refused";
    }
  };
  const numbers = binaryLikeData(3000);
  const streams = [
    deflateSync(text, { level: 9 }),
    deflateSync(numbers),
    deflateSync(numbers, { level: 0 }),
    deflateSync(text, { strategy: constants.Z_FIXED }),
    deflateSync(numbers, { strategy: constants.Z_HUFFMAN_ONLY }),
  ];
  const draw = drawFrom(9);
  for (const stream of streams)
    for (let i = 0; i < 600; i++) {
      const damaged = Uint8Array.from(stream);
      damaged[draw(i % 2 === 0 ? 80 : damaged.length) % damaged.length]! ^= 1 << draw(8);
      const length = stream === streams[0] || stream === streams[3] ? text.length : numbers.length;
      expect(outcome(portable, damaged, length, into)).toBe(outcome(decodeZlib, damaged, length));
    }
});

function withLastByteChanged(bytes: Buffer): Buffer {
  bytes[bytes.length - 1]! ^= 1;
  return bytes;
}

function binaryLikeData(length: number): Uint8Array {
  const draw = drawFrom(3);
  return Uint8Array.from({ length }, (_, i) => (i % 4 === 0 ? 0x45 : draw(i % 4 === 1 ? 16 : 256)));
}
