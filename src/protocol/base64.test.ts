import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFloat64, encodeFloat64 } from "./base64.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

describe("float64 numbers in base64", () => {
  it("come back with every bit, NaN payloads and -0 included", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        const bytes = random.slice(0, random.length - (random.length % 8));
        const decoded = decodeFloat64(ascii(encodeFloat64(new Float64Array(bytes.slice().buffer))));
        expect(new Uint8Array(decoded!.buffer)).toEqual(bytes);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it("are written as others write them", () => {
    fc.assert(
      fc.property(fc.float64Array({ maxLength: 30 }), (numbers) => {
        const bytes = Buffer.alloc(numbers.length * 8);
        numbers.forEach((number, i) => bytes.writeDoubleLE(number, 8 * i));
        expect(encodeFloat64(numbers)).toBe(bytes.toString("base64"));
      }),
      { seed: 8 },
    );
  });

  it.each([
    ["a length that is no multiple of four", "AAAAAAAAAAA"],
    ["seven bytes", "AAAAAAAAAA=="],
    ["a space", "AAAAA AAAAA="],
    ["the URL alphabet", "AAAAA_-AAAA="],
    ["padding in the middle", "AAA=AAAAAAA="],
    ["padding alone", "===="],
    ["three pads", "AAAAAAAAA==="],
    ["stray bits before the padding", "AAAAAAAAAAB="],
    ["a character beyond ASCII", "AAAAAéAAAA="],
  ])("are refused with %s", (_, text) => {
    expect(decodeFloat64(ascii(text))).toBeUndefined();
  });

  it("may be none", () => {
    expect(encodeFloat64(new Float64Array(0))).toBe("");
    expect(decodeFloat64(ascii(""))).toEqual(new Float64Array(0));
  });
});
