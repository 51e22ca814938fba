import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEdge } from "../deploy/build.mjs";

/** Packed, with its codecs. Platforms count a program that they start for each request so, and take from 1 MB on. */
const mostBytes = 500_000;

const codecs = ["edge-xxhash.wasm", "edge-zstd.wasm"];

describe("the bundle for function platforms", () => {
  let folder: string;
  let inputs: Record<string, { imports: { path: string; external?: boolean }[] }>;
  let outputs: Record<string, { imports: { path: string; kind: string }[]; bytes: number }>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-edge-bundle-"));
    ({ inputs, outputs } = (await buildEdge(folder)).metafile);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const bundle = () => Object.entries(outputs).find(([name]) => name.endsWith("edge.js"))![1];

  it("imports nothing, be it of Node or elsewhere, but codecs that lie beside it, where they are needed", () => {
    const beside = bundle().imports.map(({ path, kind }) => `${kind} ${path}`);
    expect([...new Set(beside)].sort()).toEqual(codecs.map((name) => `dynamic-import ./${name}`));
    const external = Object.entries(inputs).flatMap(([file, { imports }]) =>
      imports
        .filter(({ external, path }) => external === true && path !== "<runtime>" && !codecs.includes(path.slice(2)))
        .map(({ path }) => `${file} imports ${path}`),
    );
    expect(external).toEqual([]);
  });

  it("has no file of ours that only Node runs, and none that names Buffer, or process but for settings", async () => {
    const ours = Object.keys(inputs).filter((file) => /^(src|cmd)\//.test(file));
    expect(ours.length).toBeGreaterThan(100);
    expect(
      ours.filter((file) => /runtime\/node\/|rootio\/write\/|threads\/|messaging\/(jetstream|rabbitmq)/.test(file)),
    ).toEqual([]);
    const naming = [];
    for (const file of ours) {
      const code = (await readFile(join(import.meta.dirname, "..", file), "utf8")).replace(
        /^\s*(\/\/|\*|\/\*).*$/gm,
        "",
      );
      if (/\bBuffer[.(]|\bsetImmediate\b|\bprocess\.(?!env\b)\w+\(/.test(code)) naming.push(file);
    }
    expect(naming).toEqual([]);
  });

  it("is one file, no larger than platforms take with its codecs", async () => {
    expect(Object.keys(outputs).filter((name) => !name.endsWith(".map"))).toHaveLength(1);
    const beside = await Promise.all(codecs.map((name) => readFile(join(folder, name))));
    for (const bytes of beside) expect([...bytes.subarray(0, 4)]).toEqual([0, ...Buffer.from("asm")]);
    const packed = [await readFile(join(folder, "edge.js")), ...beside].map((bytes) => gzipSync(bytes).length);
    expect(packed.reduce((sum, length) => sum + length)).toBeLessThan(mostBytes);
  });
});
