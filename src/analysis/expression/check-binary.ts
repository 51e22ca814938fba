import type { CheckedNode } from "./checked-tree.ts";
import { ExpressionTypeError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { BinaryOperator } from "./syntax-tree.ts";
import { describeNode, elementHint } from "./type-hints.ts";
import type { Element } from "./value-type.ts";

/** What an operator takes and gives, elementwise. */
const operators: Record<BinaryOperator, { readonly takes: Element; readonly gives: "number" | "bool" }> = {
  "||": { takes: "bool", gives: "bool" },
  "&&": { takes: "bool", gives: "bool" },
  "==": { takes: "number", gives: "bool" },
  "!=": { takes: "number", gives: "bool" },
  "<": { takes: "number", gives: "bool" },
  "<=": { takes: "number", gives: "bool" },
  ">": { takes: "number", gives: "bool" },
  ">=": { takes: "number", gives: "bool" },
  "+": { takes: "number", gives: "number" },
  "-": { takes: "number", gives: "number" },
  "*": { takes: "number", gives: "number" },
  "/": { takes: "number", gives: "number" },
  "%": { takes: "number", gives: "number" },
};

/** @throws {ExpressionTypeError} if the two sides do not fit the operator. */
export function checkBinary(
  operator: BinaryOperator,
  left: CheckedNode,
  right: CheckedNode,
  source: ExpressionSource,
  span: Span,
): CheckedNode {
  const leftDepth = left.kind === "binary" ? left.depth : left.depth + 1;
  const common = { kind: "binary", operator, left, right, source, span } as const;
  const depth = Math.max(leftDepth, right.depth + 1);
  const list = left.type.list || right.type.list;
  const equality = operator === "==" || operator === "!=";
  if (operator === "+" && left.type.element === "vector" && right.type.element === "vector") {
    checkSystem(left, right, source, span);
    return { ...common, type: { element: "vector", list: false }, depth };
  }
  const { takes, gives } = operators[operator];
  if (equality && left.type.element === "bool" && right.type.element === "bool")
    return { ...common, type: { element: "bool", list }, depth };
  for (const side of [left, right])
    if (side.type.element !== takes)
      throw new ExpressionTypeError(
        `"${operator}" takes ${takes}s${equality ? " or two bools" : ""}, but ${describeNode(side)}${elementHint(side, takes)}`,
        source,
        side.span,
      );
  return { ...common, type: { element: gives, list }, depth };
}

function checkSystem(left: CheckedNode, right: CheckedNode, source: ExpressionSource, span: Span): void {
  for (const side of [left, right])
    if (side.type.list)
      throw new ExpressionTypeError(
        `"+" makes a system of two four-vectors, but ${describeNode(side)}; sum(…) makes one of a list`,
        source,
        span,
      );
}
