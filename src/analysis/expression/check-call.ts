import type { CheckedCall, CheckedNode } from "./checked-tree.ts";
import { ExpressionTypeError } from "./errors.ts";
import type { Argument, ElementwiseSignature, FunctionRow, Signature } from "./functions/signature.ts";
import type { ExpressionSource, Span } from "./source.ts";
import { describeNode, elementHint, listHint, textOf } from "./type-hints.ts";
import {
  commonElement,
  describeType,
  isVectorElement,
  numberType,
  sameType,
  systemElement,
  type ValueType,
  vectorElement,
} from "./value-type.ts";
import { writtenNumbers } from "./written-numbers.ts";

/**
 * Chooses the first signature of the function that takes these arguments.
 *
 * @param fallback what stands behind `default=`
 * @throws {ExpressionTypeError} if none does; says what the function takes and what it was given.
 */
export function checkCall(
  row: FunctionRow,
  parts: readonly CheckedNode[],
  fallback: CheckedNode | undefined,
  source: ExpressionSource,
  span: Span,
): CheckedNode {
  const all = fallback === undefined ? parts : [...parts, fallback];
  const depth = Math.max(0, ...all.map((part) => part.depth)) + 1;
  for (const signature of row.signatures) {
    const type = resultOf(signature, parts);
    if (type === undefined) continue;
    if (fallback !== undefined) checkFallback(row, signature, parts, fallback, source);
    return { ...callOf(signature, parts, fallback), type, source, span, depth };
  }
  const given = parts.length === 0 ? "nothing" : parts.map((part) => describeType(part.type)).join(", ");
  throw new ExpressionTypeError(`${row.usage}: given ${given}${hintFor(row, parts)}`, source, span);
}

function checkFallback(
  row: FunctionRow,
  signature: Signature,
  parts: readonly CheckedNode[],
  fallback: CheckedNode,
  source: ExpressionSource,
): void {
  const wanted =
    signature.kind === "reduction" && signature.refusesEmpty
      ? numberType
      : signature.kind === "listCall"
        ? signature.fallback?.(parts.map(argumentOf))
        : undefined;
  if (wanted === undefined)
    throw new ExpressionTypeError(
      `${row.name} of these has a value for every event, so it takes no "default="`,
      source,
      fallback.span,
    );
  if (!sameType(wanted, fallback.type))
    throw new ExpressionTypeError(
      `The default is ${describeType(wanted)}, but ${describeNode(fallback)}`,
      source,
      fallback.span,
    );
}

function callOf(signature: Signature, parts: readonly CheckedNode[], fallback: CheckedNode | undefined): CheckedCall {
  const call = { arguments: parts, fallback };
  switch (signature.kind) {
    case "elementwise":
      return { kind: "elementwise", signature, ...call };
    case "choice":
      return { kind: "choice", signature, ...call };
    case "quantity":
      return { kind: "quantity", signature, ...call };
    case "pair":
      return { kind: "pair", signature, ...call };
    case "vector":
      return { kind: "vector", signature, ...call };
    case "boost":
      return { kind: "boost", signature, ...call };
    case "reduction":
      return { kind: "reduction", signature, ...call };
    case "length":
      return { kind: "length", signature, ...call };
    case "listCall":
      return { kind: "listCall", signature, ...call };
    case "vectorSum":
      return { kind: "vectorSum", arguments: parts, fallback: undefined };
  }
}

/** Type of the result, or undefined if the signature does not take these. */
function resultOf(signature: Signature, parts: readonly CheckedNode[]): ValueType | undefined {
  const types = parts.map((part) => part.type);
  const depth = Math.max(0, ...types.map((type) => type.depth));
  const [first] = types;
  const elements = types.map((type) => type.element);
  switch (signature.kind) {
    case "elementwise":
      return takesElements(signature, types) ? { element: signature.result, depth } : undefined;
    case "choice": {
      if (elements.length !== 3 || elements[0] !== "bool") return undefined;
      const element = commonElement(elements[1]!, elements[2]!);
      // With one condition the chosen one is taken as it is: both are then lists, or none is.
      return element === undefined ? undefined : { element, depth };
    }
    case "quantity":
      return elements.length === 1 && isVectorElement(elements[0]!) ? { element: "number", depth } : undefined;
    case "pair":
      return elements.length === 2 && elements.every(isVectorElement)
        ? { element: signature.result, depth }
        : undefined;
    case "vector":
      return elements.length === 4 && elements.every((element) => element === "number")
        ? { element: vectorElement(signature.coordinates), depth }
        : undefined;
    case "boost":
      return elements.length === 2 && elements.every(isVectorElement) ? { element: systemElement, depth } : undefined;
    case "reduction":
      return types.length === 1 && first?.depth === 1 && first.element === signature.element
        ? { element: signature.result, depth: 0 }
        : undefined;
    case "length":
      return types.length === 1 && depth > 0 ? numberType : undefined;
    case "listCall":
      return signature.result(parts.map(argumentOf));
    case "vectorSum":
      return types.length === 1 && first?.depth === 1 && isVectorElement(first.element)
        ? { element: systemElement, depth: 0 }
        : undefined;
  }
}

function argumentOf(node: CheckedNode): Argument {
  return { type: node.type, numbers: writtenNumbers(node) };
}

function takesElements({ parameters, variadic }: ElementwiseSignature, types: readonly ValueType[]): boolean {
  if (types.length < parameters.length || (variadic !== true && types.length > parameters.length)) return false;
  return types.every((type, i) => type.element === (parameters[i] ?? parameters.at(-1)));
}

/** Advice for the commonest slips: a bool for a number, a list of vectors where only its system has an answer. */
function hintFor(row: FunctionRow, parts: readonly CheckedNode[]): string {
  const [first, second] = parts;
  const kind = row.signatures[0]!.kind;
  if (kind === "quantity" && parts.length === 2 && parts.every((part) => isVectorElement(part.type.element)))
    return `; ${row.name}(${textOf(first!, 40)} + ${textOf(second!, 40)}) is that of the system`;
  if (kind === "pair" || kind === "boost" || kind === "quantity")
    if (parts.some((part) => part.type.element === "number"))
      return "; ptEtaPhiM(pt, eta, phi, mass) makes a four-vector of numbers";
  const wanted = row.signatures.some((s) => s.kind === "reduction" && s.element === "bool" && s.result === "bool");
  for (const part of parts) {
    const isList = part.type.depth > 0;
    if (wanted && isList && part.type.element === "number") return elementHint(part, "bool");
    const numeric = row.signatures.every((s) => s.kind === "elementwise" && s.parameters[0] === "number");
    if (numeric && part.type.element !== "number")
      return isVectorElement(part.type.element) && isList ? listHint(part) : elementHint(part, "number");
  }
  return "";
}
