import { describe, expect, it } from "vitest";
import { linearTicks, logTicks, logTickText, shortNumber, tickText } from "./ticks.ts";

describe("ticks of a linear axis", () => {
  it("stand at round numbers, with shorter ones between", () => {
    const { major, minor, labelled } = linearTicks(80, 250, 9);
    expect(major).toEqual([80, 100, 120, 140, 160, 180, 200, 220, 240]);
    expect(labelled).toEqual(major);
    expect(minor.slice(0, 4)).toEqual([85, 90, 95, 105]);
  });

  it("have no rounding dust", () => {
    expect(linearTicks(80, 250, 6).major).toEqual([100, 150, 200, 250]);
    expect(linearTicks(0, 48.5, 5).major).toEqual([0, 10, 20, 30, 40]);
    expect(linearTicks(0, 0.3, 3).major).toEqual([0, 0.1, 0.2, 0.3]);
    expect(linearTicks(0, 1, 5).major).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-0.3, 0.3, 6).major).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });
});

describe("ticks of a logarithmic axis", () => {
  it("stand at powers of ten, shorter ones at their multiples", () => {
    const { major, minor } = logTicks(0.1, 250, 6);
    expect(major).toEqual([0.1, 1, 10, 100]);
    expect(minor.slice(0, 3)).toEqual([0.2, 0.30000000000000004, 0.4]);
    expect(minor.at(-1)).toBe(200);
  });

  it("number only some where there are many", () => {
    expect(logTicks(1e-10, 1e10, 5).labelled).toHaveLength(5);
  });

  it("number multiples where less than two powers are in view", () => {
    expect(logTicks(1.5, 60, 6).labelled).toEqual([10, 2, 5, 20, 50]);
  });
});

describe("numbers beside ticks", () => {
  it.each([
    [0, "0"],
    [70, "70"],
    [-2, "−2"],
    [0.25, "0.25"],
    [2e6, "2×10⁶"],
    [1e-7, "10⁻⁷"],
  ])("%d is %s", (value, text) => {
    expect(tickText(value)).toBe(text);
  });

  it.each([
    [0.1, "10⁻¹"],
    [1, "1"],
    [10, "10"],
    [100, "10²"],
    [50, "50"],
  ])("on a logarithmic axis %d is %s", (value, text) => {
    expect(logTickText(value)).toBe(text);
  });

  it("are free of rounding dust", () => {
    expect(shortNumber(0.1 + 0.2)).toBe("0.3");
  });
});
