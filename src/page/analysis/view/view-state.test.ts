import { describe, expect, it } from "vitest";
import { firstView, fitView, hashOf, readView, type Shown, type View } from "./view-state.ts";

const everything: View = {
  histogram: "m4l@control",
  axis: "1",
  zoom: { start: 3, stop: 8 },
  window: { from: "115", to: "-1.5e2" },
  overview: true,
  regions: true,
  commonY: true,
  log: true,
  perUnit: true,
  countErrors: "root",
  below: "pulls",
  variation: "eleSF",
  colors: "distinct",
  stack: "samples",
  shapes: true,
  cutflow: "each",
  cutflowLog: true,
  hidden: ["z-ttbar", "a, b & c=d"],
  mapOf: "signal",
};

describe("the view in an address", () => {
  it("is nothing where nothing is chosen", () => {
    expect(hashOf(firstView)).toBe("");
    expect(readView("")).toEqual({ view: firstView, unread: [] });
    expect(readView("#")).toEqual({ view: firstView, unread: [] });
  });

  it("is read as it was written, each choice alone and all together", () => {
    expect(readView(hashOf(everything))).toEqual({ view: everything, unread: [] });
    for (const name of Object.keys(everything) as (keyof View)[]) {
      const view = { ...firstView, [name]: everything[name] };
      expect(readView(hashOf(view)), name).toEqual({ view, unread: [] });
      expect(hashOf(view), name).not.toBe("");
    }
  });

  it("can be read by people", () => {
    expect(hashOf({ ...everything, hidden: ["zz", "signal"] })).toBe(
      "#m4l@control&axis=1&zoom=3:8&window=115:-1.5e2&overview=yes&regions=yes&common-y=yes&log=yes&per-unit=yes&errors=root&below=pulls&variation=eleSF&colours=distinct&stack=samples&shapes=yes&cutflow=each&cutflow-log=yes&hidden=zz,signal&map=signal",
    );
  });

  it("is a histogram where it is a name alone, as in addresses of earlier versions", () => {
    for (const name of ["m4l", "m4l@control", "log", "a%20b"])
      expect(readView(`#${name}`)).toEqual({ view: { ...firstView, histogram: decodeURIComponent(name) }, unread: [] });
  });

  it("tells what it does not understand, and shows the rest", () => {
    const { view, unread } = readView(
      "#m4l&log=maybe&zoom=8:3&colour=red&errors=root&window=1&hidden=,&map=%E0%A4%A&axis=2",
    );
    expect(view).toEqual({ ...firstView, histogram: "m4l", countErrors: "root" });
    expect(unread).toEqual(["log=maybe", "zoom=8:3", "colour=red", "window=1", "hidden=,", "map=%E0%A4%A", "axis=2"]);
  });
});

describe("a view of an analysis", () => {
  const shown: Shown = {
    histograms: [
      { key: "m4l", bins: [10] },
      { key: "map", bins: [4, 6] },
    ],
    groups: ["data", "zz", "signal"],
    variations: ["eleSF"],
  };

  it("has the first histogram where none is chosen", () => {
    expect(fitView(firstView, shown)).toEqual({ view: { ...firstView, histogram: "m4l" }, unread: [] });
  });

  it("is as it was chosen where the analysis has it all", () => {
    const view = { ...everything, histogram: "map", zoom: { start: 0, stop: 6 }, hidden: ["zz"] };
    expect(fitView(view, shown)).toEqual({ view, unread: [] });
  });

  it("is without what the analysis does not have, which is told", () => {
    const { view, unread } = fitView({ ...everything, zoom: { start: 3, stop: 11 }, hidden: ["zz", "other"] }, shown);
    expect(view).toMatchObject({ histogram: "m4l", axis: undefined, zoom: undefined, hidden: ["zz"], log: true });
    expect(unread).toEqual(["m4l@control", "axis=1", "zoom=3:11", "hidden=other"]);
    expect(fitView({ ...firstView, mapOf: "none", variation: "x" }, shown).unread).toEqual(["variation=x", "map=none"]);
  });

  it("of a map zooms only where one of its axes is shown alone", () => {
    const view = { ...firstView, histogram: "map", zoom: { start: 1, stop: 6 } };
    expect(fitView(view, shown).unread).toEqual(["zoom=1:6"]);
    expect(fitView({ ...view, axis: "0" }, shown).unread).toEqual(["zoom=1:6"]);
    expect(fitView({ ...view, axis: "1" }, shown).unread).toEqual([]);
  });
});
