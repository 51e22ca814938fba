import { describe, expect, it } from "vitest";
import { toTLatex } from "./tlatex.ts";

describe("text as TLatex", () => {
  it.each([
    ["m4ℓ", "m_{4#it{l}}"],
    ["mℓℓ", "m_{#it{l}#it{l}}"],
    ["H → ZZ* → 4ℓ", "H #rightarrow ZZ* #rightarrow 4#it{l}"],
    ["Background Z, tt̄", "Background Z, t#bar{t}"],
    ["t\u0305t", "#bar{t}t"],
    ["ν̄", "#bar{#nu}"],
    ["eeμμ", "ee#mu#mu"],
    ["αs and Δφ", "#alpha s and #Delta#phi"],
    ["ς σ ω Ω", "#varsigma #sigma #omega #Omega"],
    ["pT ≥ 20 GeV, |η| ≤ 2.5", "pT #geq 20 GeV, |#eta| #leq 2.5"],
    ["√s = 13 TeV", "#sqrt{s} = 13 TeV"],
    ["√ŝ", "#sqrt{ŝ}"],
    ["fb⁻¹", "fb^{-1}"],
    ["m₁₂", "m_{12}"],
    ["5 ± 1 × 10⁻³", "5 #pm 1 #times 10^{-3}"],
    ["120–130, 1−2 …", "120-130, 1-2 ..."],
    ["Événements, Zähler, 質量", "Événements, Zähler, 質量"],
    ["m_{4l} #mu", "m_{4l} #mu"],
    ["plain text, 100 % (a; b)", "plain text, 100 % (a; b)"],
    ["", ""],
  ])("%s is %s", (text, latex) => {
    expect(toTLatex(text)).toBe(latex);
  });

  it("is the same for composed and decomposed letters", () => {
    expect(toTLatex("Zähler".normalize("NFD"))).toBe("Zähler");
  });
});
