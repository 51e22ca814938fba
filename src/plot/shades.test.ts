import { describe, expect, it } from "vitest";
import { presetByName, presetNames } from "../analysis/presets/presets.ts";
import { colorDistance, type Vision } from "./color-vision.ts";
import { seenOn, shadesOf } from "./shades.ts";

const visions: readonly Vision[] = ["usual", "protanopia", "deuteranopia"];

/** The least distance of neighbours, for whoever sees it. */
const closest = (colors: readonly string[]) =>
  Math.min(...colors.slice(1).flatMap((color, i) => visions.map((vision) => colorDistance(colors[i]!, color, vision))));

describe("shades of the colours of groups", () => {
  it.each(presetNames())("of the samples of %s differ from their neighbours for everybody", (name) => {
    const simulated = presetByName(name).groups.filter(({ kind }) => kind !== "data");
    const shades = shadesOf(simulated.flatMap(({ color, samples }) => samples.map(() => color)));
    expect(closest(shades)).toBeGreaterThanOrEqual(24);
  });

  it.each(["#000000", "#ffffff", "#808080", "#ffff00", "#123456", "#ff0000"])(
    "differ from their neighbours in any number: %s",
    (color) => {
      const shades = shadesOf(Array.from({ length: 15 }, () => color));
      expect(closest(shades)).toBeGreaterThanOrEqual(24);
    },
  );

  it("leave a group of one sample its colour where that can be told from the one below", () => {
    expect(shadesOf(["#ff0000", "#0000ff", "#00cdff"])).toEqual(["#ff0000", "#0000ff", "#00cdff"]);
    expect(shadesOf(["#ff0000", "#ff0000"])[0]).toBe("#ff0000");
  });

  it("as lines are seen on light and on dark, and stay as they are where they are seen", () => {
    for (const color of ["#ffffff", "#ffff00", "#eeeeee"])
      expect(colorDistance(seenOn("#ffffff", color), "#ffffff", "usual")).toBeGreaterThan(40);
    for (const color of ["#000000", "#00007f", "#15181d"])
      expect(colorDistance(seenOn("#15181d", color), "#15181d", "usual")).toBeGreaterThan(40);
    expect(seenOn("#ffffff", "#cc0000")).toBe("#cc0000");
  });
});
