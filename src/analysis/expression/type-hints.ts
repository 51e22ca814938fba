import type { CheckedNode } from "./checked-tree.ts";
import { quote } from "./source.ts";
import { describeType, type Element, isVectorElement } from "./value-type.ts";

/** The text of a checked expression, for messages. */
export function textOf(node: CheckedNode, limit?: number): string {
  return quote(node.source.text, node.span, limit);
}

/** `lep_n is a number`. */
export function describeNode(node: CheckedNode): string {
  return `${textOf(node)} is ${describeType(node.type)}`;
}

/** What to do with a value that should have been a list or single value of `wanted`; starts with `; ` or is empty. */
export function elementHint(node: CheckedNode, wanted: "number" | "bool" | "string"): string {
  const text = textOf(node, 40);
  const given = node.type.element;
  if (given === wanted || (wanted === "string" && typeof given === "string")) return "";
  if (wanted === "bool" && given === "number") return `; write "${text} != 0"`;
  if (wanted === "number" && given === "bool")
    return node.type.depth > 0
      ? `; sum(${text}) counts the true ones, where(${text}, 1, 0) makes numbers of them`
      : `; where(${text}, 1, 0) makes a number of it`;
  return fieldHint(text, given);
}

function fieldHint(text: string, given: Element): string {
  if (given === "string") return `; compare it, as ${text} == "…"`;
  if (isVectorElement(given)) return `; ask for pt(${text}), mass(${text}) or another of its numbers`;
  if (typeof given !== "object") return "";
  return `; ask for one of its fields, as ${text}.${[...given.fields.keys()][0]!}`;
}

/** What to do with a list where one value is wanted; starts with `; ` or is empty. */
export function listHint(node: CheckedNode): string {
  if (node.type.depth === 0) return "";
  const call = findQuantity(node);
  if (call !== undefined) return `; ${call}`;
  const text = textOf(node, 40);
  if (node.type.element === "bool") return `; wrap it in any(${text}) or all(${text})`;
  if (isVectorElement(node.type.element)) return `; take one, as ${text}[0], or the system sum(${text})`;
  return `; take one element, as ${text}[0], or sum(${text}), max(${text}), …`;
}

/** `mass(lep)` where the mass of the system was probably meant. */
function findQuantity(node: CheckedNode): string | undefined {
  if (node.kind === "quantity") {
    const argument = node.arguments[0]!;
    if (argument.type.depth === 0) return undefined;
    const name = textOf(node, 60).split("(", 1)[0]!;
    const inner = textOf(argument, 40);
    return `${name}(${inner}) is a list with the ${name} of each, ${name}(sum(${inner})) is that of the system`;
  }
  if (node.kind === "negate" || node.kind === "not" || node.kind === "complement") return findQuantity(node.argument);
  if (node.kind === "elementwise") return node.arguments.map(findQuantity).find((found) => found !== undefined);
  // Down the left side in a loop: a chain of operators may be long.
  let left: CheckedNode = node;
  while (left.kind === "binary") {
    const found = findQuantity(left.right);
    if (found !== undefined) return found;
    left = left.left;
  }
  return left === node ? undefined : findQuantity(left);
}
