import { describe, expect, it } from "vitest";
import { reportFit } from "./fit-report.ts";
import { compileModel } from "./model.ts";
import { checkWorkspace } from "./parse-workspace.ts";

/** As users write them: a signal region and one that holds the background alone, which floats in both. */
const byHand = () => ({
  channels: [
    {
      name: "SR",
      samples: [
        { name: "sig", data: [5.0], modifiers: [{ name: "mu", type: "normfactor", data: null }] as object[] },
        { name: "bkg", data: [10.0], modifiers: [{ name: "k_bkg", type: "normfactor", data: null }] as object[] },
      ],
    },
    {
      name: "CR",
      samples: [
        { name: "bkg", data: [100.0], modifiers: [{ name: "k_bkg", type: "normfactor", data: null }] as object[] },
      ],
    },
  ],
  observations: [
    { name: "SR", data: [21] },
    { name: "CR", data: [120] },
  ],
  measurements: [{ name: "Measurement", config: { poi: "mu", parameters: [] as object[] } }] as {
    name: string;
    config: { poi: string; parameters: object[] };
  }[],
  version: "1.0.0" as unknown,
});
type ByHand = ReturnType<typeof byHand>;

function fitted(change: (document: ByHand) => void = () => undefined, measurement?: string) {
  const document = byHand();
  change(document);
  const report = reportFit(compileModel(checkWorkspace(document), { measurement }));
  const value = (name: string) => report.parameters.find((each) => each.name === name)!;
  return { report, value };
}
const modify = (document: ByHand, modifier: object) => document.channels[0]!.samples[1]!.modifiers.push(modifier);
const setting = (document: ByHand, parameter: object) => document.measurements[0]!.config.parameters.push(parameter);

describe("a workspace that was written by hand", () => {
  it("shares a free background between channels", () => {
    const { value } = fitted();
    expect(value("k_bkg").value).toBeCloseTo(1.2, 9);
    expect(value("mu").value).toBeCloseTo((21 - 12) / 5, 8);
  });

  it("may let the signal be negative, where its bounds do", () => {
    const { value } = fitted((document) => {
      document.observations[0]!.data = [7];
      setting(document, { name: "mu", bounds: [[-5, 5]], inits: [0] });
    });
    expect(value("mu").value).toBeCloseTo((7 - 12) / 5, 8);
  });

  it("has parameters that are fixed where the measurement puts them", () => {
    const { value, report } = fitted((document) => setting(document, { name: "k_bkg", inits: [0.9], fixed: true }));
    expect(value("k_bkg")).toMatchObject({ value: 0.9, state: "fixed" });
    expect(value("mu").value).toBeCloseTo((21 - 9) / 5, 8);
    expect(report.goodness.chi2).toBeCloseTo(2 * (120 * Math.log(120 / 90) - 30), 7);
  });

  it("has several measurements, of which one is asked for, and one without a signal of interest", () => {
    const more = (document: ByHand) =>
      document.measurements.push(
        { name: "of the background", config: { poi: "k_bkg", parameters: [] } },
        { name: "of nothing", config: { poi: "", parameters: [] } },
      );
    expect(fitted(more, "of the background").report.poi).toMatchObject({ name: "k_bkg" });
    expect(fitted(more, "of nothing").report).toMatchObject({ status: "converged", missing: [] });
    expect(() => fitted(more, "other")).toThrow('no measurement "other"; it has: Measurement, of the background');
  });

  it("has a luminosity, and a factor that is not the same up and down", () => {
    const { value, report } = fitted((document) => {
      modify(document, { name: "lumi", type: "lumi", data: null });
      modify(document, { name: "theory", type: "normsys", data: { hi: 1.3, lo: 0.95 } });
      setting(document, { name: "lumi", auxdata: [1], sigmas: [0.02], bounds: [[0.9, 1.1]], inits: [1] });
    });
    // The signal takes up what the background does, so nothing pulls at them.
    expect(report.status).toBe("converged");
    expect(value("lumi").value).toBeCloseTo(1, 7);
    expect(value("theory").value).toBeCloseTo(0, 6);
    expect(value("lumi").tightened).toBeCloseTo(1, 6);
  });

  it("has bins without events or without uncertainty, whose parameters stay", () => {
    const { value } = fitted((document) => {
      document.channels[0]!.samples = [
        { name: "sig", data: [5, 5, 5], modifiers: [{ name: "mu", type: "normfactor", data: null }] },
        { name: "bkg", data: [10, 0, 10], modifiers: [{ name: "own", type: "shapesys", data: [3, 1, 0] }] },
      ];
      document.observations[0]!.data = [15, 5, 15];
    });
    expect(["own[0]", "own[1]", "own[2]"].map((name) => value(name).state)).toEqual(["free", "fixed", "fixed"]);
    expect(value("mu").value).toBeCloseTo(1, 8);
  });

  it.each<[string, (document: ByHand) => void, string]>([
    ["an older version", (document) => (document.version = "0.1.0"), 'version: expected "1.0.0"'],
    ["no version", (document) => (document.version = undefined), 'version: expected "1.0.0", found nothing'],
    ["a patch set", (document) => Object.assign(document, { patches: [] }), "it is a patch set, not a workspace"],
    [
      "a modifier of another kind",
      (document) => modify(document, { name: "x", type: "normsy", data: null }),
      'channel SR, sample bkg, modifier x: type: there is no kind "normsy" of this',
    ],
    [
      "a constraint that was set by hand",
      (document) => modify(document, { name: "x", type: "normfactor", data: null, constraint: "Gauss" }),
      'modifier x: Unrecognized key: "constraint"',
    ],
    [
      "a luminosity without its width",
      (document) => modify(document, { name: "lumi", type: "lumi", data: null }),
      "a lumi needs auxdata and sigmas",
    ],
    [
      "a factor of 0",
      (document) => modify(document, { name: "x", type: "normsys", data: { hi: 1.1, lo: 0 } }),
      "modifier x: data.lo",
    ],
    [
      "an interest in what is not there",
      (document) => (document.measurements[0]!.config.poi = "mu_sig"),
      "poi: there is no single parameter mu_sig",
    ],
  ])("is refused with %s, by name", (_, change, message) => {
    expect(() => fitted(change)).toThrow(message);
  });
});
