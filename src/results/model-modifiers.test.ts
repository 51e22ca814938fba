import { describe, expect, it } from "vitest";
import { variationModifiers, type VariedContents } from "./model-modifiers.ts";

const pruning = { normalisation: 0, shape: 0, statistical: 0 };
const modifiersOf = (
  contents: Partial<VariedContents>,
  options: Partial<Parameters<typeof variationModifiers>[1]> = {},
) =>
  variationModifiers(
    { name: "scale", nominal: [10, 30], hi: [10, 30], lo: undefined, factors: undefined, ...contents },
    { shapes: "split", pruning, ...options },
  );
const histosys = (hi: number[], lo: number[]) => ({
  name: "scale",
  type: "histosys",
  data: { hi_data: hi, lo_data: lo },
});
const normsys = (hi: number, lo: number) => ({ name: "scale", type: "normsys", data: { hi, lo } });

describe("a variation as modifiers of a model", () => {
  it("is split into a factor and a shape with the nominal sum", () => {
    expect(modifiersOf({ hi: [30, 30], lo: [6, 14] })).toEqual([normsys(1.5, 0.5), histosys([20, 20], [12, 28])]);
  });

  it("is only a factor, or only a shape, where it changes nothing else", () => {
    expect(modifiersOf({ hi: [11, 33], lo: [9, 27] })).toEqual([normsys(1.1, 0.9)]);
    expect(modifiersOf({ hi: [15, 25], lo: [5, 35] })).toEqual([histosys([15, 25], [5, 35])]);
    expect(modifiersOf({ hi: [10, 30], lo: [10, 30] })).toEqual([]);
  });

  it("goes as far to the other side if it has one side", () => {
    expect(modifiersOf({ hi: [12, 31] }, { shapes: "whole" })).toEqual([histosys([12, 31], [8, 29])]);
    expect(modifiersOf({ factors: { hi: 1.2, lo: undefined } })).toEqual([normsys(1.2, 0.8)]);
    expect(modifiersOf({ factors: { hi: 2.5, lo: undefined } })).toEqual([normsys(2.5, 0.4)]);
  });

  it("is one shape where a sum is not above 0", () => {
    expect(modifiersOf({ nominal: [-10, 5], hi: [-9, 5], lo: [-11, 5] })).toEqual([histosys([-9, 5], [-11, 5])]);
  });

  it("is left out where it is smaller than the thresholds", () => {
    const least = (normalisation: number, shape: number) => ({ pruning: { ...pruning, normalisation, shape } });
    const both = { hi: [10.2, 30.2], lo: [9.8, 29.8] };
    expect(modifiersOf(both).map(({ type }) => type)).toEqual(["normsys", "histosys"]);
    expect(modifiersOf(both, least(0.02, 0)).map(({ type }) => type)).toEqual(["histosys"]);
    expect(modifiersOf(both, least(0, 0.02)).map(({ type }) => type)).toEqual(["normsys"]);
    expect(modifiersOf({ factors: { hi: 1.009, lo: 0.5 } }, least(0.01, 0))).toEqual([normsys(1.009, 0.5)]);
  });
});
