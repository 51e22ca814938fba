import { describe, expect, test } from "vitest";
import { ExpressionLimitError, ExpressionSyntaxError } from "./errors.ts";
import { parseExpression } from "./parser.ts";
import type { SyntaxNode } from "./syntax-tree.ts";

function parse(text: string): SyntaxNode {
  return parseExpression({ text, where: { field: "cuts[0].expression" } }).tree;
}

/** Fully bracketed, so that precedence is seen. */
function show(node: SyntaxNode | undefined): string {
  if (node === undefined) return "";
  switch (node.kind) {
    case "number":
    case "bool":
      return String(node.value);
    case "string":
      return JSON.stringify(node.value);
    case "name":
      return node.name;
    case "field":
      return `${show(node.base)}.${node.field}`;
    case "list":
      return `[${node.elements.map(show).join(", ")}]`;
    case "comprehension": {
      const names = node.names.map(({ name }) => name).join(",");
      const condition = node.condition === undefined ? "" : ` if ${show(node.condition)}`;
      return `[${show(node.body)} for ${names} in ${show(node.list)}${condition}]`;
    }
    case "unary":
      return `(${node.operator}${show(node.argument)})`;
    case "binary":
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case "index":
      return `${show(node.base)}[${show(node.index)}]`;
    case "slice":
      return `${show(node.base)}[${show(node.start)}:${show(node.stop)}]`;
    case "call":
      return `${node.name}(${[...node.arguments.map(show), ...(node.fallback === undefined ? [] : [`default=${show(node.fallback)}`])].join(", ")})`;
  }
}

describe("parsing", () => {
  test.each([
    ["1 + 2 * 3", "(1 + (2 * 3))"],
    ["(1 + 2) * 3", "((1 + 2) * 3)"],
    ["a - b - c", "((a - b) - c)"],
    ["a / b % c", "((a / b) % c)"],
    ["a || b && c == d + e * -f", "(a || (b && (c == (d + (e * (-f))))))"],
    ["!a && b", "((!a) && b)"],
    ["!a == b", "((!a) == b)"],
    ["a & 4 != 0", "((a & 4) != 0)"],
    ["a | b & c << 1 + d", "(a | (b & (c << (1 + d))))"],
    ["~a >> 2 & 0x1F", "(((~a) >> 2) & 31)"],
    ["a in [1, 2] && b", "((a in [1, 2]) && b)"],
    ["pair.a.charge * -jet[0].pt", "(pair.a.charge * (-jet[0].pt))"],
    ["[j for j in jet if j.pt > 25]", "[j for j in jet if (j.pt > 25)]"],
    ["[a + b for a, b in pairs(x)][0]", "[(a + b) for a,b in pairs(x)][0]"],
    ["[[x in y for x in a] for a in z]", "[[(x in y) for x in a] for a in z]"],
    ["in + for * if", "(in + (for * if))"],
    ["min(x, default=-1)", "min(x, default=(-1))"],
    ['s == \'a "b"\' || t == "it\'s"', '((s == "a \\"b\\"") || (t == "it\'s"))'],
    ["-x[0]", "(-x[0])"],
    ["--x", "(-(-x))"],
    ["(a < b) == (c < d)", "((a < b) == (c < d))"],
    ["a < b && b <= c", "((a < b) && (b <= c))"],
    ["x[1:2][:-1][3:][:]", "x[1:2][:(-1)][3:][:]"],
    ["mass(sum(lep[0:4]))", "mass(sum(lep[0:4]))"],
    ["f()", "f()"],
    ["min(a, b , c)", "min(a, b, c)"],
    ["true || false", "(true || false)"],
    [".5 + 5. + 1e-3 + 1.5E+2", "(((0.5 + 5) + 0.001) + 150)"],
    ["`jet.pt`[0] + `true`", "(jet.pt[0] + true)"],
    ["\n a\t+\r\n b ", "(a + b)"],
  ])("%s binds as expected", (text, expected) => {
    expect(show(parse(text))).toBe(expected);
  });

  test("every node knows the characters it came from", () => {
    const node = parse("a + (b * c)[0]");
    expect(node.span).toEqual({ start: 0, stop: 14 });
    expect(node.kind === "binary" && node.right.span).toEqual({ start: 4, stop: 14 });
  });
});

describe("a syntax error", () => {
  test.each([
    ["", 'Expected a name, a number or "(", found the end of the expression', 0],
    ["a +", 'Expected a name, a number or "(", found the end of the expression', 3],
    ["a + )", 'Expected a name, a number or "(", found ")"', 4],
    ["a b", 'Expected an operator or the end, found "b"', 2],
    ["a and b", 'Expected an operator or the end, found "and"; write "&&" for "and"', 2],
    ["a or b", 'write "||" for "or"', 2],
    ["(a", 'Expected ")" or an operator, found the end of the expression', 2],
    ["f(a", 'Expected ",", ")" or an operator, found the end of the expression', 3],
    ["f(a,)", 'found ")"', 4],
    ["x[", "Expected a name", 2],
    ["x[1", 'Expected "]", ":" or an operator, found the end of the expression', 3],
    ["x[1:2", 'Expected "]" or an operator, found the end of the expression', 5],
    ["x[]", 'found "]"', 2],
    ["a < b < c", 'Comparisons do not chain: write "a < b && b < c" instead of "a < b < c"', 6],
    ["a = b", 'Expected an operator or the end, found "="; write "==" to compare', 2],
    ["f(a = b)", '"default=" is named', 4],
    ["f(default=1, 2)", 'Expected ",", ")" or an operator, found ","', 11],
    ["a ^ 2", "write pow(x, y) for a power, xor(x, y) for bits", 2],
    ["a // b", "div(x, y)", 2],
    ["a ** 2", "write pow(x, y) for a power", 2],
    ["a ? b : c", "write where(condition, a, b)", 2],
    ["jet.", 'the name of a field after "."', 4],
    ["jet. 5", 'the name of a field after "."', 5],
    ["'a", "a string ends with the quote that it starts with", 0],
    ['"a\\n"', "has no backslash", 0],
    ["[]", "the first element of a list", 1],
    ["[1, 2", 'Expected ",", "]", "for" or an operator', 5],
    ["[x for in y]", 'a name for the elements after "for"', 7],
    ["[x for 1 in y]", 'a name for the elements after "for"', 7],
    ["[x for x]", '"in" or ","', 8],
    ["[x for x in y if]", "Expected a name", 16],
    ["[x for x in y, z]", '"if", "]" or an operator', 13],
    ["a in b in c", "Comparisons do not chain", 7],
    ["a; b", "write one expression", 1],
    ["2lep", 'The number 2 runs into "l"', 0],
    ["1.2.3", "runs into", 0],
    ["1e999", "too large for float64", 0],
    ["a + 💥", '"💥" does not belong in an expression', 4],
    ["a + \u0000", "does not belong in an expression", 4],
    ["`a", '"`" does not belong', 0],
  ])("in %j says what and where", (text, message, position) => {
    const error = failure(() => parse(text));
    expect(error).toBeInstanceOf(ExpressionSyntaxError);
    expect(error.message).toContain(message);
    expect(error.message).toContain("at cuts[0].expression");
    expect(error).toHaveProperty("span.start", position);
    expect(error).toHaveProperty("expression", text);
  });

  test("shows the text with a caret below the place", () => {
    expect(failure(() => parse("lep_pt[0] + )")).message).toBe(
      'Expected a name, a number or "(", found ")"\n' + "  lep_pt[0] + )\n" + "              ^ (at cuts[0].expression)",
    );
  });

  test("shows only the surroundings in a long text, and no control characters", () => {
    const error = failure(() => parse(`${"a + ".repeat(300)}\u001b[31m`));
    expect(error.message).not.toContain("\u001b");
    expect(error.message.length).toBeLessThan(300);
    expect(error.message).toContain("…");
  });
});

describe("a limit", () => {
  test.each([
    ["parentheses", `${"(".repeat(10_000)}x${")".repeat(10_000)}`],
    ["open parentheses", "(".repeat(10_000)],
    ["calls", `${"abs(".repeat(10_000)}x${")".repeat(10_000)}`],
    ["signs", `${"-".repeat(10_000)}x`],
    ["negations", `${"!".repeat(10_000)}x`],
    ["indices", `x${"[0]".repeat(10_000)}`],
    ["indices of indices", `${"x[".repeat(10_000)}0${"]".repeat(10_000)}`],
  ])("refuses %s nested 10,000 deep", (_, text) => {
    const error = failure(() => parse(text));
    expect(error).toBeInstanceOf(ExpressionLimitError);
    expect(error.message).toContain("nested more than 100 deep");
  });

  test.each([
    ["sum", "a + ".repeat(10_000) + "a"],
    ["mixture", "a + b * c - ".repeat(5_000) + "a"],
    ["logic", "a && ".repeat(10_000) + "a"],
    ["argument list", `min(${"a, ".repeat(10_000)}a)`],
    ["run of right-hand sides", "a || b && ".repeat(5_000) + "a"],
  ])("refuses a %s of 10,000 operators", (_, text) => {
    const error = failure(() => parse(text));
    expect(error).toBeInstanceOf(ExpressionLimitError);
    expect(error.message).toContain("more than 2000 parts");
  });

  test("leaves room for what people write", () => {
    expect(() => parse(`${"(".repeat(99)}x${")".repeat(99)}`)).not.toThrow();
    expect(() => parse("a + ".repeat(900) + "a")).not.toThrow();
  });
});

function failure(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("This was to fail");
}
