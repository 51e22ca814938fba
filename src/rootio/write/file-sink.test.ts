import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutputFailedError } from "./errors.ts";
import { createMemorySink } from "./byte-sink.ts";
import { openFileSink } from "./file-sink.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-sink-"));
});
afterEach(() => rm(folder, { recursive: true }));

const pieces = [1, 100, 1 << 20, 3_000_000, 5, (1 << 20) - 3, 2, 7].map((length, i) =>
  Uint8Array.from({ length }, (_, j) => (i * 31 + j) & 255),
);

describe("a file sink", () => {
  it("writes pieces of any length one behind the other, and over them, and appears under its name at the end", async () => {
    const path = join(folder, "x.root");
    const sink = await openFileSink(path);
    for (const piece of pieces) {
      const copy = Uint8Array.from(piece);
      await sink.write(copy);
      copy.fill(0); // may be used again
    }
    await sink.writeAt(50, Uint8Array.of(1, 2, 3));
    expect((await readdir(folder)).every((name) => name !== "x.root" && name.endsWith(".part"))).toBe(true);
    await sink.close();
    const expected = Buffer.concat(pieces);
    expected.set([1, 2, 3], 50);
    expect((await readFile(path)).equals(expected)).toBe(true);
    expect(await readdir(folder)).toEqual(["x.root"]);
  });

  it("takes the place of a file that was there, at the end and not before", async () => {
    const path = join(folder, "x.root");
    await writeFile(path, "before");
    const sink = await openFileSink(path);
    await sink.write(Uint8Array.of(97));
    expect(await readFile(path, "utf8")).toBe("before");
    await sink.close();
    expect(await readFile(path, "utf8")).toBe("a");
  });

  it("leaves nothing behind when it is discarded, and what was there stays", async () => {
    const path = join(folder, "x.root");
    await writeFile(path, "before");
    const sink = await openFileSink(path);
    await sink.write(pieces[3]!);
    await sink.discard();
    await sink.discard();
    expect(await readdir(folder)).toEqual(["x.root"]);
    expect(await readFile(path, "utf8")).toBe("before");
    await expect(sink.write(Uint8Array.of(1))).rejects.toThrow(/discarded already/);
    await expect(sink.close()).rejects.toThrow(OutputFailedError);
  });

  it("says why no file can be made, and leaves nothing behind when it cannot take its name", async () => {
    await expect(openFileSink(join(folder, "no/x.root"))).rejects.toThrow(/folder does not exist/);
    const path = join(folder, "x.root");
    await mkdir(path);
    const sink = await openFileSink(path);
    await sink.write(Uint8Array.of(1));
    await expect(sink.close()).rejects.toThrow(OutputFailedError);
    expect(await readdir(folder)).toEqual(["x.root"]);
  });

  it("lets two write the same file at once: the last one to end wins, whole", async () => {
    const path = join(folder, "x.root");
    const [one, two] = [await openFileSink(path), await openFileSink(path)];
    await one.write(Uint8Array.of(1, 1));
    await two.write(Uint8Array.of(2, 2));
    await one.close();
    await two.close();
    expect([...(await readFile(path))]).toEqual([2, 2]);
    expect(await readdir(folder)).toEqual(["x.root"]);
  });

  it("refuses to write over what is not there yet", async () => {
    const sink = await openFileSink(join(folder, "x.root"));
    await sink.write(Uint8Array.of(1, 2));
    await expect(sink.writeAt(1, Uint8Array.of(1, 2))).rejects.toThrow(/not been written yet/);
    await sink.discard();
  });
});

describe("a memory sink", () => {
  it("holds what a file would", async () => {
    const sink = createMemorySink();
    for (const piece of pieces) await sink.write(piece);
    await sink.writeAt(50, Uint8Array.of(1, 2, 3));
    await sink.close();
    const expected = Buffer.concat(pieces);
    expected.set([1, 2, 3], 50);
    expect(expected.equals(sink.bytes())).toBe(true);
    await sink.discard();
    expect(() => sink.bytes()).toThrow(OutputFailedError);
  });
});
