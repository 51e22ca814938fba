import { labelParts } from "./label-parts.ts";

const digits = "0123456789+-−";
const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻";

/** A label in plain text, for names that are read aloud: `p_{T}^{2}` as `pT²`, `#bar{t}` as `t̄`, `m_{4#mu}` as `m4μ`. */
export function readableLabel(label: string): string {
  return labelParts(label)
    .map(({ kind, text, base = "" }) => {
      switch (kind) {
        case "text":
          return text;
        case "below":
          return base + text;
        case "above":
          return /^[\d+\-−]+$/.test(text)
            ? Array.from(text, (digit) => raised[digits.indexOf(digit)]).join("")
            : `^${text}`;
        case "bar":
          return text.replaceAll(/\p{L}/gu, "$&\u0304");
        case "root":
          return `√${text}`;
      }
    })
    .join("");
}
