import { describe, expect, it } from "vitest";
import { toyAnalysis } from "../analysis/presets/hzz-toy.ts";
import { readToyAddress, toyAddress } from "../analysis/toy/toy-address.ts";
import { toyOptions } from "../analysis/toy/toy-options.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { collisionData, dataPeriods } from "./events/collision-data.ts";
import { sealOf } from "./seal-of-word.ts";
import { dataSeed, strengthOf } from "./sealed-strength.ts";
import { toyPlan } from "./toy-plan.ts";
import { writeToyFile } from "./write-toy-file.ts";

const words = Array.from({ length: 2000 }, (_, i) => `word ${i}`);

describe("a sealed signal strength", () => {
  it("follows from its word for good", () => {
    const known = ["boson", "Fermi", "Ünïcode", "two words"].map((word) => [sealOf(word), strengthOf(sealOf(word))]);
    expect(known).toEqual([
      ["sealed-7kwjd6om", 0],
      ["sealed-5hsiy2de", 1.9],
      ["sealed-4cdjnvyc", 0.7],
      ["sealed-wen5w57t", 1.7],
    ]);
  });

  it("does not depend on case, spaces around, or how an accent is typed", () => {
    for (const word of [" Boson", "BOSON\n", "boson"]) expect(sealOf(word)).toBe(sealOf("boson"));
    expect(sealOf("e\u0301tat")).toBe(sealOf("\u00c9tat"));
    expect(sealOf("bosons")).not.toBe(sealOf("boson"));
  });

  it("is 0 for a quarter of the words, else each tenth from 0.5 to 3 as often", () => {
    const strengths = words.map((word) => strengthOf(sealOf(word)));
    const count = (value: number) => strengths.filter((each) => each === value).length;
    // Five standard deviations.
    expect(Math.abs(count(0) - 500)).toBeLessThan(5 * Math.sqrt(2000 * 0.25 * 0.75));
    const others = Array.from({ length: 26 }, (_, i) => (5 + i) / 10);
    for (const value of others) expect(Math.abs(count(value) - 1500 / 26)).toBeLessThan(5 * Math.sqrt(1500 / 26));
    expect(count(0) + others.reduce((sum, value) => sum + count(value), 0)).toBe(2000);
  });

  it("leaves a number as it is", () => {
    expect([strengthOf(1.25), dataSeed({ seed: 7, mu: 1.25 })]).toEqual([1.25, 7]);
  });
});

describe("a toy with a sealed signal strength", () => {
  const mu = sealOf("boson");
  const options = toyOptions({ mu, seed: 3 });

  it("has data of that strength, and a background of its own", () => {
    const seed = dataSeed(options);
    expect([Number.isSafeInteger(seed), seed === dataSeed({ ...options, seed: 4 }), seed === 3]).toEqual([
      true,
      false,
      false,
    ]);
    const [period] = dataPeriods;
    const [file] = toyPlan(options).files;
    expect(file!.entries()).toBe(file!.block(0).length);
    expect(file!.block(0)).toEqual(collisionData({ ...options, seed, mu: strengthOf(mu) }, period));
  });

  it("has the simulation of any other toy with its seed", () => {
    const [sealed, open] = [options, toyOptions({ seed: 3 })].map((each) => toyPlan(each).files.at(-1)!.block(0));
    expect(sealed).toEqual(open);
  });

  it("tells the strength nowhere: neither in its analysis and addresses, nor in its files", async () => {
    const spec = JSON.stringify(toyAnalysis(options));
    expect(spec).toContain(`toy://v`);
    expect(spec).toContain(`&mu=${mu}`);
    expect(spec).toContain(`signal strength hidden (${mu})`);
    expect(spec).not.toMatch(/strength \d/);
    const sink = createMemorySink();
    const [file] = toyPlan(options).files;
    await writeToyFile(file!, options, sink);
    const text = Buffer.from(sink.bytes()).toString("latin1");
    expect(text).toContain(`signal strength hidden (${mu})`);
    expect(text).not.toMatch(/strength \d|boson/);
  });

  it("has addresses that are read back", () => {
    const path = "Data/data_B.4lep.root";
    expect(readToyAddress(toyAddress(path, options))).toEqual({ path, options });
    for (const wrong of ["sealed-", "sealed-ABCDEFGH", "sealed-abcdefg1", "sealed-abcdefghi", "secret:boson"])
      expect(() => readToyAddress(toyAddress(path, options).replace(mu, wrong))).toThrow(
        /signal strength from 0 to 10000, or a sealed one/,
      );
  });
});
