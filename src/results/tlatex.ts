/**
 * Text as ROOT's own plots want it. ROOT and jsroot draw titles as TLatex, and neither is sure to show UTF-8; so what occurs in
 * labels of physics is said in TLatex, and anything else stays as it is. TLatex that stands in the text already keeps its meaning.
 */
export function toTLatex(text: string): string {
  return (
    text
      .normalize("NFD") // so that an accent stands alone after its letter
      .replace(/\bm(\d?ℓ+)/gu, (_, leptons: string) => `m_{${leptons}}`)
      .replace(barred, (_, letter: string) => `#bar{${letter}}`)
      .replace(/√\s?((?:\p{L}\p{M}*)+)/gu, (_, under: string) => `#sqrt{${under}}`)
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/gu, (digits) => `^{${plainOf(digits, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")}}`)
      .replace(/[₀₁₂₃₄₅₆₇₈₉₊₋]+/gu, (digits) => `_{${plainOf(digits, "₀₁₂₃₄₅₆₇₈₉₊₋")}}`)
      // A command ends where something other than a letter comes.
      .replace(/([^\p{ASCII}])(?=(.?))/gu, (_, sign: string, next: string) => {
        const words = signs[sign];
        if (words === undefined) return sign;
        return /^#\w+$/.test(words) && /[A-Za-z]/.test(next) ? `${words} ` : words;
      })
      .normalize("NFC")
  );
}

/** A letter under a line, as in t̄. */
export const barred = /(\p{L})[\u0304\u0305]/gu;

export function plainOf(digits: string, alphabet: string): string {
  return Array.from(digits, (digit) => "0123456789+-"[alphabet.indexOf(digit)]).join("");
}

const greek =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi chi psi omega";
const capitals: Readonly<Record<string, string>> = {
  Γ: "#Gamma",
  Δ: "#Delta",
  Θ: "#Theta",
  Λ: "#Lambda",
  Ξ: "#Xi",
  Π: "#Pi",
  Σ: "#Sigma",
  Υ: "#Upsilon",
  Φ: "#Phi",
  Ψ: "#Psi",
  Ω: "#Omega",
};

export const signs: Readonly<Record<string, string>> = {
  ...Object.fromEntries(greek.split(" ").map((name, i) => [String.fromCodePoint(0x3b1 + i), `#${name}`])),
  ...capitals,
  ϕ: "#varphi",
  ϑ: "#vartheta",
  µ: "#mu",
  ℓ: "#it{l}",
  "→": "#rightarrow",
  "←": "#leftarrow",
  "↔": "#leftrightarrow",
  "⇒": "#Rightarrow",
  "≤": "#leq",
  "≥": "#geq",
  "≠": "#neq",
  "≈": "#approx",
  "±": "#pm",
  "×": "#times",
  "·": "#upoint",
  "÷": "#divide",
  "∞": "#infty",
  "√": "#surd",
  "∫": "#int",
  "∑": "#sum",
  "∂": "#partial",
  "°": "#circ",
  "∈": "#in",
  "′": "'",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "−": "-",
  "–": "-",
  "—": "-",
  "…": "...",
  "\u00a0": " ",
  "\u2009": " ",
  "\u202f": " ",
};
