import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toyAddress } from "../analysis/toy/toy-address.ts";
import { toyOptions } from "../analysis/toy/toy-options.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { createToyCache } from "./toy-cache.ts";
import { toyPlan } from "./toy-plan.ts";
import { writeToyFile } from "./write-toy-file.ts";

const path = "MC/mc_341947.ZH125_ZZ4lep.4lep.root";
const options = toyOptions({ scale: 0.05 });
const address = toyAddress(path, options);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("the cache of toys", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-toys-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const cache = (settings: { maxScale?: number; maxBytes?: number; below?: string } = {}) =>
    createToyCache({
      folder: join(folder, settings.below ?? "cache"),
      maxScale: settings.maxScale ?? 1,
      maxBytes: settings.maxBytes ?? 1e9,
    });
  const filesBelow = async () =>
    (await readdir(folder, { recursive: true })).filter((name) => /\.(root|part)$/.test(name));

  it("makes the file that the generator would write", async () => {
    const sink = createMemorySink();
    await writeToyFile(
      toyPlan(options).files.find((file) => file.path === path)!,
      options,
      sink,
    );
    expect(sha256(await readFile(await cache()(address)))).toBe(sha256(sink.bytes()));
  });

  it("makes a file once, for everybody, also in another process", async () => {
    const made = await cache()(address);
    const { ino } = await stat(made);
    expect(await cache()(address)).toBe(made);
    expect((await stat(made)).ino).toBe(ino);
  });

  it("keeps toys with other options apart, and knows the same file under another spelling", async () => {
    const make = cache();
    const first = await make(address);
    for (const other of [{ seed: 2 }, { version: 1 }] as const)
      expect(await make(toyAddress(path, { ...options, ...other }))).not.toBe(first);
    expect(await make(`toy://v2/${path}?scale=0.05`)).toBe(first);
    expect(await make(`toy://v2/${path}?scale=0.05&seed=1&mu=7`)).toBe(first);
  });

  it("gives several who ask at once the same whole file, and leaves nothing else", async () => {
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => cache()(address)));
    expect(others).toEqual([first, first]);
    expect(await filesBelow()).toHaveLength(1);
  });

  it("refuses a toy that is too large, and says how it can be had", async () => {
    await expect(cache({ maxScale: 0.01 })(address)).rejects.toThrow(/0\.05.*HZZ_TOY_MAX_SCALE.*hzz toy/);
    expect(await filesBelow()).toEqual([]);
  });

  it("removes the oldest when it needs room", async () => {
    const make = cache({ maxBytes: 1 });
    const [oldest, newer] = [await make(address), await cache()(toyAddress(path, { ...options, seed: 2 }))];
    await utimes(oldest, 1, 1);
    await utimes(newer, 2, 2);
    const size = (await stat(newer)).size;
    const last = await cache({ maxBytes: size })(toyAddress(path, { ...options, seed: 3 }));
    const left = (await filesBelow()).map((name) => join(folder, name));
    expect(left.sort()).toEqual([newer, last].sort());
  });

  it("leaves a file that is asked for as it is, since somebody may be reading it", async () => {
    const made = await cache()(address);
    const before = await stat(made);
    await cache()(address);
    expect((await stat(made)).mtimeMs).toBe(before.mtimeMs);
  });

  it("removes what a process that was killed has left, but not what one is writing", async () => {
    const made = await cache()(address);
    await writeFile(`${made}.aa.part`, "left");
    await utimes(`${made}.aa.part`, 1, 1);
    await writeFile(`${made}.bb.part`, "growing");
    await cache({ maxBytes: 1 })(toyAddress(path, { ...options, seed: 2 }));
    const names = await filesBelow();
    expect(names.filter((name) => name.endsWith(".part"))).toEqual([expect.stringContaining(".bb.part")]);
    expect(names).toHaveLength(2);
  });

  it("touches no file but its own", async () => {
    await cache()(address);
    await writeFile(join(folder, "cache", "thesis.root"), "years of work");
    await cache({ maxBytes: 1 })(toyAddress(path, { ...options, seed: 2 }));
    expect(await readFile(join(folder, "cache", "thesis.root"), "utf8")).toBe("years of work");
  });

  it("says which folder it cannot use, and how to name another", async () => {
    await writeFile(join(folder, "file"), "");
    const failure = cache({ below: "file/cache" })(address);
    await expect(failure).rejects.toMatchObject({ name: "ToyCacheError", retry: "later" });
    await expect(failure).rejects.toThrow(/file\/cache.*HZZ_CACHE/);
  });

  it("leaves nothing of a file whose making is stopped", async () => {
    const reason = new Error("nobody wants it");
    await expect(cache()(address, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await filesBelow()).toEqual([]);
  });
});
