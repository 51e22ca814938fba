import { describe, expect, it } from "vitest";
import { analysisIdOf } from "./analysis-id.ts";
import { parseAnalysisRequest, parseAnalysisRequestInTurns } from "./analysis-request.ts";
import { presetByName, presetInput } from "./presets/presets.ts";
import { MalformedJsonError, SpecError, type SpecProblem } from "./spec-error.ts";

const preset = presetByName("hzz-2020");

function parse(request: unknown) {
  return parseAnalysisRequest(JSON.stringify(request));
}

function specOf(changes: object) {
  return parse({ preset: "hzz-2020", ...changes }).spec;
}

function problemsOf(request: unknown): readonly SpecProblem[] {
  try {
    parse(request);
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
  throw new Error("the request was accepted");
}

describe("a request with a whole specification", () => {
  it("is parsed as one", () => {
    const { spec, pathInRequest } = parse(presetInput("hzz-2020"));
    expect(spec).toEqual(preset);
    expect(pathInRequest("cuts[0].expression")).toBe("cuts[0].expression");
  });

  it("is refused with the paths of its fields", () => {
    expect(problemsOf({ ...preset, luminosityInvFb: -1 })).toEqual([
      { path: "luminosityInvFb", message: "expected a number above 0, found -1" },
    ]);
  });

  it("that is not JSON is told apart, with line and column", () => {
    const run = () => parseAnalysisRequest('{\n  "preset": hzz-2020\n}');
    expect(run).toThrow(MalformedJsonError);
    expect(run).toThrow(/line 2, column 13/);
  });
});

describe("a request for a preset", () => {
  it("without changes is the preset itself", async () => {
    expect(await analysisIdOf(specOf({}))).toBe(await analysisIdOf(preset));
  });

  it("with changes that change nothing is the preset itself", () => {
    const { expression } = preset.cuts[0]!;
    expect(specOf({ cuts: { charge: expression }, axes: { m4l: {} }, luminosityInvFb: 10 })).toEqual(preset);
  });

  it("takes only some samples, under the same title", () => {
    const spec = specOf({ samples: ["data_*", "ggH125_ZZ4lep"] });
    expect(spec.title).toBe(preset.title);
    expect(spec.groups.map(({ samples }) => samples.map(({ name }) => name))).toEqual([
      ["data_A", "data_B", "data_C", "data_D"],
      ["ggH125_ZZ4lep"],
    ]);
  });

  it("replaces, leaves out and adds cuts, in their order", () => {
    const spec = specOf({
      cuts: { "second-to-last": "lep_n > 3", type: null, charge: "sum(lep_charge) == 0", last: "lep_n < 9" },
    });
    expect(spec.cuts).toEqual([
      { name: "charge", expression: "sum(lep_charge) == 0" },
      { name: "second-to-last", expression: "lep_n > 3" },
      { name: "last", expression: "lep_n < 9" },
    ]);
    expect(spec.title).toBe(
      `${preset.title} (without type; charge: sum(lep_charge) == 0; second-to-last: lep_n > 3; last: lep_n < 9)`,
    );
  });

  it("changes parts of a regular axis and keeps the rest, its label and unit too", () => {
    expect(specOf({ axes: { m4l: { bins: 17, upper: 165 } } }).histograms[0]?.axis).toEqual({
      ...preset.histograms[0]?.axis,
      bins: 17,
      upper: 165,
    });
  });

  it("puts edges in the place of a regular axis", () => {
    const { label, unit } = preset.histograms[0]!.axis as { label: string; unit: string };
    expect(specOf({ axes: { m4l: { edges: [80, 100, 250] } } }).histograms[0]?.axis).toEqual({
      type: "variable",
      edges: [80, 100, 250],
      label,
      unit,
    });
  });

  it("takes another luminosity and another title", () => {
    const spec = specOf({ luminosityInvFb: 5, title: "Half of it" });
    expect(spec).toMatchObject({ luminosityInvFb: 5, title: "Half of it" });
  });

  it("puts all cuts in the order of a list, the preset's by their names", () => {
    const hard = { name: "hard", expression: "lep_pt[0] > 40000", label: "a hard lepton" };
    const spec = specOf({ cuts: ["type", hard, "charge"] });
    expect(spec.cuts).toEqual([preset.cuts[1], hard, preset.cuts[0]]);
    expect(spec.title).toBe(`${preset.title} (hard: lep_pt[0] > 40000; cuts in another order)`);
    expect(specOf({ cuts: [] }).cuts).toEqual([]);
  });

  it("adds and replaces definitions and histograms by their names", () => {
    const axis = { type: "regular", bins: 10, lower: 0, upper: 100, label: "", unit: "" } as const;
    const spec = specOf({
      define: [
        { name: "leading", expression: "lep_pt[0] / 1000" },
        { name: "m4l", expression: "mass(sum(lep[0:4])) / 2" },
      ],
      histograms: [
        { name: "pt", expression: "leading", axis },
        { name: "m4l", expression: "m4l", axis },
      ],
      axes: { pt: { bins: 5 } },
    });
    expect(spec.define.map(({ name, expression }) => [name, expression])).toEqual([
      ["flavour", preset.define[0]?.expression],
      ["m4l", "mass(sum(lep[0:4])) / 2"],
      ["leading", "lep_pt[0] / 1000"],
    ]);
    expect(spec.histograms.map(({ name, axis }) => [name, axis])).toEqual([
      ["m4l", axis],
      ["pt", { ...axis, bins: 5 }],
    ]);
    expect(spec.title).toBe(
      `${preset.title} (m4l = mass(sum(lep[0:4])) / 2; leading = lep_pt[0] / 1000; m4l in other bins; with pt)`,
    );
  });

  it("puts a factor on a sample, with its reason", () => {
    const scale = { factor: 1.3, reason: "as in df106" };
    const spec = specOf({ scale: { llll: scale } });
    expect(spec.groups.flatMap(({ samples }) => samples).filter((sample) => sample.scale !== undefined)).toEqual([
      expect.objectContaining({ name: "llll", scale }),
    ]);
    expect(spec.title).toBe(`${preset.title} (llll × 1.3)`);
  });

  it("cuts off a title that would be too long", () => {
    const names = Array.from({ length: 30 }, (_, i) => `cut${i}`);
    const { title } = specOf({ cuts: Object.fromEntries(names.map((name) => [name, "lep_n > 3"])) });
    expect([title.length, title.endsWith("…)")]).toEqual([200, true]);
  });

  it("tells every problem at once, with its path in the request", () => {
    const problems = problemsOf({
      preset: "hzz-2020",
      samples: ["data_*", "gHH125_ZZ4lep"],
      luminosityInvFb: 10,
      cuts: { charge: "sum(lep_charge[0:4]", "no such": "1 < 2", typo: null },
      axes: { m4l: { lower: 300 }, m5l: { bins: 3 } },
    });
    expect(problems).toEqual([
      { path: 'cuts["no such"]', message: expect.stringContaining("a name starts with") as string },
    ]);
    const others = problemsOf({
      preset: "hzz-2020",
      samples: ["data_*", "gHH125_ZZ4lep"],
      cuts: { charge: "sum(lep_charge[0:4]", typo: null },
      axes: { m4l: { lower: 300 }, m5l: { bins: 3 } },
    });
    expect(others.map(({ path }) => path)).toEqual([
      "cuts.typo",
      "axes.m5l",
      "samples[1]",
      "axes.m4l.upper",
      "cuts.charge",
    ]);
    expect(others[0]?.message).toBe("the preset has no cut of this name; nearest names: type");
    expect(others[1]?.message).toBe("the preset has no histogram of this name; nearest names: m4l");
    expect(others[2]?.message).toContain("ggH125_ZZ4lep");
    expect(others[3]?.message).toBe("expected a number above lower (300), found 250");
  });

  it.each([
    [{ preset: "hzz-2021" }, "preset", /nearest names: hzz-2020/],
    [{ preset: 2020 }, "preset", /expected a text, found 2020/],
    [{ preset: "hzz-2020", groups: [] }, "groups", /unknown field/],
    [{ preset: "hzz-2020", axis: {} }, "axis", /unknown field; nearest known: axes/],
    [{ preset: "hzz-2020", samples: [] }, "samples", /at least 1 entry/],
    [{ preset: "hzz-2020", axes: { m4l: { bins: 0 } } }, "axes.m4l.bins", /at least 1/],
    [{ preset: "hzz-2020", axes: { m4l: { edges: [1, 1] } } }, "axes.m4l.edges[1]", /above the edge before it/],
    [{ preset: "hzz-2020", axes: { m4l: { edges: [1, 2], bins: 2 } } }, "axes.m4l", /either edges, or bins/],
    [{ preset: "hzz-2020", cuts: { all: "1 < 2" } }, "cuts.all", /taken by the cutflow's line/],
    [{ preset: "hzz-2020", cuts: { charge: 5 } }, "cuts.charge", /expected a text/],
    [{ preset: "hzz-2020", cuts: ["charge", "tipe"] }, "cuts[1]", /nearest names: type/],
    [{ preset: "hzz-2020", cuts: ["type", { name: "hard", expression: "1 <" }] }, "cuts[1].expression", /./],
    [{ preset: "hzz-2020", cuts: ["type", "type"] }, "cuts[0]", /taken/],
    [{ preset: "hzz-2020", define: [{ name: "x", expression: "1 <" }] }, "define[0].expression", /./],
    [
      { preset: "hzz-2020", define: ["m4l", "m4l"].map((name) => ({ name, expression: "1" })) },
      "define[1].name",
      /the same name as define\[0\]/,
    ],
    [
      {
        preset: "hzz-2020",
        histograms: [{ name: "n", expression: "lep_n", axis: { type: "regular", bins: 2, lower: 2, upper: 1 } }],
      },
      "histograms[0].axis.upper",
      /above lower/,
    ],
    [{ preset: "hzz-2020", scale: { lll: { factor: 2, reason: "x" } } }, "scale.lll", /nearest names: llll/],
    [{ preset: "hzz-2020", scale: { llll: { factor: 2 } } }, "scale.llll.reason", /./],
    [{ preset: "hzz-2020", scale: { data_A: { factor: 2, reason: "x" } } }, "scale.data_A", /not scaled/],
    [{ preset: "hzz-2020", luminosityInvFb: 0 }, "luminosityInvFb", /above 0/],
    [{ preset: "hzz-2020", title: "" }, "title", /must not be empty/],
    [
      { preset: "hzz-2020", cuts: Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`c${i}`, "1 < 2"])) },
      "cuts",
      /at most 100/,
    ],
  ])("is refused: %j", (request, path, message) => {
    const problems = problemsOf(request);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.message).toMatch(message);
  });

  it("looks at names of fields only where they are fields of the request", () => {
    expect(problemsOf({ preset: "hzz-2020", cuts: { constructor: null } })[0]?.path).toBe("cuts.constructor");
    expect(specOf({ cuts: { toString: "1 < 2" } }).cuts.at(-1)).toEqual({ name: "toString", expression: "1 < 2" });
  });

  it("names the preset for what stands in it and not in the request", () => {
    const { pathInRequest } = parse({ preset: "hzz-2020" });
    expect(pathInRequest("groups[0].lane")).toBe("preset");
    expect(pathInRequest("histograms[0].axis")).toBe("axes.m4l");
    expect(pathInRequest("histograms")).toBe("axes");
  });
});

describe("a request that is read in turns", () => {
  it.each([
    ["a whole specification", presetInput("hzz-2020"), 3],
    ["one that is wrong in several ways", { ...presetInput("hzz-2020"), luminosityInvFb: 1e308, tree: 5 }, 3],
    ["a preset with changes", { preset: "hzz-2020", title: "x" }, 1],
    ["a preset that there is not", { preset: "hzz-2021" }, 1],
  ])("says the same, and lets others have their turn: %s", async (_, request, pauses) => {
    const text = JSON.stringify(request);
    const outcomeOf = async (read: () => unknown) => {
      try {
        const { spec } = (await read()) as { spec: unknown };
        return { spec };
      } catch (error) {
        return { problems: (error as SpecError).problems };
      }
    };
    let paused = 0;
    const pause = () => {
      paused++;
      return Promise.resolve();
    };
    const inTurns = await outcomeOf(() => parseAnalysisRequestInTurns(text, pause));
    expect(inTurns).toEqual(await outcomeOf(() => parseAnalysisRequest(text)));
    expect(paused).toBe(pauses);
  });
});
