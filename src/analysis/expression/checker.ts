import { checkBinary } from "./check-binary.ts";
import { checkCall } from "./check-call.ts";
import type { CheckedNode } from "./checked-tree.ts";
import { ExpressionLimitError, ExpressionTypeError } from "./errors.ts";
import { lookUpFunction, lookUpName, type NameScope } from "./name-scope.ts";
import type { ExpressionSource } from "./source.ts";
import type {
  BinaryNode,
  IndexNode,
  NameNode,
  ParsedExpression,
  SliceNode,
  SyntaxNode,
  UnaryNode,
} from "./syntax-tree.ts";
import { describeNode, elementHint, listHint } from "./type-hints.ts";
import { boolType, isNumber, numberType } from "./value-type.ts";

/** Levels of nesting through defined names; keeps recursion over checked trees far from the end of the stack. */
export const maxTotalDepth = 500;

/**
 * Looks up every name and checks every type of one expression.
 *
 * @throws {UnknownNameError} for a name that is nothing here.
 * @throws {ExpressionTypeError} for operands that do not fit.
 * @throws {ExpressionLimitError} if the expression is nested too deep through the names that it uses.
 */
export function checkExpression(parsed: ParsedExpression, scope: NameScope): CheckedNode {
  return check(parsed.tree, parsed.source, scope);
}

function check(node: SyntaxNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const checked = checkKind(node, source, scope);
  if (checked.depth > maxTotalDepth)
    throw new ExpressionLimitError(
      `With the names it uses, the expression is nested more than ${maxTotalDepth} deep; use fewer "define" entries that build on each other`,
      source,
      node.span,
    );
  return checked;
}

function checkKind(node: SyntaxNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const { span } = node;
  switch (node.kind) {
    case "number":
      return { kind: "number", value: node.value, type: numberType, source, span, depth: 1 };
    case "bool":
      return { kind: "bool", value: node.value, type: boolType, source, span, depth: 1 };
    case "name":
      return checkName(node, source, scope);
    case "unary":
      return checkUnary(node, source, scope);
    case "binary":
      return checkChain(node, source, scope);
    case "index":
      return checkIndex(node, source, scope);
    case "slice":
      return checkSlice(node, source, scope);
    case "call": {
      const row = lookUpFunction(node.name, source, node.nameSpan);
      const parts = node.arguments.map((part) => check(part, source, scope));
      return checkCall(row, parts, source, span);
    }
  }
}

function checkName({ name, span }: NameNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const meaning = lookUpName(scope, name, source, span);
  switch (meaning.kind) {
    case "define": {
      const { define } = meaning;
      return { kind: "define", define, type: define.node.type, source, span, depth: define.node.depth + 1 };
    }
    case "collection": {
      const { collection } = meaning;
      const fields = [collection.pt, collection.eta, collection.phi, collection.energy, collection.mass];
      const depth = Math.max(...fields.map((field) => field?.depth ?? 0)) + 1;
      return { kind: "collection", collection, type: { element: "vector", list: true }, source, span, depth };
    }
    case "branch": {
      const { column } = meaning;
      const type = { element: column.type === "bool" ? "bool" : "number", list: column.shape === "list" } as const;
      return { kind: "branch", branch: name, column, type, source, span, depth: 1 };
    }
  }
}

function checkUnary(node: UnaryNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const argument = check(node.argument, source, scope);
  const wanted = node.operator === "!" ? "bool" : "number";
  if (argument.type.element !== wanted)
    throw new ExpressionTypeError(
      `"${node.operator}" takes a ${wanted}, but ${describeNode(argument)}${elementHint(argument, wanted)}`,
      source,
      argument.span,
    );
  const base = { type: argument.type, source, span: node.span };
  // A negative literal stays a literal, so that it can be checked as an index.
  if (argument.kind === "number" && wanted === "number")
    return { ...base, kind: "number", value: -argument.value, depth: 1 };
  return { ...base, kind: wanted === "bool" ? "not" : "negate", argument, depth: argument.depth + 1 };
}

/** Down the left side and up again in loops, not in recursion: a chain of operators may be long. */
function checkChain(node: BinaryNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const chain: BinaryNode[] = [];
  let first: SyntaxNode = node;
  while (first.kind === "binary") {
    chain.push(first);
    first = first.left;
  }
  let left = check(first, source, scope);
  for (const link of chain.reverse()) {
    const right = check(link.right, source, scope);
    left = checkBinary(link.operator, left, right, source, link.span);
  }
  return left;
}

function checkIndex(node: IndexNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const base = checkListBase(check(node.base, source, scope), source);
  const index = check(node.index, source, scope);
  const common = { source, span: node.span, depth: Math.max(base.depth, index.depth) + 1 };
  if (index.type.list && index.type.element === "bool")
    return { ...common, kind: "mask", base, mask: index, type: base.type };
  checkPosition(index, source, "An index", "; to choose several, use a list of bools or a slice [a:b]");
  return { ...common, kind: "index", base, index, type: { element: base.type.element, list: false } };
}

function checkSlice(node: SliceNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const base = checkListBase(check(node.base, source, scope), source);
  const [start, stop] = [node.start, node.stop].map((end) => {
    if (end === undefined) return undefined;
    const checked = check(end, source, scope);
    checkPosition(checked, source, "The end of a slice", "");
    return checked;
  });
  const depth = Math.max(base.depth, start?.depth ?? 0, stop?.depth ?? 0) + 1;
  return { kind: "slice", base, start, stop, type: base.type, source, span: node.span, depth };
}

function checkListBase(base: CheckedNode, source: ExpressionSource): CheckedNode {
  if (!base.type.list)
    throw new ExpressionTypeError(`[ ] works on a list, but ${describeNode(base)}`, source, base.span);
  return base;
}

function checkPosition(node: CheckedNode, source: ExpressionSource, what: string, listAdvice: string): void {
  if (!isNumber(node.type)) {
    const advice = node.type.list && node.type.element === "number" ? listAdvice : listHint(node);
    throw new ExpressionTypeError(`${what} is a number, but ${describeNode(node)}${advice}`, source, node.span);
  }
  if (node.kind === "number" && !Number.isInteger(node.value))
    throw new ExpressionTypeError(`${what} is a whole number, but ${node.value} is not`, source, node.span);
}
