import { checkBinary } from "./check-binary.ts";
import { checkCall } from "./check-call.ts";
import { checkComprehension } from "./check-comprehension.ts";
import { checkCorrectionCall } from "./check-correction-call.ts";
import type { CheckedNode } from "./checked-tree.ts";
import { ExpressionLimitError, ExpressionTypeError, UnknownNameError } from "./errors.ts";
import { CallableCorrection } from "../../corrections/callable-correction.ts";
import { nearestNames } from "../../errors/nearest-names.ts";
import type { LeafType } from "../../rootio/column.ts";
import { lookUpFunction, isKnown, lookUpName, type NameScope } from "./name-scope.ts";
import { functionTable } from "./functions/table.ts";
import { findVectorBranch } from "./vector-branches.ts";
import { type ExpressionSource, showText, type Span } from "./source.ts";
import type {
  BinaryNode,
  FieldNode,
  IndexNode,
  ListNode,
  NameNode,
  ParsedExpression,
  SliceNode,
  SyntaxNode,
  UnaryNode,
} from "./syntax-tree.ts";
import { describeNode, elementHint, listHint, textOf } from "./type-hints.ts";
import {
  boolType,
  describeType,
  type Element,
  isNumber,
  isVectorElement,
  numberType,
  sameType,
  stringType,
  type ValueType,
} from "./value-type.ts";

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
    case "string":
      return { kind: "string", value: node.value, type: stringType, source, span, depth: 1 };
    case "name":
      return checkName(node, source, scope);
    case "field":
      return checkField(node, source, scope);
    case "list":
      return checkLiteral(node, source, scope);
    case "comprehension":
      return checkComprehension(node, source, scope, check);
    case "unary":
      return checkUnary(node, source, scope);
    case "binary":
      return checkChain(node, source, scope);
    case "index":
      return checkIndex(node, source, scope);
    case "slice":
      return checkSlice(node, source, scope);
    case "call": {
      const { corrections } = scope;
      const called = corrections.get(node.name) ?? lookUpFunction(node.name, source, node.nameSpan, corrections.keys());
      const parts = node.arguments.map((part) => check(part, source, scope));
      const fallback = node.fallback && check(node.fallback, source, scope);
      return called instanceof CallableCorrection
        ? checkCorrectionCall(called, parts, fallback, source, span)
        : checkCall(called, parts, fallback, source, span);
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
      const depth = Math.max(...[...collection.fields.values()].map((field) => field.depth)) + 1;
      return { kind: "collection", collection, type: { element: collection.element, depth: 1 }, source, span, depth };
    }
    case "variable": {
      const { variable } = meaning;
      return { kind: "variable", variable, type: variable.type, source, span, depth: 1 };
    }
    case "branch":
      return branchNode(name, meaning.column, source, span);
    case "vectorBranch": {
      const { coordinates, leaves } = meaning.branch;
      const parts = leaves.map(([leaf, column]) => branchNode(leaf, column, source, span));
      return checkCall(functionTable.get(coordinates)!, parts, undefined, source, span);
    }
  }
}

function branchNode(branch: string, column: LeafType, source: ExpressionSource, span: Span): CheckedNode {
  return { kind: "branch", branch, column, type: typeOfColumn(column), source, span, depth: 1 };
}

/** What a branch is to expressions. */
export function typeOfColumn(column: LeafType): ValueType {
  const element: Element = column.type === "bool" ? "bool" : column.type === "text" ? "string" : "number";
  if (column.shape === "nested" || column.shape === "text") return { element, depth: column.levels };
  return { element, depth: column.shape === "list" ? 1 : 0 };
}

/** A field of a record; of a list of records, the list of that field. */
function checkField(node: FieldNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const { field, fieldSpan: span } = node;
  const dotted = node.base.kind === "name" ? `${node.base.name}.${field}` : "";
  const isBranch = scope.branches.has(dotted) || findVectorBranch(scope.branches, dotted) !== undefined;
  const hint = isBranch ? `; the branch of that name goes between backticks: \`${showText(dotted)}\`` : "";
  if (isBranch && node.base.kind === "name" && !isKnown(scope, node.base.name))
    throw new UnknownNameError(`There is no "${showText(node.base.name)}"${hint}`, source, node.base.span);
  const base = check(node.base, source, scope);
  const { element, depth } = base.type;
  if (typeof element !== "object")
    throw new ExpressionTypeError(`Only records have fields, but ${describeNode(base)}${hint}`, source, span);
  const type = element.fields.get(field);
  if (type === undefined) {
    const near = nearestNames(field, element.fields.keys());
    const names = near.length > 0 ? near : [...element.fields.keys()].slice(0, 20);
    const isQuantity = element.isVector && functionTable.get(field)?.signatures[0]?.kind === "quantity";
    const known = isQuantity
      ? `${field}(${textOf(base, 40)}) computes it`
      : names.length === 0
        ? "it has none; ask for pt(…), mass(…), …"
        : `known: ${names.join(", ")}`;
    throw new UnknownNameError(
      `There is no field "${showText(field)}" in ${describeType(base.type)}; ${known}${hint}`,
      source,
      span,
    );
  }
  const common = { source, span: node.span, depth: base.depth + 1 };
  return { kind: "field", base, field, type: { element: type.element, depth: depth + type.depth }, ...common };
}

function checkLiteral(node: ListNode, source: ExpressionSource, scope: NameScope): CheckedNode {
  const elements = node.elements.map((element) => check(element, source, scope));
  const [first] = elements;
  for (const element of elements) {
    const { depth, element: kind } = element.type;
    if (depth > 0 || typeof kind === "object" || !sameType(element.type, first!.type))
      throw new ExpressionTypeError(
        `A list in brackets has numbers, bools or strings, all of one kind, but ${describeNode(element)}${hintForElement(element)}`,
        source,
        element.span,
      );
  }
  const depth = Math.max(...elements.map((element) => element.depth)) + 1;
  return {
    kind: "literal",
    elements,
    type: { element: first!.type.element, depth: 1 },
    source,
    span: node.span,
    depth,
  };
}

function hintForElement({ type: { element, depth } }: CheckedNode): string {
  if (depth > 0) return "; concat(…) joins lists";
  if (isVectorElement(element)) return "; a + b is the system of two, list[[0, 1]] takes several of a list";
  return typeof element === "object" ? "; list[[0, 1]] takes several of a list" : "";
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
  if (argument.kind === "number" && node.operator === "-")
    return { ...base, kind: "number", value: -argument.value, depth: 1 };
  const kind = wanted === "bool" ? "not" : node.operator === "~" ? "complement" : "negate";
  return { ...base, kind, argument, depth: argument.depth + 1 };
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
  if (index.type.depth === 1 && index.type.element === "bool")
    return { ...common, kind: "mask", base, mask: index, type: base.type };
  if (index.type.depth === 1 && index.type.element === "number")
    return { ...common, kind: "positions", base, positions: index, type: base.type };
  checkPosition(index, source, "An index", "");
  return { ...common, kind: "index", base, index, type: { element: base.type.element, depth: base.type.depth - 1 } };
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
  if (base.type.depth === 0)
    throw new ExpressionTypeError(`[ ] works on a list, but ${describeNode(base)}`, source, base.span);
  return base;
}

function checkPosition(node: CheckedNode, source: ExpressionSource, what: string, listAdvice: string): void {
  if (!isNumber(node.type)) {
    const advice = node.type.depth > 0 && node.type.element === "number" ? listAdvice : listHint(node);
    throw new ExpressionTypeError(`${what} is a number, but ${describeNode(node)}${advice}`, source, node.span);
  }
  if (node.kind === "number" && !Number.isInteger(node.value))
    throw new ExpressionTypeError(`${what} is a whole number, but ${node.value} is not`, source, node.span);
}
