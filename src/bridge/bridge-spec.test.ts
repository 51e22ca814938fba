import { describe, expect, it, test } from "vitest";
import { bridgeAnalysis, bridgeRun } from "../../test/support/bridge-parts.ts";
import { analysisIdOf } from "../analysis/analysis-id.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import { presetByName } from "../analysis/presets/presets.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import type { BridgeRun } from "../protocol/bridge-messages.ts";
import { bridgeSpec, isBridgeSpec } from "./bridge-spec.ts";
import { RefusedMessageError } from "./refused-message.ts";

const label = "Published by other programs";
const ofPreset = (preset: string): BridgeRun => ({ name: "Night", analysis: { preset }, parts: 2 });

function refusalOf(run: BridgeRun): RefusedMessageError {
  try {
    bridgeSpec(run, label);
  } catch (error) {
    if (error instanceof RefusedMessageError) return error;
    throw error;
  }
  throw new Error("the run was not refused");
}

describe("the specification of a run", () => {
  it("is a sound one, with a file for each part", () => {
    const spec = bridgeSpec(bridgeRun("Night", { data_A: 1, llll: 2, ggH125_ZZ4lep: 1 }), label);
    expect(parseSpec({ ...spec })).toEqual(spec);
    expect(spec.groups.flatMap(({ samples }) => samples.map(({ files }) => files))).toEqual([
      ["bridge/data_A/part-0-of-1"],
      ["bridge/llll/part-0-of-2", "bridge/llll/part-1-of-2"],
      ["bridge/ggH125_ZZ4lep/part-0-of-1"],
    ]);
    expect(spec.histograms).toEqual(bridgeAnalysis.histograms);
  });

  it("claims nothing that the bridge does not know", () => {
    const spec = bridgeSpec(ofPreset("hzz-2020"), label);
    expect(JSON.stringify(spec)).not.toMatch(/ATLAS|crossSection|sumOfWeights|lep_pt/);
    expect(spec).toMatchObject({
      title: "Night",
      release: { label, baseUrls: [] },
      cuts: [],
      define: [],
      collections: {},
    });
    expect(bridgeSpec(ofPreset("hzz-2020"), "ATLAS Open Data 2020").release.label).toBe("ATLAS Open Data 2020");
  });

  it("keeps the label of the toy", () => {
    expect(bridgeSpec(ofPreset("hzz-toy"), label).release.label).toBe(toyLabel);
  });

  it("is none that a processor works for", () => {
    expect(isBridgeSpec(bridgeSpec(ofPreset("hzz-2020"), label))).toBe(true);
    expect(isBridgeSpec(presetByName("hzz-2020"))).toBe(false);
  });

  it("is the same analysis however it was written down, and another one under another name", async () => {
    const idOf = (run: BridgeRun) => analysisIdOf(bridgeSpec(run, label));
    const { name, analysis, parts } = ofPreset("hzz-2020");
    expect(await idOf({ parts, analysis, name })).toBe(await idOf({ name, analysis, parts }));
    expect(await idOf({ name: "Day", analysis, parts })).not.toBe(await idOf({ name, analysis, parts }));
  });

  it.each([
    ["cecc397448b3162f", ofPreset("hzz-2020")],
    ["dee9321c34bf32b5", ofPreset("hzz-2025")],
    ["7082b9130d5308be", bridgeRun("Night")],
  ])("has for ever the id %s that release 0.1.0 gave it", async (id, run) => {
    expect(await analysisIdOf(bridgeSpec(run, label))).toBe(id);
  });

  test.each<[string, Partial<BridgeRun>, string]>([
    ["an unknown preset", { analysis: { preset: "hzz-202" } }, "nearest names: hzz-2020"],
    ["an analysis that is none", { analysis: {} }, "refused"],
    ["parts of an unknown sample", { parts: { data_A: 1, lll: 1 } }, "nearest names: llll"],
    ["a sample without parts", { parts: { data_A: 1 } }, "the sample llll"],
    ["a sample called as something that every object has", { parts: { constructor: 1 } }, "constructor"],
    ["too many files", { analysis: { preset: "hzz-2020" }, parts: 10_000 }, "100000 files"],
    [
      "a luminosity beyond all numbers",
      { analysis: { preset: "hzz-2020", luminosityInvFb: 1e308 } },
      "luminosityInvFb",
    ],
    ["a name that says what the label does not", { name: "atlas open data" }, "HZZ_BRIDGE_LABEL"],
  ])("is refused for %s", (_what, change, message) => {
    const error = refusalOf({ ...bridgeRun("Night"), ...change });
    expect(error.refusal).toBe("unfit");
    expect(error.message).toContain(message);
  });
});
