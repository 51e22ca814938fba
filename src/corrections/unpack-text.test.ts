import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { correctionLimits } from "./limits.ts";
import { unpackText } from "./unpack-text.ts";

const text = JSON.stringify({ description: "η < 2.5", numbers: Array.from({ length: 50_000 }, (_, i) => i) });
const bytes = new TextEncoder().encode(text);

test("a text is read plain and gzipped, whatever it is called", async () => {
  expect(await unpackText(bytes)).toBe(text);
  expect(await unpackText(gzipSync(bytes))).toBe(text);
});

test.each([
  ["cut short", gzipSync(bytes).subarray(0, 1000)],
  ["followed by something", Buffer.concat([gzipSync(bytes), Buffer.from("more")])],
  ["damaged", gzipSync(bytes).fill(0x55, 500, 600)],
])("gzip that is %s is refused", async (_, packed) => {
  await expect(unpackText(packed, { file: "sf.json.gz" })).rejects.toThrow(
    /refused: expected gzip: it is damaged or cut short \(file sf\.json\.gz\)/,
  );
});

test("what is no UTF-8 is refused", async () => {
  await expect(unpackText(Uint8Array.of(0x7b, 0xff))).rejects.toThrow("expected UTF-8 text");
});

test("little that unpacks to much is refused while it is unpacked", async () => {
  // 3 GB, in members one after the other; no text is so long, so that unpacking all of it would end otherwise.
  const member = gzipSync(new Uint8Array(16 * 1024 * 1024).fill(0x20));
  const bomb = Buffer.concat(Array.from({ length: 200 }, () => member));
  expect(bomb.length).toBeLessThan(4 * 1024 * 1024);
  await expect(unpackText(bomb)).rejects.toThrow(`unpacks to more than ${correctionLimits.textBytes} bytes`);
});

test("a file that is too large is refused as it is", async () => {
  await expect(unpackText(new Uint8Array(correctionLimits.textBytes + 1))).rejects.toThrow("the file has");
});
