import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type MisbehavingServer,
  part,
  startMisbehavingServer,
  whole,
} from "../../../test/support/misbehaving-server.ts";
import type { ByteSource } from "./byte-source.ts";
import { openFileSource } from "./file-source.ts";
import { openHttpSource } from "./http-source.ts";

let server: MisbehavingServer;
let folder = "";
beforeAll(async () => {
  server = await startMisbehavingServer();
  folder = await mkdtemp(join(tmpdir(), "hzz-sources-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A file with several reads of it: ranges that overlap, touch, repeat, are empty, in any order. */
const fileAndReads = fc.uint8Array({ maxLength: 3000 }).chain((content) => {
  const at = fc.nat(content.length);
  const range = fc.tuple(at, at).map(([a, b]) => ({ start: Math.min(a, b), stop: Math.max(a, b) }));
  return fc.record({
    content: fc.constant(content),
    reads: fc.array(fc.array(range, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  });
});

const settings = fc.record({
  headBytes: fc.integer({ min: 1, max: 500 }),
  wholeFileBytes: fc.constantFrom(0, 1000),
  coalesceGapBytes: fc.nat(200),
  maxRequestBytes: fc.integer({ min: 1, max: 1000 }),
  concurrency: fc.integer({ min: 1, max: 5 }),
});

async function expectExact(source: ByteSource, content: Uint8Array, reads: { start: number; stop: number }[][]) {
  expect(source.size).toBe(content.length);
  const found = await Promise.all(reads.map((ranges) => source.read(ranges)));
  const wanted = reads.map((ranges) => ranges.map(({ start, stop }) => content.slice(start, stop)));
  expect(found.map((read) => read.map((bytes) => [...bytes]))).toEqual(wanted.map((read) => read.map((b) => [...b])));
}

describe("any ranges of any file give exactly their bytes", () => {
  test("from a local file", async () => {
    await fc.assert(
      fc.asyncProperty(fileAndReads, async ({ content, reads }) => {
        const path = join(folder, "x.root");
        await writeFile(path, content);
        await using source = await openFileSource(path);
        await expectExact(source, content, reads);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test("from a server with or without ranges, under any settings", async () => {
    await fc.assert(
      fc.asyncProperty(fileAndReads, settings, fc.boolean(), async ({ content, reads }, options, ranges) => {
        const url = server.serve("/x", ranges ? part(content) : whole(content));
        await using source = await openHttpSource(url, options);
        await expectExact(source, content, reads);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});
