import { describe, expect, it } from "vitest";
import { dataLuminosity, isScaledDifferently } from "./data-luminosity.ts";
import { presetByName } from "./presets/presets.ts";
import { selectSamples } from "./select-samples.ts";

describe("the luminosity of the data", () => {
  const of = (name: "hzz-2020" | "hzz-2025", ...patterns: string[]) =>
    selectSamples(presetByName(name), patterns.length === 0 ? ["*"] : patterns);

  it("is the sum over the samples that are read", () => {
    expect(dataLuminosity(of("hzz-2020"))).toBe(10);
    expect(dataLuminosity(of("hzz-2020", "data_A"))).toBe(0.5);
    expect(dataLuminosity(of("hzz-2020", "data_B", "data_C"))).toBe(4.8);
    expect(dataLuminosity(of("hzz-2020"), (sample) => sample !== "data_D")).toBe(5.3);
  });

  it("is that of all samples together, where only that is known, and unknown of some of them", () => {
    expect(dataLuminosity(of("hzz-2025"))).toBe(36.6);
    expect(dataLuminosity(of("hzz-2025"), (sample) => sample !== "data16_periodA")).toBe(0);
    expect(dataLuminosity(of("hzz-2025", "data16_*"))).toBeUndefined();
    expect(dataLuminosity(of("hzz-2025", "data15_periodD"))).toBe(0.105);
  });

  it("is unknown without data", () => {
    expect(dataLuminosity(of("hzz-2020", "llll"))).toBeUndefined();
  });

  it("is compared with what simulation is scaled to", () => {
    expect(isScaledDifferently(of("hzz-2020"))).toBe(false);
    expect(isScaledDifferently({ ...of("hzz-2020"), luminosityInvFb: 10.064 })).toBe(false);
    expect(isScaledDifferently({ ...of("hzz-2020"), luminosityInvFb: 5 })).toBe(true);
    expect(isScaledDifferently(of("hzz-2020", "data_A", "llll"))).toBe(true);
    expect(isScaledDifferently(of("hzz-2020", "data_A"))).toBeUndefined();
    expect(isScaledDifferently(of("hzz-2020", "llll"))).toBeUndefined();
  });
});
