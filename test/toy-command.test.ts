import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toyPaths } from "../src/analysis/toy/toy-address.ts";
import { toyLabel } from "../src/analysis/toy/toy-label.ts";
import { toyOptions } from "../src/analysis/toy/toy-options.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { toyPlan } from "../src/toy/toy-plan.ts";
import { writeToyFile } from "../src/toy/write-toy-file.ts";
import { runHzz, startHzz } from "./support/run-hzz.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("hzz toy", { timeout: 180_000 }, () => {
  let folder: string;
  let out: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-toy-command-"));
    out = join(folder, "toy");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const filesIn = async (place: string) =>
    (await readdir(place, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it.each([
    ["with two threads", ["--workers", "2"], {}],
    ["with one thread and data without fluctuation", ["--workers", "1", "--asimov"], { asimov: true }],
  ])("makes the files of the generator, %s, and their analysis", async (_, more, also) => {
    const { code, stdout, stderr } = await runHzz([
      "toy",
      "--out",
      out,
      "--scale",
      "0.05",
      "--seed",
      "5",
      "--mu",
      "2.5",
      ...more,
    ]);
    expect(stderr).toContain(toyLabel);
    expect(code).toBe(0);
    const spec = join(out, "hzz-toy.json");
    expect(stdout).toContain(`hzz run ${spec}`);
    expect((await filesIn(out)).sort()).toEqual([...toyPaths.map((path) => join(out, path)), spec].sort());
    const options = toyOptions({ scale: 0.05, seed: 5, mu: 2.5, ...also });
    for (const file of toyPlan(options).files) {
      const sink = createMemorySink();
      await writeToyFile(file, options, sink);
      expect(sha256(await readFile(join(out, file.path)))).toBe(sha256(sink.bytes()));
    }
    const run = await runHzz(["run", spec, "--out", join(folder, "result.json"), "--no-color"]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain(toyLabel);
    expect(run.stdout).not.toContain("Open Data");
  });

  it("overwrites nothing", async () => {
    await mkdir(join(out, "Data"), { recursive: true });
    await writeFile(join(out, "Data/data_B.4lep.root"), "collisions");
    const { code, stderr } = await runHzz(["toy", "--out", out, "--scale", "0.01"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Data/data_B.4lep.root");
    expect(await filesIn(out)).toEqual([join(out, "Data/data_B.4lep.root")]);
    expect(await readFile(join(out, "Data/data_B.4lep.root"), "utf8")).toBe("collisions");
  });

  it("leaves nothing when it is stopped, also of files that were made", async () => {
    const { child, ended } = startHzz(["toy", "--out", out, "--scale", "3"]);
    child.stderr!.on("data", (text: string) => {
      if (text.includes(" events, ")) child.kill("SIGINT");
    });
    expect(await ended).toMatchObject({ code: 3, stdout: "" });
    expect(await filesIn(out)).toEqual([]);
  });

  it("gives no file its name before it is whole, even if it is killed; what is left of one is refused", async () => {
    const { child, ended } = startHzz(["toy", "--out", out, "--scale", "3"]);
    child.stderr!.on("data", (text: string) => {
      if (text.includes(" events, ")) child.kill("SIGKILL");
    });
    await ended;
    const files = await filesIn(out);
    const parts = files.filter((name) => name.endsWith(".part"));
    expect(parts.length).toBeGreaterThan(0);
    expect(files).not.toContain(join(out, "hzz-toy.json"));
    for (const whole of files.filter((name) => !parts.includes(name)))
      expect(await runHzz(["inspect", whole])).toMatchObject({ code: 0 });
    for (const part of parts) {
      const { code, stderr } = await runHzz(["inspect", part]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/Not a ROOT file: (it is empty|its head is empty, .*not written completely)/);
    }
  });

  it("says why a folder cannot be made", async () => {
    await writeFile(join(folder, "blocked"), "");
    const { code, stderr } = await runHzz(["toy", "--out", join(folder, "blocked"), "--scale", "0.01"]);
    expect(code).toBe(2);
    expect(stderr).toContain("the folder cannot be made");
  });

  it("hides a signal strength behind a secret word, and reveals it to those who have the word", async () => {
    const args = ["toy", "--mu", "secret:Fermi", "--scale", "0.05"];
    const made = await runHzz([...args, "--out", out]);
    expect(made).toMatchObject({ code: 0 });
    const data = await readFile(join(out, "Data/data_A.4lep.root"), "latin1");
    const spec = await readFile(join(out, "hzz-toy.json"), "utf8");
    for (const text of [made.stderr, data, spec]) {
      expect(text).toContain("signal strength hidden (sealed-5hsiy2de)");
      expect(text).not.toMatch(/fermi|strength [0-9.]/i);
    }
    expect(await runHzz(["toy", "--reveal", "fermi"])).toEqual({
      code: 0,
      stdout: "1.9\n",
      stderr: 'Signal strength of sealed-5hsiy2de, from the word "fermi":\n',
    });
    // The analysis alone, whose files a processor makes, has the same data.
    const printed = await runHzz([...args, "--spec"], { cwd: folder });
    expect(printed).toMatchObject({ code: 0, stderr: "" });
    const byAddress = join(folder, "class.json");
    await writeFile(byAddress, printed.stdout);
    expect(printed.stdout).toContain("?seed=1&mu=sealed-5hsiy2de");
    const counts = [join(out, "hzz-toy.json"), byAddress].map(async (target) => {
      const cache = { env: { HZZ_CACHE: join(folder, "cache") } };
      const run = await runHzz(["run", target, "--samples", "data_*", "--no-color"], cache);
      expect(run).toMatchObject({ code: 0 });
      return run.stdout.split("\n").filter((line) => /^ *Toy data|data_/.test(line));
    });
    const [ofFiles, ofAddresses] = await Promise.all(counts);
    expect(ofFiles!.length).toBeGreaterThan(4);
    expect(ofAddresses).toEqual(ofFiles);
  });

  it.each([
    ["no folder", [], "--out is missing"],
    ["a secret that is no word", ["--spec", "--mu", "secret: "], "a secret word is missing"],
    ["a word that is no secret", ["--spec", "--mu", "boson"], '--mu expects a number or secret:WORD, found "boson"'],
    ["two wishes at once", ["--spec", "--out", "x"], "--out and --spec exclude each other"],
    ["a scale that is no number", ["--out", "x", "--scale", "big"], 'found "big"'],
    ["a scale of 0", ["--out", "x", "--scale", "0"], "above 0"],
    ["a negative signal strength", ["--out", "x", "--mu=-1"], '--mu expects a number or secret:WORD, found "-1"'],
    ["a seed with a fraction", ["--out", "x", "--seed", "1.5"], "whole number"],
    ["something else", ["x"], "one argument too many"],
  ])("refuses %s", async (_, args, message) => {
    const { code, stderr } = await runHzz(["toy", ...args], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(await filesIn(folder)).toEqual([]);
  });
});
