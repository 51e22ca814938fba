import type { CheckedCall, CheckedNode } from "./checked-tree.ts";
import { ExpressionTypeError } from "./errors.ts";
import type { ElementwiseSignature, FunctionRow, Signature } from "./functions/signature.ts";
import type { ExpressionSource, Span } from "./source.ts";
import { elementHint, listHint } from "./type-hints.ts";
import { describeType, type ValueType } from "./value-type.ts";

/**
 * Chooses the first signature of the function that takes these arguments.
 *
 * @throws {ExpressionTypeError} if none does; says what the function takes and what it was given.
 */
export function checkCall(
  row: FunctionRow,
  parts: readonly CheckedNode[],
  source: ExpressionSource,
  span: Span,
): CheckedNode {
  const depth = Math.max(0, ...parts.map((part) => part.depth)) + 1;
  for (const signature of row.signatures) {
    const type = resultOf(
      signature,
      parts.map((part) => part.type),
    );
    if (type !== undefined) return { ...callOf(signature, parts), type, source, span, depth };
  }
  const given = parts.length === 0 ? "nothing" : parts.map((part) => describeType(part.type)).join(", ");
  throw new ExpressionTypeError(`${row.usage}: given ${given}${hintFor(row, parts)}`, source, span);
}

function callOf(signature: Signature, parts: readonly CheckedNode[]): CheckedCall {
  switch (signature.kind) {
    case "elementwise":
      return { kind: "elementwise", signature, arguments: parts };
    case "choice":
      return { kind: "choice", signature, arguments: parts };
    case "quantity":
      return { kind: "quantity", signature, arguments: parts };
    case "pair":
      return { kind: "pair", signature, arguments: parts };
    case "reduction":
      return { kind: "reduction", signature, arguments: parts };
    case "length":
      return { kind: "length", signature, arguments: parts };
    case "vectorSum":
      return { kind: "vectorSum", arguments: parts };
  }
}

/** Type of the result, or undefined if the signature does not take these types. */
function resultOf(signature: Signature, types: readonly ValueType[]): ValueType | undefined {
  const list = types.some((type) => type.list);
  const [first] = types;
  const elements = types.map((type) => type.element);
  switch (signature.kind) {
    case "elementwise":
      return takesElements(signature, types) ? { element: signature.result, list } : undefined;
    case "choice":
      return elements.join() === ["bool", signature.element, signature.element].join()
        ? { element: signature.element, list }
        : undefined;
    case "quantity":
      return elements.join() === "vector" ? { element: "number", list } : undefined;
    case "pair":
      return elements.join() === "vector,vector" ? { element: "number", list } : undefined;
    case "reduction":
      return types.length === 1 && first?.list === true && first.element === signature.element
        ? { element: signature.result, list: false }
        : undefined;
    case "length":
      return types.length === 1 && first?.list === true && first.element === signature.element
        ? { element: "number", list: false }
        : undefined;
    case "vectorSum":
      return types.length === 1 && first?.list === true && first.element === "vector"
        ? { element: "vector", list: false }
        : undefined;
  }
}

function takesElements({ parameters, variadic }: ElementwiseSignature, types: readonly ValueType[]): boolean {
  if (types.length < parameters.length || (variadic !== true && types.length > parameters.length)) return false;
  return types.every((type, i) => type.element === (parameters[i] ?? parameters.at(-1)));
}

/** Advice for the commonest slips: a bool for a number, a list of vectors where only its system has an answer. */
function hintFor(row: FunctionRow, parts: readonly CheckedNode[]): string {
  const wanted = row.signatures.some((s) => s.kind === "reduction" && s.element === "bool" && s.result === "bool");
  for (const part of parts) {
    if (wanted && part.type.list && part.type.element === "number") return elementHint(part, "bool");
    const numeric = row.signatures.every((s) => s.kind === "elementwise");
    if (numeric && part.type.element !== "number")
      return part.type.element === "vector" && part.type.list ? listHint(part) : elementHint(part, "number");
  }
  return "";
}
