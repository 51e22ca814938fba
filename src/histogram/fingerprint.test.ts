import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFingerprint } from "./fingerprint.ts";

/** FNV-1a 64 as it is defined, with whole numbers of any size. */
function fnv1a(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}

describe("a fingerprint", () => {
  it("is FNV-1a of the bytes of its numbers, after how many they are", () => {
    fc.assert(
      fc.property(fc.float64Array({ noNaN: true, maxLength: 20 }), (values) => {
        const bytes = new Uint8Array(Float64Array.of(values.length, ...values.map((value) => value + 0)).buffer);
        expect(createFingerprint().numbers(values).hex()).toBe(fnv1a(bytes));
      }),
      { seed: 3 },
    );
  });

  it("tells where one text ends and the next begins", () => {
    const of = (...texts: string[]) => {
      const fingerprint = createFingerprint();
      for (const text of texts) fingerprint.text(text);
      return fingerprint.hex();
    };
    expect(of("ab", "c")).not.toBe(of("a", "bc"));
    expect(of("H → 4ℓ")).toBe(of("H → 4ℓ"));
  });

  it("does not change from release to release", () => {
    expect(
      createFingerprint()
        .text("m4l")
        .numbers(Float64Array.of(80, 165, 250))
        .hex(),
    ).toBe("e6c28cb04e2c362f");
  });
});
