import type { Modifier, Workspace } from "../../src/statistics/workspace.ts";

/** Every kind of modifier in one sample, with names that are shared. */
export const everyModifier: Workspace = {
  version: "1.0.0",
  channels: ["one", "two"].map((channel) => ({
    name: channel,
    samples: [
      {
        name: "signal",
        data: [3, 5, 4],
        modifiers: [
          { name: "mu", type: "normfactor" },
          { name: "shape", type: "histosys", data: { hi_data: [3.5, 4.8, 4.1], lo_data: [2.7, 5.4, 3.7] } },
          { name: "shape", type: "normsys", data: { hi: 1.1, lo: 0.95 } },
          { name: "second", type: "normfactor" },
        ] satisfies Modifier[],
      },
      {
        name: "background",
        data: [20, 11, 7],
        modifiers: [
          { name: "lumi", type: "lumi" },
          { name: "shape", type: "histosys", data: { hi_data: [22, 10, 7.5], lo_data: [18.5, 11.3, 6] } },
          { name: "norm", type: "normsys", data: { hi: 1.2, lo: 0.85 } },
          { name: `stat_${channel}`, type: "staterror", data: [1, 0.8, 0.6] },
          { name: `own_${channel}`, type: "shapesys", data: [2, 1, 0.9] },
          { name: "free", type: "shapefactor" },
        ] satisfies Modifier[],
      },
    ],
  })),
  observations: [
    { name: "one", data: [25, 14, 0] },
    { name: "two", data: [21, 19, 13] },
  ],
  measurements: [{ name: "all", config: { poi: "mu", parameters: [{ name: "lumi", auxdata: [1], sigmas: [0.02] }] } }],
};
