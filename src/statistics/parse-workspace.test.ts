import { describe, expect, it } from "vitest";
import { compileModel } from "./model.ts";
import { parseWorkspace } from "./parse-workspace.ts";

/** A workspace that is right; each test spoils a copy. */
function example() {
  return {
    version: "1.0.0",
    channels: [
      {
        name: "SR",
        samples: [
          { name: "signal", data: [1, 2], modifiers: [{ name: "mu", type: "normfactor", data: null as unknown }] },
          {
            name: "background",
            data: [10, 20],
            modifiers: [
              { name: "norm", type: "normsys", data: { hi: 1.1, lo: 0.9 } as unknown },
              { name: "shape", type: "histosys", data: { hi_data: [11, 19], lo_data: [9, 21] } },
              { name: "mc", type: "staterror", data: [1, 2] },
            ],
          },
        ],
      },
    ],
    observations: [{ name: "SR", data: [12, 21] }],
    measurements: [{ name: "m", config: { poi: "mu", parameters: [] as unknown[] } }],
  };
}

type Example = ReturnType<typeof example>;
const background = (document: Example) => document.channels[0]!.samples[1]!;

describe("a workspace", () => {
  it("is taken as pyhf writes it", () => {
    const model = compileModel(parseWorkspace(JSON.stringify(example())));
    expect(model.parameters.map(({ name }) => name)).toEqual(["shape", "mu", "norm", "mc[0]", "mc[1]"]);
  });

  it("is refused if it is no JSON, with the file", () => {
    expect(() => parseWorkspace("{", { file: "w.json" })).toThrow(/expected JSON: .*\(file w\.json\)/);
  });

  const faults: Record<string, [(document: Example) => void, string]> = {
    "another version": [(d) => (d.version = "2.0"), 'version: expected "1.0.0", found "2.0"'],
    "a modifier of an unknown type": [
      (d) => (background(d).modifiers[0]!.type = "normsis"),
      "channel SR, sample background, modifier norm: type: ",
    ],
    "a number that is a text": [
      (d) => (background(d).modifiers[0]!.data = { hi: "1.1", lo: 0.9 }),
      'channel SR, sample background, modifier norm: data.hi: expected a number, found "1.1"',
    ],
    "a normsys that has no logarithm": [
      (d) => (background(d).modifiers[0]!.data = { hi: 1.1, lo: 0 }),
      "channel SR, sample background, modifier norm: data.lo: expected",
    ],
    "a shape of other bins": [
      (d) => (background(d).modifiers[1]!.data = { hi_data: [1], lo_data: [9, 21] }),
      "channel SR, sample background, modifier shape: hi_data: expected a number for each of 2 bins, found 1",
    ],
    "a sample of other bins": [
      (d) => (d.channels[0]!.samples[0]!.data = [1]),
      "channel SR, sample background: it has 2 bins, the first sample of the channel 1",
    ],
    "fewer bins observed": [(d) => (d.observations[0]!.data = [1]), "channel SR: 2 bins are expected, 1 were observed"],
    "no observation": [(d) => (d.observations[0]!.name = "CR"), "channel SR: it has no observation of its name"],
    "two samples of one name": [
      (d) => (d.channels[0]!.samples[0]!.name = "background"),
      "channel SR: there are two samples called background",
    ],
    "a field with a slip": [
      (d) => d.measurements[0]!.config.parameters.push({ name: "mu", bound: [[0, 5]] }),
      "measurement m, parameter mu: ",
    ],
    "a poi that is not there": [
      (d) => (d.measurements[0]!.config.poi = "mue"),
      "measurement m: poi: there is no single parameter mue; nearest names: mu",
    ],
    "one name for two kinds": [
      (d) => (background(d).modifiers[0]!.name = "mu"),
      "channel SR, sample background, modifier mu: it is a normsys here, and a normfactor in another place",
    ],
    "a lumi without its measurement": [
      (d) => (background(d).modifiers[0] = { name: "lumi", type: "lumi", data: null }),
      "parameter lumi: a lumi needs auxdata and sigmas",
    ],
    "too many inits": [
      (d) => d.measurements[0]!.config.parameters.push({ name: "mu", inits: [1, 2] }),
      "parameter mu: inits: expected 1 of them, found 2",
    ],
    "an init outside of its bounds": [
      (d) => d.measurements[0]!.config.parameters.push({ name: "mu", inits: [11] }),
      "parameter mu: inits: 11 is outside of its bounds 0, 10",
    ],
    "bounds upside down": [
      (d) => d.measurements[0]!.config.parameters.push({ name: "mu", bounds: [[5, 1]] }),
      "parameter mu: bounds: expected the lower below the upper, found 5, 1",
    ],
  };
  it.each(Object.keys(faults))("is refused for %s", (fault) => {
    const [spoil, message] = faults[fault]!;
    const document = example();
    spoil(document);
    expect(() => compileModel(parseWorkspace(JSON.stringify(document)))).toThrow(message);
  });

  it("tells all of its faults at once", () => {
    const document = example();
    background(document).modifiers[1]!.data = { hi_data: [1], lo_data: [2] };
    document.observations[0]!.data = [1, 2, 3];
    expect(() => parseWorkspace(JSON.stringify(document))).toThrow(/hi_data[^]*lo_data[^]*3 were observed/);
  });
});
