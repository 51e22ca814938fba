import { describe, expect, it, test } from "vitest";
import { presetByName } from "./presets/presets.ts";
import { selectSamples, UnknownSampleError } from "./select-samples.ts";

const spec = presetByName("hzz-2020");

function namesOf(...patterns: string[]): string[] {
  return selectSamples(spec, patterns).groups.flatMap((group) =>
    group.samples.map((sample) => `${group.name}/${sample.name}`),
  );
}

describe("selectSamples", () => {
  test.each<[string[], string[]]>([
    [
      ["data_*", "Zee"],
      ["data/data_A", "data/data_B", "data/data_C", "data/data_D", "z-ttbar/Zee"],
    ],
    [["?H125_ZZ4lep"], ["signal/WH125_ZZ4lep", "signal/ZH125_ZZ4lep"]],
    [["llll"], ["zz/llll"]],
    [
      ["*H125*4lep", "gg*"],
      ["signal/ggH125_ZZ4lep", "signal/VBFH125_ZZ4lep", "signal/WH125_ZZ4lep", "signal/ZH125_ZZ4lep"],
    ],
  ])("%j selects %j", (patterns, expected) => {
    expect(namesOf(...patterns)).toEqual(expected);
  });

  it("changes nothing else, and everything stays with *", () => {
    expect(selectSamples(spec, ["*"])).toEqual(spec);
  });

  test.each<[string, string]>([
    ["zee", 'No sample is called "zee"; nearest names: Zee'],
    ["dat_*", 'No sample is called "dat_*"; nearest names: data_A, data_B, data_C'],
    [
      "",
      'No sample is called ""; the samples are: data_A, data_B, data_C, data_D, Zee, Zmumu, ttbar_lep, llll, ggH125_ZZ4lep, VBFH125_ZZ4lep, WH125_ZZ4lep, ZH125_ZZ4lep',
    ],
  ])("refuses %j", (pattern, message) => {
    expect(() => selectSamples(spec, ["data_A", pattern])).toThrow(UnknownSampleError);
    expect(() => selectSamples(spec, ["data_A", pattern])).toThrow(message);
  });

  it("refuses an empty list of patterns", () => {
    expect(() => selectSamples(spec, [])).toThrow(UnknownSampleError);
  });

  it("takes no longer for a pattern of many stars", () => {
    expect(() => selectSamples(spec, [`${"*a".repeat(500)}b`])).toThrow(UnknownSampleError);
  });
});
