import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gzip } from "./gzip.ts";

test("what is packed unpacks to the same", async () => {
  const plain = Uint8Array.from({ length: 100_000 }, (_, i) => i >> 4);
  const packed = await gzip(plain, 3);
  expect(packed.length).toBeLessThan(plain.length / 2);
  expect(gunzipSync(packed).equals(plain)).toBe(true);
});
