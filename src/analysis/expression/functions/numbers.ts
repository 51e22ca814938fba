import type { FunctionRow } from "./signature.ts";

function ofOne(name: string): FunctionRow {
  return {
    name,
    usage: `${name}(number)`,
    signatures: [
      { kind: "elementwise", parameters: ["number"], result: "number", javascript: (x) => `Math.${name}(${x})` },
    ],
  };
}

function ofTwo(name: string, usage: string): FunctionRow {
  return {
    name,
    usage,
    signatures: [
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        result: "number",
        javascript: (a, b) => `Math.${name}(${a}, ${b})`,
      },
    ],
  };
}

/** Functions of numbers, element by element. Angles in radians; outside their domain they give NaN, as IEEE 754 says. */
export const numberFunctions: readonly FunctionRow[] = [
  ...["abs", "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "sinh", "cosh", "floor", "ceil"].map(ofOne),
  ofTwo("pow", "pow(base number, exponent number)"),
  ofTwo("atan2", "atan2(y number, x number)"),
];
