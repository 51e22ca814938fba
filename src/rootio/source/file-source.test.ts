import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  CorruptFileError,
  ShortReadError,
  SourceInconsistentError,
  SourceNotFoundError,
  SourceUnavailableError,
} from "../errors.ts";
import { openFileSource } from "./file-source.ts";

const content = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);
let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-file-source-"));
  path = join(folder, "x.root");
  await writeFile(path, content);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const openDescriptors = async () => (await readdir("/proc/self/fd")).length;

describe("openFileSource", () => {
  test("gives the bytes of each range in the order asked", async () => {
    await using source = await openFileSource(path);
    expect(source).toMatchObject({ name: path, size: 1000 });
    const found = await source.read([
      { start: 990, stop: 1000 },
      { start: 5, stop: 5 },
      { start: 0, stop: 3 },
    ]);
    expect(found.map((bytes) => [...bytes])).toEqual([[...content.subarray(990)], [], [...content.subarray(0, 3)]]);
    expect(source.statistics).toEqual({ requests: 2, bytes: 13, retries: 0 });
  });

  test("an empty file has size 0", async () => {
    await writeFile(path, "");
    await using source = await openFileSource(path);
    expect(source.size).toBe(0);
    await expect(source.read([{ start: 0, stop: 0 }])).resolves.toHaveLength(1);
    await expect(source.read([{ start: 0, stop: 1 }])).rejects.toThrow(ShortReadError);
  });

  test("ranges that cannot be are refused before anything is read", async () => {
    await using source = await openFileSource(path);
    await expect(source.read([{ start: 0, stop: 1001 }])).rejects.toThrow(ShortReadError);
    await expect(source.read([{ start: 9, stop: 8 }])).rejects.toThrow(CorruptFileError);
    expect(source.statistics.requests).toBe(0);
  });

  test.each([
    ["a missing file", "missing.root", /no such file/],
    ["a folder", ".", /directory/],
    ["a path through a file", "x.root/y.root", /not a directory/],
    ["a circle of links", "circle", /circle/],
    ["a name that is too long", "x".repeat(300), /too long/],
    ["a NUL character", "x\0.root", /NUL/],
    ["a pipe", "pipe", /not a regular file/],
  ])("%s is not found, with the reason", async (_, name, reason) => {
    await symlink("circle", join(folder, "circle"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const opening = openFileSource(join(folder, name));
    await expect(opening).rejects.toThrow(SourceNotFoundError);
    await expect(opening).rejects.toThrow(reason);
    await expect(opening).rejects.toMatchObject({ retry: "never" });
  });

  test("a file cut short while open is an error, never short bytes", async () => {
    await using source = await openFileSource(path);
    await truncate(path, 500);
    await expect(source.read([{ start: 400, stop: 600 }])).rejects.toThrow(ShortReadError);
    await expect(source.read([{ start: 0, stop: 100 }])).rejects.toThrow(SourceInconsistentError);
  });

  test("a file that grows while open is an error", async () => {
    await using source = await openFileSource(path);
    await writeFile(path, new Uint8Array(2000));
    await expect(source.read([{ start: 0, stop: 100 }])).rejects.toThrow(SourceInconsistentError);
  });

  test("a file replaced by rename is read on as it was", async () => {
    await using source = await openFileSource(path);
    await writeFile(join(folder, "new"), new Uint8Array(10));
    await rename(join(folder, "new"), path);
    const [bytes] = await source.read([{ start: 0, stop: 1000 }]);
    expect([...bytes!]).toEqual([...content]);
  });

  test("closing gives the descriptor back, twice is harmless, and reading afterwards fails", async () => {
    const before = await openDescriptors();
    const source = await openFileSource(path);
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    await mkdir(join(folder, "d"));
    await expect(openFileSource(join(folder, "d"))).rejects.toThrow(SourceNotFoundError);
    expect(await openDescriptors()).toBe(before);
    await expect(source.read([{ start: 0, stop: 1 }])).rejects.toThrow(SourceUnavailableError);
  });

  test("an aborted signal ends the read with its reason", async () => {
    await using source = await openFileSource(path);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(source.read([{ start: 0, stop: 1 }], { signal })).rejects.toThrow("enough");
  });
});
