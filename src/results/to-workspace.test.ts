import { describe, expect, it } from "vitest";
import type { AnalysisSpecInput } from "../analysis/spec.ts";
import { checkWorkspace } from "../statistics/parse-workspace.ts";
import { fixtureSpec, fixtureView } from "../../test/support/fixture-view.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import { toWorkspace } from "./to-workspace.ts";

/** `m` has bins 80 to 100: data 2, 9, 4, 1; ZZ* 1, 4, 2, 1; signal 0, 3, 1, 0. */
function workspaceOf(model: AnalysisSpecInput["model"] = {}) {
  const spec = { ...fixtureSpec(), model: parseSpec({ ...withModel, model }).model };
  return toWorkspace(fixtureView({ spec }), "fixture");
}
const withModel: AnalysisSpecInput = {
  title: "only its model is taken",
  luminosityInvFb: 1,
  tree: "t",
  energyUnit: "GeV",
  histograms: ["m", "v"].map((name) => ({
    name,
    expression: name,
    axis: { type: "regular", bins: 1, lower: 0, upper: 1 },
  })),
  groups: [{ name: "g", kind: "background", samples: [{ name: "s", files: ["a.root"] }] }],
};

describe("the workspace of a result", () => {
  it("has the first histogram as channel, groups as samples, the signal's factor, and the statistical errors", () => {
    const workspace = workspaceOf();
    expect(checkWorkspace(JSON.parse(JSON.stringify(workspace)))).toEqual(workspace);
    expect(workspace.observations).toEqual([{ name: "m", data: [2, 9, 4, 1] }]);
    const [zz, signal] = workspace.channels[0]!.samples;
    expect(zz).toEqual({
      name: "zz",
      data: [1, 4, 2, 1],
      modifiers: [{ name: "staterror_m", type: "staterror", data: [0.5, Math.sqrt(8 / 16 + 1), Math.sqrt(0.5), 0.5] }],
    });
    expect(signal!.modifiers.map(({ name, type }) => [name, type])).toEqual([
      ["mu", "normfactor"],
      ["staterror_m", "staterror"],
    ]);
    expect(workspace.measurements[0]).toEqual({ name: "fixture", config: { poi: "mu", parameters: [] } });
  });

  it("has samples of groups, other channels and the luminosity where the model says so", () => {
    const workspace = workspaceOf({
      poi: "strength",
      samples: "samples",
      channels: ["v"],
      luminosityUncertainty: 0.017,
    });
    expect(workspace.channels.map(({ name, samples }) => [name, samples.map((sample) => sample.name)])).toEqual([
      ["v", ["zz/llll", "zz/eell", "signal/ggH"]],
    ]);
    const { config } = workspace.measurements[0]!;
    expect(config.poi).toBe("strength");
    expect(config.parameters[0]).toMatchObject({ name: "lumi", auxdata: [1], sigmas: [0.017] });
    expect(workspace.channels[0]!.samples.every(({ modifiers }) => modifiers.some(({ type }) => type === "lumi"))).toBe(
      true,
    );
  });

  it("leaves out blinded bins, and errors below the threshold", () => {
    expect(workspaceOf({ blind: { m: [86, 92] } }).observations[0]!.data).toEqual([2, 1]);
    // Of all simulation together: 0.5 of 1, √1.8 of 7, √0.6 of 3, 0.5 of 1.
    const kept = workspaceOf({ pruning: { statistical: 0.22 } }).channels[0]!.samples[0]!.modifiers[0]!;
    expect(kept.data).toEqual([0.5, 0, Math.sqrt(0.5), 0.5]);
  });

  it("observes what is expected where there are no data, and has no parameter of interest without signal", () => {
    const view = fixtureView();
    const without = (kind: string) => view.groups.filter((group) => group.kind !== kind);
    expect(toWorkspace({ ...view, groups: without("data") }, "x").observations[0]!.data).toEqual([1, 7, 3, 1]);
    expect(toWorkspace({ ...view, groups: without("signal") }, "x").measurements[0]!.config.poi).toBe("");
  });

  it.each<[string, () => unknown, string]>([
    [
      "without simulation",
      () => toWorkspace({ ...fixtureView(), groups: fixtureView().groups.slice(0, 1) }, "x"),
      "has no simulation",
    ],
    [
      "of a channel without bins",
      () => workspaceOf({ blind: { m: [0, 200] } }),
      "All bins of the channel m are blinded (at model.blind.m)",
    ],
    [
      "of two histograms of the same events",
      () => workspaceOf({ channels: ["m", "v"] }),
      "The channel m shares its events",
    ],
    [
      "of a histogram that the result has not",
      () => toWorkspace({ ...fixtureView(), histograms: [] }, "x"),
      "no histogram m",
    ],
  ])("is refused %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});
