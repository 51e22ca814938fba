import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { presetByName } from "../analysis/presets/presets.ts";
import { columnsOf } from "./events/branches.ts";
import type { RecordedEvent } from "./events/recorded-event.ts";
import { type ToyOptions, ToyOptionError, type ToyVersion, toyVersions } from "../analysis/toy/toy-options.ts";
import { type ToyFile, toyPlan } from "./toy-plan.ts";

function bytesOf(events: readonly RecordedEvent[]): string {
  const hash = createHash("sha256");
  for (const [name, column] of columnsOf(events)) {
    hash.update(name);
    const arrays = column.shape === "list" ? [column.offsets, column.content] : [column.values];
    for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

function fileOf(sample: string, options: Partial<ToyOptions> = {}): ToyFile {
  return toyPlan(options).files.find((file) => file.sample === sample)!;
}

/** Of the events of both versions. Those of version 1 stay, as addresses name it; those of the newest one change with the generator until a release has it. */
const fingerprints: Readonly<Record<ToyVersion, Readonly<Record<string, string>>>> = {
  1: {
    data_A: "f8b3318f0912df6b",
    data_B: "5ebd65eb3f0d64f6",
    data_C: "7757fd9d4f45cb43",
    data_D: "1188c17071e0ca18",
    Zee: "d355b69c44e81b03",
    Zmumu: "bdecaf54dfadbedc",
    ttbar_lep: "d69a0206588e83e7",
    llll: "ab4a679076187580",
    ggH125_ZZ4lep: "22d1e00f228b32bb",
    VBFH125_ZZ4lep: "5509f706d48b9091",
    WH125_ZZ4lep: "2734970d639779ba",
    ZH125_ZZ4lep: "03027c27b9a1d811",
  },
  2: {
    data_A: "f262c7a3cec17494",
    data_B: "f0af5cffb27d6c73",
    data_C: "c845b3f17a1e6769",
    data_D: "038d08c4d0ebe08a",
    Zee: "2b2e91e93d84c476",
    Zmumu: "980254aac13dfc02",
    ttbar_lep: "7302ada15f3099a4",
    llll: "ce7d6928b27ccce5",
    ggH125_ZZ4lep: "98f30243cb916023",
    VBFH125_ZZ4lep: "13199ab8266b3917",
    WH125_ZZ4lep: "cc7b33c2bf1672cf",
    ZH125_ZZ4lep: "3ffd30c90c92139d",
  },
};

describe("the plan of a toy", () => {
  it("has the files of the analysis hzz-2020, each once", () => {
    const spec = presetByName("hzz-2020");
    const expected = spec.groups.flatMap(({ samples }) => samples.map(({ name, files }) => `${name} ${files.join()}`));
    expect(
      toyPlan()
        .files.map(({ sample, path }) => `${sample} ${path}`)
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  it("says beforehand how many entries and blocks a file has", () => {
    for (const asimov of [false, true])
      for (const file of toyPlan({ scale: 0.02, asimov }).files) {
        const lengths = Array.from(file.chunks(), ({ length }) => length);
        expect(lengths.length).toBe(file.blocks);
        expect(lengths.reduce((a, b) => a + b)).toBe(file.entries());
      }
  });

  it("makes larger files at a larger scale, and data of the same size", () => {
    const [small, large] = [toyPlan({ scale: 0.5 }), toyPlan({ scale: 16 })];
    const total = (plan: typeof small): number =>
      plan.files.filter(({ sample }) => !sample.startsWith("data")).reduce((sum, file) => sum + file.entries(), 0);
    expect([total(small), total(large)]).toEqual([33_000, 1_056_000]);
    expect(small.files[0]!.entries()).toBe(large.files[0]!.entries());
  });

  it("gives the same events for the same options, and others for another seed", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => bytesOf(fileOf("llll", { seed, scale: 0.05 }).block(0)));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("gives the same columns however the blocks are divided and ordered", () => {
    const file = fileOf("Zee", { scale: 0.08 });
    expect([file.blocks, file.entries()]).toEqual([3, 640]);
    const inOrder = Array.from(file.chunks(), ({ columns }) => columns.get("lep_pt"));
    const backwards = [2, 1, 0].map((block) => columnsOf(file.block(block)).get("lep_pt"));
    expect(backwards.toReversed()).toEqual(inOrder);
  });

  it("lets data depend on seed and signal strength alone", () => {
    const data = (options: Partial<ToyOptions>): string => bytesOf(fileOf("data_D", options).block(0));
    expect(data({ scale: 2 })).toBe(data({}));
    expect(data({ mu: 2 })).not.toBe(data({}));
    expect(data({ seed: 2 })).not.toBe(data({}));
    expect(bytesOf(fileOf("ZH125_ZZ4lep", { mu: 2 }).block(0))).toBe(bytesOf(fileOf("ZH125_ZZ4lep").block(0)));
  });

  it.each(
    toyVersions.flatMap((version) => Object.entries(fingerprints[version]).map((each) => [version, ...each] as const)),
  )("makes the known bytes of version %d, %s", (version, sample, expected) => {
    expect(bytesOf(fileOf(sample, { version, scale: 0.01 }).block(0))).toBe(expected);
  });
});

describe("options of a toy", () => {
  it.each([
    [{ scale: 0 }, "scale"],
    [{ scale: Number.NaN }, "scale"],
    [{ scale: 1001 }, "scale"],
    [{ seed: -1 }, "seed"],
    [{ seed: 0.5 }, "seed"],
    [{ seed: 2 ** 53 }, "seed"],
    [{ mu: -0.1 }, "mu"],
    [{ mu: Infinity }, "mu"],
  ])("that cannot be are refused: %o", (options, name) => {
    expect(() => toyPlan(options)).toThrow(ToyOptionError);
    expect(() => toyPlan(options)).toThrow(new RegExp(`\\b${name}\\b`));
  });
});
