import type { ElementwiseSignature, FunctionRow } from "./signature.ts";

function ofOne([name, gives]: readonly [string, string]): FunctionRow {
  return {
    name,
    about: [`\`${name}(x)\`: ${gives}`],
    usage: `${name}(number)`,
    signatures: [
      { kind: "elementwise", parameters: ["number"], result: "number", javascript: (x) => `Math.${name}(${x})` },
    ],
  };
}

function test(name: string, gives: string, javascript: (x: string | undefined) => string): FunctionRow {
  return {
    name,
    about: [`\`${name}(x)\`: ${gives}`],
    usage: `${name}(number)`,
    signatures: [{ kind: "elementwise", parameters: ["number"], result: "bool", javascript }],
  };
}

function ofStrings(name: "startsWith" | "endsWith" | "contains", gives: string): FunctionRow {
  const method = name === "contains" ? "includes" : name;
  return {
    name,
    about: [`\`${name}(s, p)\`: ${gives}`],
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
  about: string,
  javascript: ElementwiseSignature["javascript"] = (a, b) => `Math.${name}(${a}, ${b})`,
): FunctionRow {
  return {
    name,
    usage,
    about: [about],
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
function byKey(name: "gauss" | "uniform", gives: string, call: string): FunctionRow {
  return {
    name,
    about: [`\`${name}(seed, event, run, index)\`: chance that follows from four whole numbers alone: ${gives}`],
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
  ...(
    [
      ["abs", "absolute value"],
      ["sqrt", "square root"],
      ["exp", "e to the power of x"],
      ["log", "natural logarithm"],
      ["log10", "logarithm to base 10"],
      ["sin", "sine of x in radians"],
      ["cos", "cosine of x in radians"],
      ["tan", "tangent of x in radians"],
      ["sinh", "hyperbolic sine"],
      ["cosh", "hyperbolic cosine"],
      ["floor", "the next whole number downward"],
      ["ceil", "the next whole number upward"],
      ["asin", "the angle in [−π/2, π/2] with this sine"],
      ["acos", "the angle in [0, π] with this cosine"],
      ["atan", "the angle in [−π/2, π/2] with this tangent"],
      ["tanh", "hyperbolic tangent"],
      ["sign", "−1, 0 or 1"],
    ] as const
  ).map(ofOne),
  byKey("gauss", "normal with mean 0 and width 1", "keyedGauss"),
  byKey("uniform", "even between 0 and 1", "keyedUniform"),
  {
    name: "round",
    about: ["`round(x)`: the nearest whole number, halves away from zero"],
    usage: "round(number)",
    signatures: [
      { kind: "elementwise", parameters: ["number"], result: "number", javascript: (x) => `roundHalf(${x})` },
    ],
  },
  ofTwo("hypot", "hypot(number, number)", "`hypot(x, y)`: √(x² + y²)", (...values) => ({ call: "hypot", values })),
  {
    name: "div",
    about: ["`div(x, y)`: x / y rounded downward, as `//` in Python"],
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
    about: ["`xor(x, y)`: the bits that are set in one of two whole numbers, but not in both"],
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
  test("isFinite", "whether x is neither infinite nor NaN", (x) => `${x} - ${x} === 0`),
  test("isNaN", "whether x is NaN", (x) => `${x} !== ${x}`),
  ofStrings("startsWith", "whether s begins with p"),
  ofStrings("endsWith", "whether s ends with p"),
  ofStrings("contains", "whether p stands in s"),
  ofTwo("pow", "pow(base number, exponent number)", "`pow(x, y)`: x to the power of y"),
  ofTwo("atan2", "atan2(y number, x number)", "`atan2(y, x)`: the angle of the point (x, y), in [−π, π]"),
];
