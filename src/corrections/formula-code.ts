import type { Formula } from "./correction-tree.ts";
import type { BinaryFunction, FormulaNode, FormulaOperator } from "./formula.ts";

/** The code of a formula: lines that end with its value in `result`, and the numbers that they read as `F[at + k]`. */
export interface FormulaCode {
  readonly lines: readonly string[];
  readonly result: string;
  readonly numbers: readonly number[];
}

/**
 * Writes a formula as one statement for each operation. Its numbers stand in a table, so that formulas that differ in numbers alone
 * share their code.
 *
 * @param at variable that holds where the numbers start
 */
export function writeFormula({ expression, variables, parameters }: Formula, at: string): FormulaCode {
  const lines: string[] = [];
  const numbers: number[] = [];
  let count = 0;
  const set = (javascript: string): string => {
    const name = `t${count++}`;
    lines.push(`const ${name} = ${javascript};`);
    return name;
  };
  const number = (value: number): string => set(`F[${at} + ${numbers.push(value) - 1}]`);
  const write = (node: FormulaNode): string => {
    switch (node.kind) {
      case "literal":
        return number(node.value);
      case "parameter":
        return number(parameters[node.index]!);
      case "variable":
        return `v${variables[node.index]!}`;
      case "negate":
        return set(`-${write(node.argument)}`);
      case "unary": {
        const argument = write(node.argument);
        // Through an array: a number that is passed to a function, or returned, may be allocated.
        if (node.name !== "erf") return set(`Math.${node.name}(${argument})`);
        lines.push(`H[0] = ${argument};`, "erf(H);");
        return set("H[0]");
      }
      case "binary":
        return set(binary[node.name](write(node.left), write(node.right)));
    }
  };
  const result = write(expression);
  return { lines, result, numbers };
}

const choice = (condition: string): string => `${condition} ? 1 : 0`;

/** As C computes: where 1 or -1 is raised to NaN or an infinity, ECMAScript has NaN; and NaN is no more than any other number. */
const power = (a: string, b: string): string =>
  `${a} === 1 || (${a} === -1 && (${b} === Infinity || ${b} === -Infinity)) ? 1 : Math.pow(${a}, ${b})`;

const binary: Readonly<Record<BinaryFunction | FormulaOperator, (a: string, b: string) => string>> = {
  "+": (a, b) => `${a} + ${b}`,
  "-": (a, b) => `${a} - ${b}`,
  "*": (a, b) => `${a} * ${b}`,
  "/": (a, b) => `${a} / ${b}`,
  "^": power,
  pow: power,
  atan2: (a, b) => `Math.atan2(${a}, ${b})`,
  max: (a, b) => `${a} < ${b} ? ${b} : ${a}`,
  min: (a, b) => `${b} < ${a} ? ${b} : ${a}`,
  "<": (a, b) => choice(`${a} < ${b}`),
  ">": (a, b) => choice(`${a} > ${b}`),
  "<=": (a, b) => choice(`${a} <= ${b}`),
  ">=": (a, b) => choice(`${a} >= ${b}`),
  "==": (a, b) => choice(`${a} === ${b}`),
  "!=": (a, b) => choice(`${a} !== ${b}`),
  // NaN is true, as in C.
  "&&": (a, b) => choice(`${a} !== 0 && ${b} !== 0`),
  "||": (a, b) => choice(`${a} !== 0 || ${b} !== 0`),
};
