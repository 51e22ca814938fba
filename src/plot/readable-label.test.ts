import { expect, it } from "vitest";
import { readableLabel } from "./readable-label.ts";

it.each([
  ["Events / 5 GeV", "Events / 5 GeV"],
  ["m4ℓ [GeV]", "m4ℓ [GeV]"],
  ["p_T [GeV]", "pT [GeV]"],
  ["p_{T}^{2}", "pT²"],
  ["m_{4#mu}", "m4μ"],
  ["10^{-3} x^{*}", "10⁻³ x^*"],
  ["∫L dt = 10 fb⁻¹, √s", "∫L dt = 10 fb⁻¹, √s"],
  ["t#bar{t}", "tt\u0304"],
])("%s is read as %s", (label, text) => {
  expect(readableLabel(label)).toBe(text);
});
