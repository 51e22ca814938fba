import { beforeAll, describe, expect, it } from "vitest";
import { normalTail } from "./distributions.ts";
import { Fitter } from "./fit.ts";
import { compileModel } from "./model.ts";
import { Profile } from "./profile.ts";
import { toyData } from "./toy-data.ts";
import { uncertaintiesOf } from "./uncertainties.ts";
import type { Workspace } from "./workspace.ts";

const workspace: Workspace = {
  version: "1.0.0",
  channels: [
    {
      name: "SR",
      samples: [
        {
          name: "signal",
          data: [40, 160, 90],
          modifiers: [
            { name: "mu", type: "normfactor" },
            { name: "scale", type: "histosys", data: { hi_data: [36, 158, 97], lo_data: [45, 161, 84] } },
          ],
        },
        {
          name: "background",
          data: [800, 700, 650],
          modifiers: [
            { name: "norm", type: "normsys", data: { hi: 1.04, lo: 0.97 } },
            { name: "mc", type: "staterror", data: [14, 12, 11] },
          ],
        },
        { name: "fake", data: [60, 50, 40], modifiers: [{ name: "own", type: "shapesys", data: [8, 7, 6] }] },
      ],
    },
  ],
  observations: [{ name: "SR", data: [900, 910, 780] }],
  measurements: [{ name: "m", config: { poi: "mu", parameters: [{ name: "mu", bounds: [[-5, 10]] }] } }],
};

const toys = 500;
const model = compileModel(workspace);
const truth = Float64Array.from(model.parameters, ({ init }) => init);

describe(`${toys} toys of a model with all kinds of constraints`, () => {
  const pulls: number[] = [];
  let covered = 0;
  beforeAll(() => {
    for (let toy = 0; toy < toys; toy++) {
      const fitter = new Fitter(model, toyData(model, truth, 2027, toy));
      const best = fitter.fit();
      expect(best.status).toBe("converged");
      const error = uncertaintiesOf(fitter, best).errors[model.poi!]!;
      pulls.push((best.parameters[model.poi!]! - 1) / error);
      // Within its errors is where −2 ln L has risen by less than 1.
      if (new Profile(fitter, model.poi!, best, error).rise(1) < 1) covered++;
    }
  });

  it("have the mean and the spread of Poisson numbers and of constraints", () => {
    const samples = Array.from({ length: toys }, (_, toy) => toyData(model, truth, 5, toy));
    const spread = (values: readonly number[], mean: number, width: number) => {
      const average = values.reduce((sum, each) => sum + each, 0) / toys;
      expect(Math.abs(average - mean) / (width / Math.sqrt(toys))).toBeLessThan(4);
      const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / toys;
      expect(Math.abs(variance / width ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / toys));
    };
    spread(
      samples.map(({ bins }) => bins[1]!),
      910,
      Math.sqrt(910),
    );
    for (const [k, { constraint }] of model.parameters.filter((each) => each.constraint !== undefined).entries())
      spread(
        samples.map(({ auxiliary }) => auxiliary[k]!),
        constraint!.observed,
        constraint!.kind === "normal" ? constraint!.sigma : Math.sqrt(constraint!.observed),
      );
    expect(toyData(model, truth, 5, 77)).toEqual(samples[77]);
  });

  it("have pulls of μ that are standard normal, by the test of Kolmogorov and Smirnov", () => {
    pulls.sort((a, b) => a - b);
    const farthest = pulls.reduce((most, pull, i) => {
      const below = 1 - normalTail(pull);
      return Math.max(most, (i + 1) / toys - below, below - i / toys);
    }, 0);
    const lambda = (Math.sqrt(toys) + 0.12 + 0.11 / Math.sqrt(toys)) * farthest;
    const p = [1, 2, 3, 4, 5, 6].reduce((sum, k) => sum - 2 * (-1) ** k * Math.exp(-2 * (k * lambda) ** 2), 0);
    expect(p).toBeGreaterThan(0.05);
    // It would see errors that are a fifth too small.
    const squeezed = pulls.reduce(
      (most, pull, i) => Math.max(most, Math.abs((i + 0.5) / toys - 1 + normalTail(1.2 * pull))),
      0,
    );
    expect(squeezed).toBeGreaterThan(farthest);
  });

  it("have μ within the errors in 68 % of all", () => {
    const expected = 0.6827 * toys;
    expect(Math.abs(covered - expected)).toBeLessThan(2 * Math.sqrt(expected * (1 - 0.6827)));
  });
});
