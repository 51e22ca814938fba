import type { CheckedNode, CheckedVariable } from "./checked-tree.ts";
import { ExpressionLimitError, ExpressionTypeError, NameConflictError } from "./errors.ts";
import { isKnown, type NameScope } from "./name-scope.ts";
import { type ExpressionSource, showText } from "./source.ts";
import type { ComprehensionNode, SyntaxNode } from "./syntax-tree.ts";
import { describeNode, elementHint, listHint } from "./type-hints.ts";
import { isTuple, type ValueType } from "./value-type.ts";

/** Comprehensions in the body of another, and so on. */
export const maxLoops = 6;

type Check = (node: SyntaxNode, source: ExpressionSource, scope: NameScope) => CheckedNode;

/** @throws {ExpressionTypeError | NameConflictError | ExpressionLimitError} if list, names or condition do not fit. */
export function checkComprehension(
  node: ComprehensionNode,
  source: ExpressionSource,
  scope: NameScope,
  check: Check,
): CheckedNode {
  const { span } = node;
  const list = check(node.list, source, scope);
  if (list.type.depth === 0)
    throw new ExpressionTypeError(`"for … in" goes through a list, but ${describeNode(list)}`, source, list.span);
  const depth = (scope.loops ?? 0) + 1;
  if (depth > maxLoops)
    throw new ExpressionLimitError(`Comprehensions are nested more than ${maxLoops} deep`, source, span);
  const variables = variablesOf(node, list, source, scope);
  const inner: NameScope = {
    ...scope,
    loops: depth,
    variables: new Map([
      ...(scope.variables ?? []),
      ...variables.map((variable) => [variable.name, variable] as const),
    ]),
  };
  const condition = node.condition && check(node.condition, source, inner);
  if (condition !== undefined && (condition.type.element !== "bool" || condition.type.depth > 0))
    throw new ExpressionTypeError(
      `The condition behind "if" is a bool, but ${describeNode(condition)}${condition.type.element === "bool" ? listHint(condition) : elementHint(condition, "bool")}`,
      source,
      condition.span,
    );
  const body = check(node.body, source, inner);
  return {
    kind: "comprehension",
    body,
    variables,
    list,
    condition,
    type: { element: body.type.element, depth: body.type.depth + 1 },
    source,
    span,
    depth: Math.max(body.depth, list.depth, condition?.depth ?? 0) + 1,
  };
}

function variablesOf(
  { names }: ComprehensionNode,
  list: CheckedNode,
  source: ExpressionSource,
  scope: NameScope,
): CheckedVariable[] {
  const of: ValueType = { element: list.type.element, depth: list.type.depth - 1 };
  for (const [i, { name }] of names.entries())
    if (isKnown(scope, name) || names.findIndex((other) => other.name === name) < i)
      throw new NameConflictError(
        `The name "${showText(name)}" behind "for" already has a meaning; choose another one`,
        source.where,
      );
  if (names.length === 1) return [{ name: names[0]!.name, type: of, part: undefined }];
  const { element } = of;
  if (of.depth > 0 || typeof element !== "object" || !isTuple(element) || element.fields.size !== names.length)
    throw new ExpressionTypeError(
      `${names.length} names behind "for" take the ${names.length} parts of each element, but ${describeNode(list)}`,
      source,
      list.span,
    );
  return [...element.fields].map(([part, type], i) => ({ name: names[i]!.name, type, part }));
}
