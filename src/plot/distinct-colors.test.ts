import { describe, expect, it } from "vitest";
import { colorDistance, type Vision } from "./color-vision.ts";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { presetByName, presetNames } from "../analysis/presets/presets.ts";
import { distinctColors, withDistinctColors } from "./distinct-colors.ts";
import { legendRows } from "./legend.ts";

const visions: readonly Vision[] = ["usual", "protanopia", "deuteranopia"];

/** The least distance of neighbours, for whoever sees it. */
const closest = (colors: readonly string[]) =>
  Math.min(...colors.slice(1).flatMap((color, i) => visions.map((vision) => colorDistance(colors[i]!, color, vision))));

describe("colours of stacked groups", () => {
  it("are measured as they are seen: white is 100 from black, and red near to brown only without red", () => {
    for (const vision of visions) expect(colorDistance("#000000", "#ffffff", vision)).toBeCloseTo(100, 2);
    const [red, brown] = ["#ff0000", "#6a5f00"];
    expect(colorDistance(red, brown, "usual")).toBeGreaterThan(80);
    expect(colorDistance(red, brown, "protanopia")).toBeLessThan(25);
  });

  it.each(presetNames())("of %s differ from their neighbours for everybody", (name) => {
    const simulated = presetByName(name).groups.filter(({ kind }) => kind !== "data");
    expect(closest(simulated.map(({ color }) => color))).toBeGreaterThan(50);
  });

  it("that can be told apart do so in any number, and from the last to the first", () => {
    expect(closest([...distinctColors, distinctColors[0]!])).toBeGreaterThan(50);
  });

  it("that can be told apart stand in the stack and in the legend alike, and data keep theirs", () => {
    const model = withDistinctColors(plotOf(analysisOf(), "m")!);
    expect(model.stack.map(({ group }) => group.color)).toEqual(distinctColors.slice(0, 2));
    const [data, signal, zz] = legendRows(model, true).map(({ color }) => color);
    expect([data, signal, zz]).toEqual(["#123456", distinctColors[1], distinctColors[0]]);
    // A group that is switched off keeps its place, so that the others keep their colours.
    const without = withDistinctColors(plotOf(analysisOf(), "m", ["zz"])!);
    expect(without.stack.map(({ group }) => group.color)).toEqual([distinctColors[1]]);
  });
});
