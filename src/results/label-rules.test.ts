import { describe, expect, it } from "vitest";
import { textLine } from "../plot/figure/rich-text.ts";
import { labelParts } from "../plot/label-parts.ts";
import { toTex } from "./to-tex.ts";
import { toTLatex } from "./tlatex.ts";

/** Glyphs of a figure: those below the line in brackets, those above it after ^; √ and ¯ where a line is drawn. */
function drawn(label: string): string {
  const marks = textLine([{ text: label, style: "plain" }], 10).marksAt({ x: 0, y: 0 }, "#000000");
  return marks
    .map((mark) => {
      if (mark.kind === "path") return mark.lines[0]!.length > 2 ? "√" : "¯";
      if (mark.kind !== "glyphs") return "";
      return mark.at.y > 0 ? `[${mark.text}]` : mark.at.y < 0 ? `^${mark.text}` : mark.text;
    })
    .join("");
}

describe("a label", () => {
  it.each([
    ["m4ℓ", "m[4][l]", "m_{4#it{l}}", "\\ensuremath{m_{4\\ell}}"],
    ["mH = 125 GeV", "m[H] = 125 GeV", "m_{H} = 125 GeV", "\\ensuremath{m_{H}} = 125 GeV"],
    ["p_T [GeV]", "p[T] [GeV]", "p_{T} [GeV]", "\\ensuremath{p_{T}} [GeV]"],
    ["lep_T, p_Tmiss", "lep_T, p_Tmiss", "lep_T, p_Tmiss", "lep\\_T, p\\_Tmiss"],
    ["√s", "s√", "#sqrt{s}", "\\ensuremath{\\sqrt{s}}"],
    ["√σ", "σ√", "#sqrt{#sigma}", "\\ensuremath{\\sqrt{\\sigma}}"],
    ["tt̄", "tt¯", "t#bar{t}", "t\\ensuremath{\\bar{t}}"],
    ["m_{4l} #mu", "m[4l] μ", "m_{4l} #mu", "m\\ensuremath{_{4l}} \\ensuremath{\\mu}"],
    ["10^{-3} #sqrt{s}", "10^-3 s√", "10^{-3} #sqrt{s}", "10\\ensuremath{^{-3}} \\ensuremath{\\sqrt{s}}"],
    ["fb⁻¹", "fb^−^1", "fb^{-1}", "fb\\ensuremath{^{-1}}"],
    ["#1, a_b, {c}", "#1, a_b, {c}", "#1, a_b, {c}", "\\#1, a\\_b, \\{c\\}"],
  ])("%s is set alike in figures, TLatex and TeX", (label, figure, tlatex, tex) => {
    expect([drawn(label), toTLatex(label), toTex(label)]).toEqual([figure, tlatex, tex]);
  });

  it("keeps all of its text, in parts from left to right", () => {
    expect(labelParts("a m₁₂ b")).toEqual([
      { kind: "text", text: "a m" },
      { kind: "below", text: "12" },
      { kind: "text", text: " b" },
    ]);
    expect(labelParts("")).toEqual([]);
  });
});
