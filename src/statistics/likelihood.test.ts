import { expect, it, vi } from "vitest";
import { everyModifier } from "../../test/support/every-modifier.ts";
import { farthest, referenceFits, tolerances } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { EvaluatedSample } from "./evaluated-sample.ts";
import { expectedData } from "./expected-data.ts";
import { Likelihood } from "./likelihood.ts";
import { compileModel } from "./model.ts";
import type { Workspace } from "./workspace.ts";

describeWithSharedData("the model of a workspace that pyhf has compiled", () => {
  it.each(referenceFits)("$name: parameters, their order, bounds and data", ({ model, pyhf }) => {
    const { parameters, observed } = model;
    expect(parameters.map((each) => each.name)).toEqual(pyhf.parameters);
    expect(parameters.map((each) => each.init)).toEqual(pyhf.init);
    expect(parameters.map((each) => [each.lower, each.upper])).toEqual(pyhf.bounds);
    expect(parameters.map((each) => each.fixed)).toEqual(pyhf.fixed);
    expect([...observed.bins]).toEqual(pyhf.data);
    expect(farthest(observed.auxiliary, pyhf.auxdata)).toBeLessThan(tolerances.expected);
  });

  it.each(referenceFits)("$name: what is expected, and 2 NLL", ({ model, pyhf }) => {
    const likelihood = new Likelihood(model);
    const at = expectedData(model, pyhf.init);
    expect(farthest(at.bins, pyhf.expectedAtInit)).toBeLessThan(tolerances.expected);
    expect(farthest(at.auxiliary, pyhf.expectedAuxAtInit)).toBeLessThan(tolerances.expected);
    const other = expectedData(model, pyhf.otherPoint);
    expect(farthest(other.bins, pyhf.expectedAtOther)).toBeLessThan(tolerances.expected);
    expect(farthest(other.auxiliary, pyhf.expectedAuxAtOther)).toBeLessThan(tolerances.expected);
    expect(Math.abs(likelihood.twiceNll(pyhf.init) - pyhf.twiceNllAtInit)).toBeLessThan(tolerances.twiceNll);
    expect(Math.abs(likelihood.twiceNll(pyhf.otherPoint) - pyhf.twiceNllAtOther)).toBeLessThan(tolerances.twiceNll);
  });

  it.each(referenceFits)("$name: derivatives are those of the values", ({ model, pyhf }) => {
    compareDerivatives(new Likelihood(model), pyhf.otherPoint);
  });
});

it("derivatives are exact where all kinds of modifiers meet in a sample, also where factors are 0", () => {
  const model = compileModel(everyModifier);
  const likelihood = new Likelihood(model);
  const point = model.parameters.map(({ init }, i) => init + 0.05 * Math.sin(3 * i + 1));
  compareDerivatives(likelihood, point);
  const index = (name: string) => model.parameters.findIndex((each) => each.name === name);
  const zero = point.with(index("mu"), 0);
  compareDerivatives(likelihood, zero);
  compareDerivatives(likelihood, zero.with(index("second"), 0));
  likelihood.soften(30);
  compareDerivatives(likelihood, point);
});

it("a point whose value was just taken is not evaluated anew for its derivatives, unless bins are softened meanwhile", () => {
  const model = compileModel(everyModifier);
  const likelihood = new Likelihood(model);
  const point = model.parameters.map(({ init }) => init);
  const other = point.with(0, 0.5);
  const samples = model.channels.flatMap((channel) => channel.samples).length;
  const evaluate = vi.spyOn(EvaluatedSample.prototype, "evaluate");
  const value = likelihood.distance(point);
  expect(likelihood.derivatives([...point])).toBe(value);
  expect(evaluate).toHaveBeenCalledTimes(samples);
  expect(likelihood.derivatives(other)).toBe(new Likelihood(model).distance(other));
  expect(evaluate).toHaveBeenCalledTimes(3 * samples);
  likelihood.soften(30);
  expect(likelihood.derivatives(other)).toBe(likelihood.distance(other));
  likelihood.soften(0);
  expect(likelihood.derivatives(point)).toBe(value);
  evaluate.mockRestore();
});

it("a bin that expects nothing or less has no likelihood, unless nothing was seen and nothing is expected", () => {
  const single = (data: number): Workspace => ({
    version: "1.0.0",
    channels: [{ name: "a", samples: [{ name: "s", data: [2], modifiers: [{ name: "mu", type: "normfactor" }] }] }],
    observations: [{ name: "a", data: [data] }],
    measurements: [{ name: "m", config: { poi: "mu", parameters: [] } }],
  });
  const empty = new Likelihood(compileModel(single(0)));
  expect([empty.twiceNll([0]), empty.twiceNll([1]), empty.twiceNll([-1])]).toEqual([0, 4, Infinity]);
  const seen = new Likelihood(compileModel(single(3)));
  expect([seen.twiceNll([0]), seen.derivatives([0])]).toEqual([Infinity, Infinity]);
});

/** Central differences of the value give the gradient, those of the gradient the matrix, within their own error. */
function compareDerivatives(likelihood: Likelihood, point: readonly number[]): void {
  likelihood.derivatives(point);
  const [gradient, hessian] = [likelihood.gradient.slice(), likelihood.hessian.slice()];
  const count = point.length;
  const scale = Math.max(1, ...gradient.map(Math.abs), ...hessian.map(Math.abs));
  for (let i = 0; i < count; i++) {
    const step = 1e-5;
    const shifted = (by: number) => {
      const value = likelihood.derivatives(point.with(i, point[i]! + by));
      return { value, gradient: likelihood.gradient.slice() };
    };
    const [low, high] = [shifted(-step), shifted(step)];
    expect(Math.abs((high.value - low.value) / (2 * step) - gradient[i]!) / scale).toBeLessThan(1e-7);
    for (let j = 0; j < count; j++) {
      const own = hessian[Math.max(i, j) * count + Math.min(i, j)]!;
      expect(Math.abs((high.gradient[j]! - low.gradient[j]!) / (2 * step) - own) / scale).toBeLessThan(1e-7);
    }
  }
}
