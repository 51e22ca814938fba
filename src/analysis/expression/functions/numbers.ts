import type { ElementwiseSignature, FunctionRow } from "./signature.ts";

function ofOne(name: string): FunctionRow {
  return {
    name,
    usage: `${name}(number)`,
    signatures: [
      { kind: "elementwise", parameters: ["number"], result: "number", javascript: (x) => `Math.${name}(${x})` },
    ],
  };
}

function test(name: string, javascript: (x: string | undefined) => string): FunctionRow {
  return {
    name,
    usage: `${name}(number)`,
    signatures: [{ kind: "elementwise", parameters: ["number"], result: "bool", javascript }],
  };
}

function ofStrings(name: "startsWith" | "endsWith" | "contains"): FunctionRow {
  const method = name === "contains" ? "includes" : name;
  return {
    name,
    usage: `${name}(string, string)`,
    signatures: [
      {
        kind: "elementwise",
        parameters: ["string", "string"],
        result: "bool",
        javascript: (text, part) => `${text}.${method}(${part})`,
      },
    ],
  };
}

function ofTwo(
  name: string,
  usage: string,
  javascript: ElementwiseSignature["javascript"] = (a, b) => `Math.${name}(${a}, ${b})`,
): FunctionRow {
  return {
    name,
    usage,
    signatures: [
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        result: "number",
        javascript,
      },
    ],
  };
}

/** Chance, which follows from a key alone. */
function byKey(name: "gauss" | "uniform", call: string): FunctionRow {
  return {
    name,
    usage: `${name}(seed, event, run, index) of whole numbers`,
    signatures: [
      {
        kind: "elementwise",
        parameters: ["number", "number", "number", "number"],
        result: "number",
        whole: true,
        javascript: (...values) => ({ call, values }),
      },
    ],
  };
}

/** Functions of numbers, element by element. Angles in radians; outside their domain they give NaN, as IEEE 754 says. */
export const numberFunctions: readonly FunctionRow[] = [
  ...["abs", "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "sinh", "cosh", "floor", "ceil"].map(ofOne),
  ...["asin", "acos", "atan", "tanh", "sign"].map(ofOne),
  byKey("gauss", "keyedGauss"),
  byKey("uniform", "keyedUniform"),
  {
    name: "round",
    usage: "round(number)",
    signatures: [
      { kind: "elementwise", parameters: ["number"], result: "number", javascript: (x) => `roundHalf(${x})` },
    ],
  },
  ofTwo("hypot", "hypot(number, number)", (...values) => ({ call: "hypot", values })),
  {
    name: "div",
    usage: "div(number, number)",
    signatures: [
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        result: "number",
        javascript: (a, b) => `Math.floor(${a} / ${b})`,
      },
    ],
  },
  {
    name: "xor",
    usage: "xor(whole number, whole number)",
    signatures: [
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        result: "number",
        whole: true,
        javascript: (a, b) => `bitXor(${a}, ${b})`,
      },
    ],
  },
  test("isFinite", (x) => `${x} - ${x} === 0`),
  test("isNaN", (x) => `${x} !== ${x}`),
  ofStrings("startsWith"),
  ofStrings("endsWith"),
  ofStrings("contains"),
  ofTwo("pow", "pow(base number, exponent number)"),
  ofTwo("atan2", "atan2(y number, x number)"),
];
