import { describe, expect, it } from "vitest";
import { defaultWindow, readWindow } from "./window.ts";

describe("the first window", () => {
  const withEdges = (edges: readonly number[], unit = "GeV", name = "m4l", label = "") => ({
    name,
    edges,
    axis: { label, unit },
  });

  it("is the mass window of a Higgs boson where the axis reaches over it", () => {
    expect(defaultWindow(withEdges([80, 115, 120, 125, 130, 250]))).toEqual({ from: 115, to: 130 });
    expect(defaultWindow(withEdges([80, 115, 130, 250], "GeV", "mass", "m4ℓ"))).toEqual({ from: 115, to: 130 });
  });

  it.each([
    ["ends before it", withEdges([80, 100, 120])],
    ["has another unit", withEdges([0, 115, 130, 300], "")],
    ["has bins that are much wider", withEdges([0, 80, 160, 320])],
    ["shows something else", withEdges([80, 115, 120, 125, 130, 250], "GeV", "third_pt", "pT")],
  ])("is none where the axis %s", (_, head) => {
    expect(defaultWindow(head)).toBeUndefined();
  });
});

describe("a window as it is typed", () => {
  const edges = [80, 115, 120, 125, 130, 250];

  it("is the bins between the nearest edges", () => {
    expect(readWindow(edges, { from: "115", to: "130" })).toEqual({ bins: { start: 1, stop: 4 } });
    expect(readWindow(edges, { from: " 116.2 ", to: "1.29e2" })).toEqual({ bins: { start: 1, stop: 4 } });
  });

  it("is none where nothing is typed", () => {
    expect(readWindow(edges, { from: "", to: " " })).toEqual({});
  });

  it.each([
    ["abc", "130", "from", 'expected a number such as 115.5, found "abc"'],
    ["115,5", "130", "from", 'expected a number such as 115.5, found "115,5"'],
    ["115", "", "to", 'expected a number such as 115.5, found ""'],
    ["115", "0x80", "to", 'expected a number such as 115.5, found "0x80"'],
    ["130", "115", "to", "expected a number above 130"],
    ["116", "117", "to", "no edge of a bin lies between"],
  ] as const)("names the field that is wrong: %s to %s", (from, to, field, message) => {
    expect(readWindow(edges, { from, to })).toEqual({ problem: { field, message } });
  });
});
