/**
 * How labels of physics are set, decided here for the page, figures, TLatex and TeX: `m4ℓ`, `mH` and `p_T` have an index, digits above and
 * below the line are exponents and indices, `t̄` has a bar, and what follows `√` stands under the root. A small part of TLatex says the same:
 * `_{…}`, `^{…}`, `#bar{…}`, `#sqrt{…}` without braces in them, and signs such as `#mu`.
 */
export interface LabelPart {
  readonly kind: "text" | "below" | "above" | "bar" | "root";
  /** Digits, plus and minus (−) as on the line. */
  readonly text: string;
  /** Of an index of a quantity that is known: the letter before it. */
  readonly base?: string;
}

const above = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
const below = "₀₁₂₃₄₅₆₇₈₉₊₋";
const onLine = "0123456789+−";

const special = new RegExp(
  [
    "\\bm(?<index>\\d?ℓ+|H\\b)",
    "\\bp_(?<transverse>T)\\b",
    "√\\s?(?<under>(?:\\p{L}\\p{M}*)+)",
    "(?<barred>\\p{L})[\u0304\u0305]",
    `(?<up>[${above}]+)`,
    `(?<down>[${below}]+)`,
    "_\\{(?<sub>[^{}]+)\\}",
    "\\^\\{(?<sup>[^{}]+)\\}",
    "#bar\\{(?<bar>[^{}]+)\\}",
    "#sqrt\\{(?<root>[^{}]+)\\}",
  ].join("|"),
  "gu",
);

/** The parts of a label from left to right; together they are the whole of it. The same for composed and decomposed letters. */
export function labelParts(label: string): LabelPart[] {
  const parts: LabelPart[] = [];
  const text = composed(label).replaceAll(/#it\{l\}|#[A-Za-z]+/g, (name) => signNames.get(name) ?? name);
  let end = 0;
  const addText = (until: number) => {
    if (until > end) parts.push({ kind: "text", text: text.slice(end, until) });
  };
  for (const match of text.matchAll(special)) {
    addText(match.index);
    end = match.index + match[0].length;
    parts.push(partOf(match.groups!));
  }
  addText(text.length);
  return parts;
}

function partOf(found: Readonly<Record<string, string | undefined>>): LabelPart {
  const { index, transverse, under, barred, up, down, sub, sup, bar, root } = found;
  if (index !== undefined) return { kind: "below", text: index, base: "m" };
  if (transverse !== undefined) return { kind: "below", text: transverse, base: "p" };
  if (up !== undefined) return { kind: "above", text: onTheLine(up, above) };
  if (down !== undefined) return { kind: "below", text: onTheLine(down, below) };
  if (sub !== undefined) return { kind: "below", text: sub };
  if (sup !== undefined) return { kind: "above", text: sup };
  const over = barred ?? bar;
  return over === undefined ? { kind: "root", text: (under ?? root)! } : { kind: "bar", text: over };
}

function onTheLine(digits: string, alphabet: string): string {
  return Array.from(digits, (digit) => onLine[alphabet.indexOf(digit)]).join("");
}

/** An accent stands alone after its letter only where it is a bar. */
function composed(text: string): string {
  return text.normalize("NFC").replaceAll(/\p{L}/gu, (letter) => {
    const parts = letter.normalize("NFD");
    return /[\u0304\u0305]/.test(parts) ? parts : letter;
  });
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

/** How TLatex says signs that occur in labels of physics. */
export const tlatexSigns: Readonly<Record<string, string>> = {
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

/** What has a name of its own in TLatex; `l` in italics is ℓ. The first of several signs with one name is meant. */
const signNames = new Map(
  Object.entries(tlatexSigns)
    .filter(([, name]) => name.startsWith("#"))
    .reverse()
    .map(([sign, name]) => [name, sign]),
);
