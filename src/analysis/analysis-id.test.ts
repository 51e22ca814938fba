import { describe, expect, it } from "vitest";
import { analysisIdOf, canonicalJson } from "./analysis-id.ts";
import { parseSpec } from "./parse-spec.ts";
import { hzz2020 } from "./presets/hzz-2020.ts";

describe("analysisIdOf", () => {
  it("is 16 hexadecimal digits, the same for the same specification however it is written", async () => {
    const id = await analysisIdOf(parseSpec(hzz2020));
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    const reversed = Object.fromEntries(Object.entries(hzz2020).reverse());
    expect(await analysisIdOf(parseSpec(JSON.stringify(reversed, null, 3)))).toBe(id);
    expect(await analysisIdOf(parseSpec({ ...hzz2020, $schema: "x", centreOfMassEnergyTeV: 13 }))).toBe(id);
  });

  it("differs when anything differs", async () => {
    const ids = await Promise.all(
      [hzz2020, { ...hzz2020, luminosityInvFb: 11 }, { ...hzz2020, cuts: [...(hzz2020.cuts ?? [])].reverse() }].map(
        (input) => analysisIdOf(parseSpec(input)),
      ),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("does not change from one version to the next without anyone noticing", async () => {
    const spec = parseSpec({
      title: "t",
      release: { label: "Toy data" },
      luminosityInvFb: 1,
      tree: "t",
      energyUnit: "GeV",
      histograms: [{ name: "m", expression: "x", axis: { type: "variable", edges: [0, 0.1] } }],
      groups: [{ name: "g", label: "G", color: "#000000", kind: "data", samples: [{ name: "s", files: ["s.root"] }] }],
    });
    expect(await analysisIdOf(spec)).toBe("b2b9f250fbad9391");
  });
});

describe("canonicalJson", () => {
  it("sorts keys, keeps the order of lists and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined }, 2], a: "x" })).toBe('{"a":"x","b":[{"d":1},2]}');
  });
});
