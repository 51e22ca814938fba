import { expect, test } from "vitest";
import { swapBytes as ofNode } from "../node/byte-swap.ts";
import { swapBytes } from "./byte-swap.ts";

test.each([
  { width: 1, start: 3, length: 7 },
  { width: 2, start: 6, length: 10 },
  { width: 4, start: 12, length: 20 },
  { width: 8, start: 8, length: 40 },
  { width: 2, start: 5, length: 10 },
  { width: 4, start: 10, length: 20 },
  { width: 8, start: 13, length: 40 },
])("numbers of $width bytes are turned as by Node, and what lies around them stays", ({ width, start, length }) => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 11) & 0xff);
  const [ours, theirs] = [bytes.slice(), bytes.slice()];
  swapBytes(ours.buffer, start, length, width);
  ofNode(theirs.buffer, start, length, width);
  expect(ours).toEqual(theirs);
});
