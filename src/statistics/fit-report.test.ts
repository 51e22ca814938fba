import { expect, it } from "vitest";
import { type FitReport, reportFit } from "./fit-report.ts";
import { compileModel } from "./model.ts";

it("gives all else before it looks for impacts, from the same fit", () => {
  const model = compileModel({
    version: "1.0.0",
    channels: [
      {
        name: "sr",
        samples: [
          { name: "signal", data: [5], modifiers: [{ name: "mu", type: "normfactor", data: null }] },
          {
            name: "background",
            data: [20],
            modifiers: [{ name: "norm", type: "normsys", data: { hi: 1.1, lo: 0.9 } }],
          },
        ],
      },
    ],
    observations: [{ name: "sr", data: [25] }],
    measurements: [{ name: "counting", config: { poi: "mu", parameters: [] } }],
  });
  const before: FitReport[] = [];
  const report = reportFit(model, { limit: true, impacts: true, beforeImpacts: (each) => before.push(each) });
  expect(report.impacts).toHaveLength(1);
  expect(before).toEqual([{ ...report, impacts: undefined }]);
  expect(before).toEqual([reportFit(model, { limit: true })]);
  expect(before[0]!.channels).toBe(report.channels);
});
