import { describe, expect, it } from "vitest";
import { analysisIdOf, canonicalSpec } from "./analysis-id.ts";
import { parseSpec } from "./parse-spec.ts";
import type { AnalysisSpecInput } from "./spec.ts";

const axis = { type: "regular", bins: 4, lower: 0, upper: 4 } as const;
const input = (model?: AnalysisSpecInput["model"]): AnalysisSpecInput => ({
  title: "Modelled",
  luminosityInvFb: 1,
  tree: "t",
  energyUnit: "GeV",
  regions: [{ name: "4e", kind: "signal", where: "a > 1" }],
  histograms: [
    { name: "m", expression: "m", axis },
    { name: "map", expression: "m", axis, y: { expression: "n", axis } },
    { name: "only", expression: "m", axis, regions: ["4e"] },
  ],
  variations: [{ name: "norm", norm: { up: 1.1, down: 0.9 } }],
  groups: [{ name: "zz", kind: "background", samples: [{ name: "zz1", files: ["a.root"] }] }],
  ...(model === undefined ? {} : { model }),
});

describe("the model of a specification", () => {
  it("takes part in the id where it is given, its defaults do not; absent it changes nothing", async () => {
    const [absent, given, defaults] = await Promise.all(
      [input(), input({ poi: "strength" }), input({ poi: "strength", shapes: "split", samples: "groups" })].map(
        (each) => analysisIdOf(parseSpec(each)),
      ),
    );
    expect(canonicalSpec(parseSpec(input()))).not.toContain('"model"');
    expect(given).not.toBe(absent);
    expect(defaults).toBe(given);
  });

  it("may name histograms with their regions, and variations", () => {
    const model = {
      channels: ["m", "m@4e", "only@4e"],
      variations: ["norm"],
      blind: { m: [1, 2] as [number, number] },
    };
    expect(parseSpec(input(model)).model).toMatchObject({ ...model, poi: "mu", shapes: "split" });
  });

  it.each<[string, AnalysisSpecInput["model"], string]>([
    [
      "a histogram that there is not",
      { channels: ["mm"] },
      'model.channels[0]: no histogram of one axis of numbers "mm"',
    ],
    ["a map", { channels: ["map"] }, 'model.channels[0]: no histogram of one axis of numbers "map"'],
    ["a histogram where it is not filled", { channels: ["only"] }, "nearest: only@4e"],
    ["a channel twice", { channels: ["m", "m"] }, 'model.channels[1]: the channel "m" stands twice'],
    [
      "a variation that there is not",
      { variations: ["nrm"] },
      'model.variations[0]: no variation "nrm"; nearest: norm',
    ],
    [
      "a range the wrong way round",
      { blind: { m: [2, 1] } },
      "model.blind.m: expected the lower end first, found 2, 1",
    ],
    ["a threshold above 1", { pruning: { shape: 2 } }, "model.pruning.shape"],
  ])("is refused with %s", (_, model, message) => {
    expect(() => parseSpec(input(model))).toThrow(message);
  });
});
