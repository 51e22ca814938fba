import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deflate } from "./deflate.ts";

test("what is packed unpacks to the same, at every level", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.integer({ min: 0, max: 70_000 }).map((length) => new Uint8Array(length).fill(7)),
  );
  fc.assert(
    fc.property(piece, fc.integer({ min: 1, max: 9 }), (plain, level) => {
      expect(inflateSync(deflate(plain, level)).equals(plain)).toBe(true);
    }),
    { seed: 1 },
  );
});
