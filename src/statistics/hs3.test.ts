import { describe, expect, it } from "vitest";
import { everyModifier } from "../../test/support/every-modifier.ts";
import { referenceFits } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { Likelihood } from "./likelihood.ts";
import { compileModel } from "./model.ts";
import { readHs3 } from "./parse-hs3.ts";
import { toHs3 } from "./to-hs3.ts";
import type { Workspace } from "./workspace.ts";

const written = (workspace: Workspace): unknown => JSON.parse(JSON.stringify(toHs3(workspace)));

/** The same parameters and the same likelihood, at their inits and beside them. */
function expectSameModel(found: Workspace, workspace: Workspace): void {
  const [one, other] = [compileModel(found), compileModel(workspace)];
  const numbers = (model: typeof one) =>
    model.parameters.map(({ name, init, lower, upper, fixed, type }) => ({ name, init, lower, upper, fixed, type }));
  expect(numbers(one)).toEqual(numbers(other));
  expect(one.poi).toBe(other.poi);
  for (const step of [0, 0.03]) {
    const x = other.parameters.map(({ init }, i) => init + step * Math.sin(i + 1));
    const [value, expected] = [new Likelihood(one), new Likelihood(other)].map((each) => each.twiceNll(x));
    expect(Math.abs(value! - expected!)).toBeLessThanOrEqual(1e-12 * Math.abs(expected!));
  }
}

describeWithSharedData("a workspace of pyhf that went through HS3", () => {
  it.each(referenceFits)("$name has the same parameters and the same likelihood", ({ workspace }) => {
    expectSameModel(readHs3(written(workspace)), workspace);
  });
});

/** The example of the notes on the standard: two bins, a signal, a background with each kind of uncertainty. */
const example = () => ({
  metadata: { hs3_version: "0.2.0" },
  distributions: [
    {
      name: "model_SR",
      type: "histfactory_dist",
      axes: [{ name: "m", min: 0, max: 2, nbins: 2 }],
      samples: [
        {
          name: "sig",
          data: { contents: [3, 5], errors: [0, 0] },
          modifiers: [{ type: "normfactor", parameter: "mu" }] as Record<string, unknown>[],
        },
        {
          name: "bkg",
          data: { contents: [20, 10], errors: [1, 0.8] },
          modifiers: [
            { type: "normsys", parameter: "a_norm", constraint: "Gauss", data: { hi: 1.1, lo: 0.9 } },
            {
              type: "histosys",
              parameter: "a_shape",
              constraint: "Gauss",
              data: { hi: { contents: [21, 9] }, lo: { contents: [19, 11] } },
            },
            { type: "staterror", parameters: ["g_0", "g_1"], constraint: "Poisson" },
          ] as Record<string, unknown>[],
        },
      ],
    },
  ] as Record<string, unknown>[],
  data: [
    { name: "obs_SR", type: "binned", contents: [24, 16], axes: [{ name: "m", min: 0, max: 2, nbins: 2 }] },
  ] as Record<string, unknown>[],
  likelihoods: [{ name: "L", distributions: ["model_SR"], data: ["obs_SR"] as (string | number)[] }],
  domains: [
    {
      name: "D",
      type: "product_domain",
      axes: [
        { name: "mu", min: 0, max: 10 },
        { name: "a_norm", min: -5, max: 5 },
        { name: "a_shape", min: -5, max: 5 },
        { name: "g_0", min: 0, max: 10 },
        { name: "g_1", min: 0, max: 10 },
      ],
    },
  ],
  parameter_points: [
    {
      name: "start",
      parameters: [
        { name: "mu", value: 1 },
        { name: "a_norm", value: 0 },
        { name: "a_shape", value: 0 },
        { name: "g_0", value: 1 },
        { name: "g_1", value: 1 },
      ] as Record<string, unknown>[],
    },
  ],
  analyses: [{ name: "A", likelihood: "L", domain: "D", init: "start", parameters_of_interest: ["mu"] }],
});
type Example = ReturnType<typeof example>;
interface ExampleSample {
  data: { contents: number[]; errors: number[] };
  readonly modifiers: Record<string, unknown>[];
}
const bkg = (document: Example) => (document.distributions[0] as { samples: ExampleSample[] }).samples[1]!;

describe("HS3", () => {
  it("keeps every kind of modifier, settings of parameters, a luminosity and its width", () => {
    const document = toHs3(everyModifier);
    expectSameModel(readHs3(written(everyModifier)), everyModifier);
    expect(document.likelihoods[0]!.aux_distributions).toEqual(["lumi_constraint"]);
    expect(document.distributions.at(-1)).toEqual({
      name: "lumi_constraint",
      type: "gaussian_dist",
      x: "lumi",
      mean: 1,
      sigma: 0.02,
    });
    const settings = [
      { name: "mu", bounds: [[-3, 7] as const], inits: [2] },
      { name: "norm", auxdata: [0.2], sigmas: [0.5], inits: [0.1] },
      { name: "shape", fixed: true },
      { name: "stat_one", bounds: [[0.1, 2] as const, [0.2, 3] as const, [0.3, 4] as const], fixed: true },
      { name: "lumi", auxdata: [1.1], sigmas: [0.03] },
    ];
    const other = { ...everyModifier, measurements: [{ name: "set", config: { poi: "", parameters: settings } }] };
    expectSameModel(readHs3(written(other)), other);
  });

  it("has axes where they are known, whole yields of variations, and relative values of shapesys", () => {
    const { distributions, data } = toHs3(everyModifier, {
      axes: new Map([["two", { name: "m", edges: [0, 1, 3, 9] }]]),
    });
    const [one, two] = distributions as unknown as {
      axes: unknown;
      samples: { modifiers: Record<string, unknown>[] }[];
    }[];
    expect(one!.axes).toEqual([{ name: "bin_of_one", min: 0, max: 3, nbins: 3 }]);
    expect(two!.axes).toEqual([{ name: "m", min: 0, max: 9, edges: [0, 1, 3, 9] }]);
    expect(data[1]!["axes"]).toEqual(two!.axes);
    expect(two!.samples[0]!.modifiers[1]).toMatchObject({ data: { hi: { contents: [3.5, 4.8, 4.1] } } });
    const own = two!.samples[1]!.modifiers.find(({ type }) => type === "shapesys");
    expect(own).toMatchObject({ data: { vals: [2 / 20, 1 / 11, 0.9 / 7] }, constraint: "Poisson" });
    const names = [...distributions, ...data].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has the constraint of staterrors that is written: Poisson or Gauss", () => {
    const model = compileModel(readHs3(example()));
    expect(model.parameters.map(({ name, constraint }) => [name, constraint?.kind])).toEqual([
      ["a_shape", "normal"],
      ["mu", undefined],
      ["a_norm", "normal"],
      ["g[0]", "poisson"],
      ["g[1]", "poisson"],
    ]);
    expect(model.parameters[4]!.constraint).toMatchObject({ kind: "poisson", factor: (10 / 0.8) ** 2 });
    const poisson = readHs3(example());
    expectSameModel(readHs3(written(poisson)), poisson);
  });

  it.each<[string, (document: Example) => void]>([
    ["without const", () => undefined],
    ["absent", (d) => void delete (d as Partial<Example>).parameter_points],
    ["const as it is", (d) => (d.parameter_points[0]!.parameters[4]!["const"] = true)],
  ])("fixes the parameter of a bin without uncertainty, its point being %s", (_, change) => {
    const document = example();
    const background = bkg(document);
    background.data = { contents: [50, 60], errors: [5, 0] };
    background.modifiers[2]!["constraint"] = "Gauss";
    change(document);
    delete (document.analyses[0] as { init?: string }).init;
    const found = compileModel(readHs3(document)).parameters.slice(-2);
    expect(found.map(({ name, fixed, constraint }) => [name, fixed, constraint])).toEqual([
      ["g[0]", false, { kind: "normal", observed: 1, sigma: 0.1 }],
      ["g[1]", true, { kind: "normal", observed: 1, sigma: 1 }],
    ]);
  });

  it("reads a normal constraint that stands among the distributions with its datum", () => {
    const document = example();
    document.distributions.push({ name: "seen", type: "gaussian_dist", x: "nominal", mean: "mu", sigma: 0.1 });
    document.likelihoods[0]!.distributions.push("seen");
    document.likelihoods[0]!.data.push(1.2);
    const mu = compileModel(readHs3(document)).parameters.find(({ name }) => name === "mu");
    expect(mu).toMatchObject({ type: "lumi", constraint: { kind: "normal", observed: 1.2, sigma: 0.1 } });
  });

  it.each<[string, (document: Example) => void, string]>([
    ["another version", (d) => (d.metadata.hs3_version = "0.3"), "metadata.hs3_version: expected a version 0.2"],
    [
      "a distribution of another type",
      (d) => (d.distributions[0]!["type"] = "poisson_dist"),
      'distribution model_SR: type: expected "histfactory_dist"',
    ],
    [
      "a modifier of another type",
      (d) => (bkg(d).modifiers[0]!["type"] = "custom"),
      'sample bkg, modifier number 0: type: there is no kind "custom"',
    ],
    ["a normsys without constraint", (d) => delete bkg(d).modifiers[0]!["constraint"], "it has no constraint"],
    ["another interpolation", (d) => (bkg(d).modifiers[0]!["interpolation"] = "log"), '"interpolation"'],
    ["a constraint of another kind", (d) => (bkg(d).modifiers[0]!["constraint"] = "LogNormal"), 'expected "Gauss"'],
    [
      "too few parameters",
      (d) => (bkg(d).modifiers[2]!["parameters"] = ["g_0"]),
      "parameters: expected one for each of 2 bins, found 1",
    ],
    [
      "a parameter of two sets",
      (d) => (bkg(d).modifiers[2]!["parameters"] = ["g_0", "mu"]),
      "the parameter mu is one of several modifiers",
    ],
    [
      "axes with other bins",
      (d) => (d.data[0]!["contents"] = [1, 2, 3]),
      "its axes have 2 bins, and it has 3 contents",
    ],
    ["data that are not there", (d) => (d.likelihoods[0]!.data = ["other"]), "there is nothing called other"],
    ["unbinned data", (d) => (d.data[0]!["type"] = "unbinned"), 'data obs_SR: type: expected "binned"'],
    ["an unknown domain", (d) => (d.analyses[0]!.domain = "E"), "analysis A, domain: there is nothing called E"],
    [
      "a parameter of interest that no modifier has",
      (d) => (d.analyses[0]!.parameters_of_interest = ["nu"]),
      "parameter nu: it is of interest",
    ],
    ["one bin that is const", (d) => (d.parameter_points[0]!.parameters[4]!["const"] = true), "parameter g_1: const"],
  ])("is refused with %s, by name", (_, change, message) => {
    const document = example();
    change(document);
    expect(() => readHs3(document, { file: "a.hs3.json" })).toThrow(message);
  });

  it("has no place for auxiliary data of single bins, and says so", () => {
    const parameters = [{ name: "own_one", auxdata: [1, 2, 3] }, ...everyModifier.measurements[0]!.config.parameters];
    const other = { ...everyModifier, measurements: [{ name: "set", config: { poi: "", parameters } }] };
    expect(() => toHs3(other)).toThrow("no place for the auxdata, sigmas or factors that the measurement set sets");
  });
});
