import { describe, expect, it } from "vitest";
import { presetByName } from "../analysis/presets/presets.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { toyAddress } from "../analysis/toy/toy-address.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import { toyOptions } from "../analysis/toy/toy-options.ts";
import { toySpec } from "./toy-spec.ts";

describe("the specification of a toy", () => {
  it("says what it is, and never claims to be ATLAS data", () => {
    const spec = toySpec();
    expect(toyLabel).toBe("Toy simulation, not ATLAS data");
    expect(spec.release).toEqual({ label: toyLabel, baseUrls: [] });
    expect(spec.title).toContain("toy");
    expect(JSON.stringify(spec)).not.toContain("Open Data");
    expect(spec.groups.find(({ kind }) => kind === "data")!.label).toBe("Toy data");
  });

  it("analyses as the preset does", () => {
    const preset = presetByName("hzz-2020");
    const spec = toySpec();
    for (const part of ["cuts", "define", "weights", "histograms", "collections", "luminosityInvFb", "tree"] as const)
      expect(spec[part]).toEqual(preset[part]);
    expect(spec.groups.map(({ samples }) => samples)).toEqual(preset.groups.map(({ samples }) => samples));
  });

  it("is another analysis for other options", () => {
    const all = [{}, { seed: 2 }, { scale: 2 }, { mu: 0 }, { asimov: true }].map(
      (options) => toySpec(options).description,
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it("is that of the preset hzz-toy, but for the names of the files, which the preset has made when they are read", () => {
    const preset = presetByName("hzz-toy");
    const local = toySpec();
    const files = (spec: AnalysisSpec) =>
      spec.groups.flatMap(({ samples }) => samples.flatMap((sample) => sample.files));
    expect(files(preset)).toEqual(files(local).map((path) => toyAddress(path, toyOptions())));
    const nameless = (spec: AnalysisSpec) => ({
      ...spec,
      groups: spec.groups.map((group) => ({
        ...group,
        samples: group.samples.map((sample) => ({ ...sample, files: [] })),
      })),
    });
    expect(nameless(preset)).toEqual(nameless(local));
  });
});
