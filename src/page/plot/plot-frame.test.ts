import { describe, expect, it } from "vitest";
import { emptyColumn, stepColumn } from "./plot-frame.ts";

describe("columns for uPlot", () => {
  it("repeat the last content at the upper edge", () => {
    expect(stepColumn(Float64Array.of(1, 2, 3))).toEqual([1, 2, 3, 3]);
  });

  it("are as long as the edges when nothing is drawn", () => {
    expect(emptyColumn(3)).toEqual([null, null, null, null]);
  });
});
