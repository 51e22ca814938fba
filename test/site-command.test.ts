import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHzz } from "./support/run-hzz.ts";

describe("hzz site", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-site-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("writes a page whose policy allows scripts of its own alone, and whose scripts are all there", async () => {
    const out = join(folder, "made", "site");
    expect(await runHzz(["site", "--out", out])).toMatchObject({ code: 0, stderr: "" });
    const html = await readFile(join(out, "index.html"), "utf8");
    expect(html).toContain("default-src 'none'; script-src 'self'; worker-src 'self'");
    expect(html).not.toContain("unsafe");
    const assets = await readdir(join(out, "assets"));
    const named = Array.from(html.matchAll(/"\.\/assets\/([^"]+)"/g), ([, name]) => name);
    expect(named.length).toBeGreaterThan(2);
    expect(assets).toEqual(expect.arrayContaining(named));
    for (const script of ["engine", "server"]) expect(assets.filter((name) => name.startsWith(script))).toHaveLength(1);
    expect(await readdir(out)).toContain("THIRD-PARTY-NOTICES.txt");
  });

  it("has workers that need nothing of Node", async () => {
    const out = join(folder, "workers");
    await runHzz(["site", "--out", out]);
    for (const name of (await readdir(join(out, "assets"))).filter((each) => /^(engine|server)-.*\.js$/.test(each))) {
      const code = await readFile(join(out, "assets", name), "utf8");
      expect(code.match(/\bsetImmediate\(|(from|import)\s*\(?["']node:[a-z/]+["']/g) ?? []).toEqual([]);
    }
  });

  it("overwrites nothing, and says what is missing", async () => {
    await writeFile(join(folder, "thesis.tex"), "");
    const { code, stderr } = await runHzz(["site", "--out", folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is \S+ already; expected a folder that is empty or not there/);
    expect((await runHzz(["site"])).stderr).toContain("--out is missing");
  });
});
