import { describe, expect, it } from "vitest";
import { ShortReadError, SourceUnavailableError } from "../errors.ts";
import { openBlobSource } from "./blob-source.ts";

const mega = 1024 * 1024;

/** Bytes that tell where they stand. */
function content(length: number): Uint8Array<ArrayBuffer> {
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, (_, i) => i);
  return new Uint8Array(words.buffer).slice(0, length);
}

const range = (start: number, length: number) => ({ start, stop: start + length });

describe("a blob as a source", () => {
  const bytes = content(20 * mega + 3);
  const open = () => openBlobSource(new Blob([bytes]), "picked.root");

  it("gives the bytes of each range, in the order asked, whatever they share", async () => {
    const source = open();
    const ranges = [
      range(9 * mega, 100),
      range(0, 10),
      range(5, 20),
      range(20 * mega, 3),
      range(7, 0),
      range(3, 9 * mega),
    ];
    const found = await source.read(ranges);
    for (const [i, { start, stop }] of ranges.entries())
      expect(Buffer.compare(found[i]!, bytes.subarray(start, stop))).toBe(0);
  });

  it("joins what is near, but reads neither wide gaps nor more than 8 MB at once", async () => {
    const source = open();
    await source.read(Array.from({ length: 64 }, (_, i) => range(i * 4096, 1000)));
    expect(source.statistics.requests).toBe(1);
    await source.read([range(2 * mega, 300_000), range(10 * mega, 300_000)]);
    expect(source.statistics).toMatchObject({
      requests: 3,
      bytes: 64 * 4096 - 3096 + 600_000 + (256 * 1024 - (64 * 4096 - 3096)),
    });
    await source.read(Array.from({ length: 19 }, (_, i) => range(i * mega, mega)));
    expect(source.statistics.requests).toBe(3 + 3);
  });

  it("reads ahead of small reads, once for many", async () => {
    const source = open();
    for (let at = 0; at < 200_000; at += 1000) await source.read([range(at, 500)]);
    await source.read([range(20 * mega, 3)]);
    await source.read([range(100, 50)]);
    expect(source.statistics).toEqual({ requests: 2, bytes: 256 * 1024 + 3, retries: 0 });
  });

  it("refuses what no file of its size has, and everything once it is closed", async () => {
    const source = open();
    await expect(source.read([range(20 * mega, 4)])).rejects.toThrow(ShortReadError);
    await source[Symbol.asyncDispose]();
    await expect(source.read([range(0, 1)])).rejects.toThrow(SourceUnavailableError);
  });

  it("says what to do about a file that was changed after it was picked", async () => {
    const gone = {
      size: 100,
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error("The requested file could not be read")) }),
    } as unknown as Blob;
    await expect(openBlobSource(gone, "picked.root").read([range(8, 4)])).rejects.toThrow(
      /Bytes \[8, 100\) cannot be read: the file was changed.*pick it again.*picked\.root/,
    );
  });
});
