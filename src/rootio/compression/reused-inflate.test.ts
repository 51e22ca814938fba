import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { text } from "../../../test/support/compressed-blocks.ts";
import { createReusedInflate } from "./reused-inflate.ts";
import { UnpackBuffer } from "./unpack-buffer.ts";
import { decodeZlib } from "./zlib.ts";

test("it is there on the versions of Node that it was tried on", () => {
  const major = Number(process.versions.node.split(".")[0]);
  expect(createReusedInflate() !== undefined).toBe([20, 22, 24, 26].includes(major));
});

test("the Node of the image is one of them", () => {
  const dockerfile = readFileSync(new URL("../../../deploy/Dockerfile", import.meta.url), "utf8");
  const version = /^ARG NODE_IMAGE=node:(\d+)/m.exec(dockerfile)?.[1];
  expect(createReusedInflate(`${version}.0.0`)).toBeDefined();
});

test("on any other version the documented call is used", () => {
  for (const version of ["18.20.0", "21.0.0", "27.1.0", "", "x"]) expect(createReusedInflate(version)).toBeUndefined();
});

test("many streams through one engine and one buffer come back, right and wrong ones in turn", () => {
  const into = new UnpackBuffer();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.nat(), fc.nat(7), (bytes, position, bit) => {
      const stream = deflateSync(bytes);
      expect(decodeZlib(stream, bytes.length, {}, into)).toEqual(bytes);
      const damaged = Uint8Array.from(stream);
      damaged[position % damaged.length]! ^= 1 << bit;
      try {
        // A few flips are harmless (padding bits); what comes back must be right then.
        expect(decodeZlib(damaged, bytes.length, {}, into)).toEqual(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: "CorruptFileError" });
      }
      expect(decodeZlib(stream, bytes.length, {}, into)).toEqual(bytes);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test("a stream that gives one byte more or less than declared is corrupt, with and without the reused engine", () => {
  const stream = deflateSync(text);
  for (const into of [undefined, new UnpackBuffer()])
    for (const length of [text.length - 1, text.length + 1])
      expect(() => decodeZlib(stream, length, {}, into)).toThrow(/gives|block/);
});

test("the result is a view of the buffer, overwritten by the next", () => {
  const into = new UnpackBuffer();
  const first = decodeZlib(deflateSync(Uint8Array.of(1, 2, 3)), 3, {}, into);
  decodeZlib(deflateSync(Uint8Array.of(7, 8, 9)), 3, {}, into);
  expect([...first]).toEqual([7, 8, 9]);
});
