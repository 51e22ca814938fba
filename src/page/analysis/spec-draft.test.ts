import { describe, expect, it } from "vitest";
import { presetByName } from "../../analysis/presets/presets.ts";
import { parseSpec } from "../../analysis/parse-spec.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import { draftOf, fieldPaths, specOf, withNewCut } from "./spec-draft.ts";

const spec = presetByName("hzz-2020");

describe("the draft of a specification", () => {
  it("makes the same specification again when nothing is changed", () => {
    expect(parseSpec(specOf(draftOf(spec), spec))).toEqual(spec);
  });

  it("does so for edges as well", () => {
    const axis = { type: "variable", edges: [80, 100.5, 250], label: "m4ℓ", unit: "GeV" } as const;
    const variable: AnalysisSpec = {
      ...spec,
      histograms: [{ ...spec.histograms[0]!, axis: { ...axis, edges: [...axis.edges] } }],
    };
    expect(parseSpec(specOf(draftOf(variable), variable))).toEqual(variable);
  });

  it("puts what is typed into the specification", () => {
    const draft = draftOf(spec);
    const changed = parseSpec(
      specOf(
        {
          ...draft,
          luminosityInvFb: " 36.1 ",
          cuts: [{ ...draft.cuts[0]!, expression: "lep_n == 4" }],
          axes: [{ type: "regular", bins: "17", lower: "80", upper: "250" }],
        },
        spec,
      ),
    );
    expect(changed.title).toBe(`${spec.title} (without type; charge: lep_n == 4; m4l in other bins; 36.1 fb⁻¹)`);
    expect(changed.luminosityInvFb).toBe(36.1);
    expect(changed.histograms[0]?.axis).toMatchObject({ bins: 17, lower: 80, upper: 250, label: "m4ℓ" });
    // The label spoke of the old expression.
    expect(changed.cuts).toEqual([{ name: "charge", expression: "lep_n == 4" }]);
  });

  it("leaves what is no number to the server", () => {
    const draft = { ...draftOf(spec), luminosityInvFb: "ten", axes: [{ type: "variable", edges: "1, x; 3" } as const] };
    expect(specOf(draft, spec)).toMatchObject({
      luminosityInvFb: "ten",
      histograms: [{ axis: { edges: [1, "x", 3] } }],
    });
    expect(specOf({ ...draft, luminosityInvFb: "" }, spec)).toMatchObject({ luminosityInvFb: "" });
  });

  it("keeps a title that was typed, and tells with the old one what was changed", () => {
    const draft = { ...draftOf(spec), luminosityInvFb: "5" };
    expect(specOf({ ...draft, title: "Mine" }, spec)).toMatchObject({ title: "Mine" });
    expect(specOf(draft, spec)).toMatchObject({ title: `${spec.title} (5 fb⁻¹)` });
  });

  it("names a new cut as no other is named", () => {
    const two = withNewCut(withNewCut(draftOf(spec)));
    expect(two.cuts.map(({ name }) => name)).toEqual(["charge", "type", "cut3", "cut4"]);
    const gap = withNewCut({ ...two, cuts: two.cuts.slice(1) });
    expect(gap.cuts.map(({ name }) => name)).toEqual(["type", "cut3", "cut4", "cut5"]);
    expect(new Set(gap.cuts.map(({ key }) => key)).size).toBe(4);
  });

  it("has a path for each of its fields, as a refusal names them", () => {
    expect(fieldPaths(draftOf(spec))).toEqual([
      "title",
      "luminosityInvFb",
      "cuts[0].name",
      "cuts[0].expression",
      "cuts[1].name",
      "cuts[1].expression",
      "histograms[0].axis.bins",
      "histograms[0].axis.lower",
      "histograms[0].axis.upper",
    ]);
  });
});
