import { correctionLimits } from "./limits.ts";

export const unaryFunctions =
  "log log10 exp erf sqrt abs cos sin tan acos asin atan cosh sinh tanh acosh asinh atanh".split(
    " ",
  ) as readonly string[] as readonly UnaryFunction[];
export type UnaryFunction =
  | "log" | "log10" | "exp" | "erf" | "sqrt" | "abs"
  | "cos" | "sin" | "tan" | "acos" | "asin" | "atan"
  | "cosh" | "sinh" | "tanh" | "acosh" | "asinh" | "atanh"; // prettier-ignore
export const binaryFunctions = ["atan2", "pow", "max", "min"] as const;
export type BinaryFunction = (typeof binaryFunctions)[number];

/** From the loosest; each row binds alike. All associate to the left but `^`, to the right. */
const precedence = [["||"], ["&&"], ["==", "!="], [">=", "<=", ">", "<"], ["-", "+"], ["/", "*"], ["^"]] as const;
export type FormulaOperator = (typeof precedence)[number][number];

export type FormulaNode =
  | { readonly kind: "literal"; readonly value: number }
  | { readonly kind: "variable" | "parameter"; readonly index: number }
  | { readonly kind: "negate"; readonly argument: FormulaNode }
  | { readonly kind: "unary"; readonly name: UnaryFunction; readonly argument: FormulaNode }
  | {
      readonly kind: "binary";
      readonly name: BinaryFunction | FormulaOperator;
      readonly left: FormulaNode;
      readonly right: FormulaNode;
    };

/** What is wrong with the text of a formula: where (from 0), what was expected. */
export class FormulaFault extends Error {
  constructor(text: string, at: number, problem: string) {
    const rest = text.slice(at, at + 12);
    const found = rest === "" ? "the end of the formula" : JSON.stringify(rest);
    super(`${problem}, found ${found} at character ${at + 1} of ${JSON.stringify(text.slice(0, 80))}`);
  }
}

const levels = new Map<string, number>(precedence.flatMap((row, level) => row.map((name) => [name, level] as const)));
const operatorToken = /\|\||&&|==|!=|>=|<=|[><\-+/*^]/y;
const numberToken = /\d+(?:\.\d*)?(?:e-?\d+)?/y;
const nameToken = /[A-Za-z_][A-Za-z_0-9]*/y;
const variableNames = ["x", "y", "z", "t"];

/**
 * Parses the part of TFormula that correctionlib takes. A minus sign belongs to what follows it, so that -x^2 is (-x)^2; there is no
 * unary plus, no `!`, no `?:`.
 *
 * @throws {FormulaFault} for the first thing that is wrong.
 */
export function parseFormula(text: string): FormulaNode {
  if (text.length > correctionLimits.formulaCharacters)
    throw new FormulaFault(text, 0, `a formula has at most ${correctionLimits.formulaCharacters} characters`);
  return new FormulaParser(text).parse();
}

class FormulaParser {
  readonly #text: string;
  #at = 0;
  #nodes = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): FormulaNode {
    const node = this.#chain(0);
    if (this.#at < this.#text.length) this.#fail("expected an operator or the end");
    return node;
  }

  /** Operators of this level and those that bind tighter. */
  #chain(lowest: number): FormulaNode {
    if (++this.#depth > correctionLimits.formulaDepth)
      this.#fail(`at most ${correctionLimits.formulaDepth} parentheses or powers inside of each other`);
    let left = this.#atom();
    for (;;) {
      this.#skipSpace();
      const start = this.#at;
      const name = this.#token(operatorToken) as FormulaOperator | undefined;
      const level = levels.get(name ?? "");
      if (name === undefined || level === undefined || level < lowest) {
        this.#at = start;
        this.#depth--;
        return left;
      }
      const right = this.#chain(name === "^" ? level : level + 1);
      left = this.#made({ kind: "binary", name, left, right });
    }
  }

  #atom(): FormulaNode {
    this.#skipSpace();
    if (!this.#takes("-")) return this.#primary();
    this.#skipSpace();
    const argument = this.#primary();
    return argument.kind === "literal"
      ? { ...argument, value: -argument.value }
      : this.#made({ kind: "negate", argument });
  }

  #primary(): FormulaNode {
    const start = this.#at;
    if (this.#takes("(")) {
      const inner = this.#chain(0);
      this.#expect(")");
      // A number in parentheses is none to a minus sign before them; it makes no difference.
      return inner;
    }
    if (this.#takes("[")) return this.#made({ kind: "parameter", index: this.#index() });
    const number = this.#token(numberToken);
    if (number !== undefined) {
      const value = Number(number);
      if (!Number.isFinite(value)) this.#fail("expected a number within the range of float64", start);
      return this.#made({ kind: "literal", value });
    }
    const name = this.#token(nameToken);
    const variable = variableNames.indexOf(name ?? "");
    if (variable >= 0) {
      const indexed = name === "x" && this.#takes("[");
      return this.#made({ kind: "variable", index: indexed ? this.#index() : variable });
    }
    return this.#call(name, start);
  }

  #call(name: string | undefined, start: number): FormulaNode {
    const unary = unaryFunctions.find((each) => each === name);
    const binary = binaryFunctions.find((each) => each === name);
    if (unary === undefined && binary === undefined)
      this.#fail(
        "expected a number, a variable (x, y, z, t, x[0]), a parameter ([0]), a function or a parenthesis",
        start,
      );
    this.#expect("(");
    const left = this.#chain(0);
    if (binary !== undefined) this.#expect(",");
    const right = binary === undefined ? left : this.#chain(0);
    this.#expect(")");
    return unary === undefined
      ? this.#made({ kind: "binary", name: binary!, left, right })
      : this.#made({ kind: "unary", name: unary, argument: left });
  }

  /** What stands in brackets. */
  #index(): number {
    this.#skipSpace();
    const digits = this.#token(/\d{1,6}/y);
    if (digits === undefined) this.#fail("expected a whole number from 0");
    this.#expect("]");
    return Number(digits);
  }

  #made<Node extends FormulaNode>(node: Node): Node {
    if (++this.#nodes > correctionLimits.formulaNodes)
      this.#fail(`a formula has at most ${correctionLimits.formulaNodes} numbers, variables and operators`);
    return node;
  }

  #expect(text: string): void {
    this.#skipSpace();
    if (!this.#takes(text)) this.#fail(`expected "${text}"`);
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    this.#at += token?.length ?? 0;
    return token;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #fail(problem: string, at = this.#at): never {
    throw new FormulaFault(this.#text, at, problem);
  }
}
