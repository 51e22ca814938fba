import type { CheckedNode } from "./checked-tree.ts";
import { ExpressionTypeError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { BinaryOperator } from "./syntax-tree.ts";
import { describeNode, elementHint } from "./type-hints.ts";
import { type Element, isVectorElement, sameElement, systemElement } from "./value-type.ts";

/** What an operator takes and gives, elementwise. */
const operators: Record<BinaryOperator, { readonly takes: "number" | "bool"; readonly gives: "number" | "bool" }> = {
  "||": { takes: "bool", gives: "bool" },
  "&&": { takes: "bool", gives: "bool" },
  "==": { takes: "number", gives: "bool" },
  "!=": { takes: "number", gives: "bool" },
  "<": { takes: "number", gives: "bool" },
  "<=": { takes: "number", gives: "bool" },
  ">": { takes: "number", gives: "bool" },
  ">=": { takes: "number", gives: "bool" },
  in: { takes: "number", gives: "bool" },
  "+": { takes: "number", gives: "number" },
  "-": { takes: "number", gives: "number" },
  "*": { takes: "number", gives: "number" },
  "/": { takes: "number", gives: "number" },
  "%": { takes: "number", gives: "number" },
  "&": { takes: "number", gives: "number" },
  "|": { takes: "number", gives: "number" },
  "<<": { takes: "number", gives: "number" },
  ">>": { takes: "number", gives: "number" },
};

/** Where what is asked for is probably another operator. */
const otherOperator: Readonly<Record<string, string>> = { "&": '"&&"', "|": '"||"' };

/** @throws {ExpressionTypeError} if the two sides do not fit the operator. */
export function checkBinary(
  operator: BinaryOperator,
  left: CheckedNode,
  right: CheckedNode,
  source: ExpressionSource,
  span: Span,
): CheckedNode {
  const leftDepth = left.kind === "binary" ? left.depth : left.depth + 1;
  const common = {
    kind: "binary",
    operator,
    left,
    right,
    source,
    span,
    depth: Math.max(leftDepth, right.depth + 1),
  } as const;
  const depth = Math.max(left.type.depth, right.type.depth);
  const [a, b] = [left.type.element, right.type.element];
  const result = (element: Element) => ({ ...common, type: { element, depth } });
  if (operator === "in") {
    checkMembership(left, right, source);
    return { ...common, type: { element: "bool", depth: left.type.depth } };
  }
  if (givesVector(operator, a, b)) return result(systemElement);
  const { takes, gives } = operators[operator];
  const equality = operator === "==" || operator === "!=";
  if (equality && a === b && (a === "bool" || a === "string")) return result("bool");
  for (const side of [left, right])
    if (side.type.element !== takes) {
      const other = side.type.element === "bool" ? otherOperator[operator] : undefined;
      const hint = other === undefined ? elementHint(side, takes) : `; write ${other} between bools`;
      throw new ExpressionTypeError(
        `"${operator}" takes ${takes}s${equality ? ", two bools or two strings" : ""}, but ${describeNode(side)}${hint}`,
        source,
        side.span,
      );
    }
  return result(gives);
}

/** Sum and difference of four-vectors, and one times a number. */
function givesVector(operator: BinaryOperator, a: Element, b: Element): boolean {
  const [left, right] = [isVectorElement(a), isVectorElement(b)];
  if (operator === "+" || operator === "-") return left && right;
  if (operator === "*") return (left && b === "number") || (a === "number" && right);
  return operator === "/" && left && b === "number";
}

function checkMembership(left: CheckedNode, right: CheckedNode, source: ExpressionSource): void {
  const { element, depth } = right.type;
  const fits = depth === 1 && typeof element === "string" && sameElement(left.type.element, element);
  if (!fits)
    throw new ExpressionTypeError(
      `"in" takes numbers, bools or strings, and a list of the same, but ${describeNode(left)} and ${describeNode(right)}`,
      source,
      right.span,
    );
}
