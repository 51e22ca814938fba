import { expect, test } from "vitest";
import type { Workspace } from "../statistics/workspace.ts";
import { fitHere } from "./fit-here.ts";

/** A bin of signal and background, whose norm so many nuisance parameters change. */
const workspace = (nuisances: number): Workspace => ({
  version: "1.0.0",
  channels: [
    {
      name: "sr",
      samples: [
        { name: "signal", data: [5], modifiers: [{ name: "mu", type: "normfactor" }] },
        {
          name: "background",
          data: [20],
          modifiers: Array.from({ length: nuisances }, (_, i) => ({
            name: `norm${i}`,
            type: "normsys" as const,
            data: { hi: 1.01, lo: 0.99 },
          })),
        },
      ],
    },
  ],
  observations: [{ name: "sr", data: [27] }],
  measurements: [{ name: "counting", config: { poi: "mu", parameters: [] } }],
});

test("a site finds the impacts of a model of 100 free parameters at most, and says so of a larger one", async () => {
  const answer = await fitHere(workspace(100));
  expect(answer).toMatchObject({ status: "converged", limit: { observed: expect.any(Number) as number } });
  expect(answer.impacts).toBeUndefined();
  expect(answer.missing).toEqual([
    "Impacts: 101 free parameters are more than 100; hzz fit --impacts has no such limit.",
  ]);
});

test("the limit counts parameters that are free, and leaves smaller models as they are", async () => {
  const [two, three] = await Promise.all([fitHere(workspace(2), 3), fitHere(workspace(3), 3)]);
  expect(two.impacts).toHaveLength(2);
  expect(two.missing).toEqual([]);
  expect([three.impacts, three.missing?.length]).toEqual([undefined, 1]);
});
