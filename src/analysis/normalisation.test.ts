import { describe, expect, it } from "vitest";
import { normalisationOf } from "./normalisation.ts";
import { parseSpec } from "./parse-spec.ts";
import { hzz2020 } from "./presets/hzz-2020.ts";
import { presetByName } from "./presets/presets.ts";

describe("normalisationOf", () => {
  it("is luminosity · cross section · k-factor · filter efficiency / sum of weights", () => {
    const groups = [
      {
        name: "g",
        label: "G",
        color: "#ffffff",
        kind: "background" as const,
        samples: [
          { name: "s", files: ["s.root"], crossSectionPb: 2, sumOfWeights: 8, kFactor: 1.5, filterEfficiency: 0.5 },
        ],
      },
    ];
    const spec = parseSpec({ ...hzz2020, luminosityInvFb: 10, groups });
    expect(normalisationOf(spec, spec.groups[0]!, spec.groups[0]!.samples[0]!)).toBe((10_000 * 2 * 1.5 * 0.5) / 8);
  });

  it("is multiplied with the scale of the sample, last of all", () => {
    const spec = presetByName("hzz-2020");
    const zz = spec.groups.find(({ name }) => name === "zz")!;
    const [llll] = zz.samples;
    const scaled = { ...llll!, scale: { factor: 1.3, reason: "as in df106" } };
    expect(normalisationOf(spec, zz, scaled)).toBe(normalisationOf(spec, zz, llll!) * 1.3);
  });

  it("is 1 for data and the luminosity in pb⁻¹ where the weight factors bring the cross section", () => {
    const spec = presetByName("hzz-2025");
    const of = (name: string) => {
      const group = spec.groups.find((each) => each.name === name)!;
      return normalisationOf(spec, group, group.samples[0]!);
    };
    expect(of("data")).toBe(1);
    expect(of("zz")).toBe(36_600);
  });
});
