import { describe, expect, it } from "vitest";
import { textLine } from "./rich-text.ts";
import type { Mark } from "./scene.ts";

const marksOf = (text: string, size = 10) =>
  textLine([{ text, style: "plain" }], size).marksAt({ x: 0, y: 100 }, "#000000");
const glyphsOf = (text: string) =>
  marksOf(text).flatMap((mark) => (mark.kind === "glyphs" ? [[mark.text, mark.font, 100 - mark.at.y] as const] : []));
const isLine = (mark: Mark) => mark.kind === "path";
const linesOf = (marks: readonly Mark[]) => marks.flatMap((mark) => (mark.kind === "path" ? mark.lines : []));

describe("a line of text on a figure", () => {
  it.each([
    [
      "m4ℓ [GeV]",
      [
        ["m", "plain", 0],
        ["4", "plain", -1.6],
        ["l", "italic", -1.6],
        [" [GeV]", "plain", 0],
      ],
    ],
    [
      "mH = 125 GeV",
      [
        ["m", "plain", 0],
        ["H", "plain", -1.6],
        [" = 125 GeV", "plain", 0],
      ],
    ],
    [
      "10 fb⁻¹",
      [
        ["10 fb", "plain", 0],
        ["−", "symbol", 3.8],
        ["1", "plain", 3.8],
      ],
    ],
    [
      "Z → ττ",
      [
        ["Z ", "plain", 0],
        ["→", "symbol", 0],
        [" ", "plain", 0],
        ["ττ", "symbol", 0],
      ],
    ],
    ["mass", [["mass", "plain", 0]]],
  ])("sets %s as physicists write it", (text, expected) => {
    expect(glyphsOf(text).map(([run, font, up]) => [run, font, Number(up.toFixed(6))])).toEqual(expected);
  });

  it("draws a bar over t̄, and the line of a root over s", () => {
    const bar = marksOf("tt̄");
    expect(glyphsOf("tt̄").map(([text]) => text)).toEqual(["t", "t"]);
    expect(linesOf(bar)[0]!.map(({ x }) => x)).toEqual([2.78 + 0.6, 2 * 2.78 - 0.2]);
    expect(marksOf("√s = 13 TeV").filter(isLine)).toHaveLength(1);
    expect(glyphsOf("√s = 13 TeV").map(([text]) => text)).toEqual(["s", " = 13 TeV"]);
  });

  it("is as wide as its letters in the standard fonts", () => {
    // H 722, i 222, g 556, s 500 thousandths; bold: i 278, g 611, s 556.
    expect(textLine([{ text: "Higgs", style: "plain" }], 10).width).toBeCloseTo(25.56, 10);
    expect(textLine([{ text: "Higgs", style: "bold" }], 10).width).toBeCloseTo(27.78, 10);
    expect(textLine([{ text: "é", style: "plain" }], 10).width).toBeCloseTo(5.56, 10);
  });

  it("runs upward where it is turned", () => {
    const marks = textLine([{ text: "10²", style: "plain" }], 10).marksAt({ x: 50, y: 100 }, "#000000", true);
    const places = marks.flatMap((mark) => (mark.kind === "glyphs" ? [mark.at] : []));
    expect(places[0]).toEqual({ x: 50, y: 100 });
    expect(places[1]!.x).toBeCloseTo(50 - 3.8, 10);
    expect(places[1]!.y).toBeCloseTo(100 - 2 * 5.56, 10);
  });
});
