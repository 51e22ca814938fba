import { describe, expect, it } from "vitest";
import { middleOf, placeOn, rangeText, tickTextOn, ticksOn } from "./axis-scale.ts";

const linear = {};
const log = { scale: "log" } as const;

describe("the scale of an axis", () => {
  it("says where values stand on it", () => {
    const edges = [1, 10, 100];
    expect([1, 10, 50.5, 100].map((x) => placeOn({ edges }, x))).toEqual([0, 9 / 99, 0.5, 1]);
    expect([1, 10, 100].map((x) => placeOn({ ...log, edges }, x))).toEqual([0, 0.5, 1]);
  });

  it("has the middle of a bin where it is drawn", () => {
    expect([middleOf(linear, [1, 4, 9], 1), middleOf(log, [1, 4, 9], 1)]).toEqual([6.5, 6]);
    expect(middleOf(log, [1e-320, 1e300], 0)).toBeGreaterThan(0);
  });

  it("has ticks at powers of ten, and round ones where little is in view", () => {
    expect(ticksOn(log, 0.3, 300, 8).labelled).toEqual([1, 10, 100]);
    expect(ticksOn(log, 60, 120, 6).labelled).toEqual([60, 70, 80, 90, 100, 110, 120]);
    expect(ticksOn(linear, 0, 300, 3).labelled).toEqual([0, 100, 200, 300]);
    expect([100, 0.5].map(tickTextOn(log))).toEqual(["10²", "0.5"]);
    expect([100, 0.5].map(tickTextOn(linear))).toEqual(["100", "0.5"]);
  });

  it("shortens a category by what is shown of it", () => {
    const text = tickTextOn({ categories: ["#bar{t}#bar{t} #rightarrow X", "ab#bar{c}defghijkl_{m}"] });
    expect(text(0)).toBe("#bar{t}#bar{t} #rightarrow X");
    expect(text(1)).toBe("abc\u0304defghij…");
  });

  it("has six digits in a range, as edges on a logarithmic axis are not round", () => {
    expect(rangeText({ ...log, unit: "GeV" }, 0.34460950649911055, 10)).toBe("0.34461–10 GeV");
    expect(rangeText({ unit: "" }, 1234567.5, 2345678.5)).toBe("1234567.5–2345678.5");
  });
});
