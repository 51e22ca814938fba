import { argumentFault, type ArgumentType } from "../../corrections/argument-fault.ts";
import type { CallableCorrection } from "../../corrections/callable-correction.ts";
import type { Correction } from "../../corrections/correction-tree.ts";
import { knownTexts } from "../../corrections/known-texts.ts";
import { nearestNames } from "../../errors/nearest-names.ts";
import type { CheckedNode } from "./checked-tree.ts";
import { ExpressionTypeError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { CallNode, SyntaxNode } from "./syntax-tree.ts";

/** What is known of an argument: once it is checked its type, before that only whether it is written out. */
interface SeenArgument {
  readonly span: Span;
  readonly type: ArgumentType | undefined;
  readonly written: number | string | undefined;
}

/**
 * Checks the call of a correction: arguments as its inputs say, single or lists, which are gone through together.
 *
 * @throws {ExpressionTypeError} at the argument that does not fit, or at the call.
 */
export function checkCorrectionCall(
  callable: CallableCorrection,
  parts: readonly CheckedNode[],
  fallback: CheckedNode | undefined,
  source: ExpressionSource,
  span: Span,
): CheckedNode {
  const { correction } = callable;
  refuseFallback(fallback, source);
  refuseFault(correction, parts.map(seenOf), source, span);
  const texts: Record<string, string> = {};
  const left: CheckedNode[] = [];
  for (const [i, part] of parts.entries())
    if (part.kind === "string") texts[correction.inputs[i]!.name] = part.value;
    else left.push(part);
  const listDepth = Math.max(0, ...parts.map(({ type }) => type.depth));
  const depth = Math.max(0, ...parts.map((part) => part.depth)) + 1;
  const type = { element: "number", depth: listDepth } as const;
  return { kind: "correction", callable, texts, arguments: left, type, source, span, depth };
}

/**
 * Checks a call without knowing the branches: the number of its arguments, and those that are written out.
 *
 * @throws {ExpressionTypeError} as `checkCorrectionCall`.
 */
export function checkWrittenCall(correction: Correction, call: CallNode, source: ExpressionSource): void {
  refuseFallback(call.fallback, source);
  refuseFault(correction, call.arguments.map(seenIn), source, call.span);
}

function refuseFallback(fallback: { readonly span: Span } | undefined, source: ExpressionSource): void {
  if (fallback === undefined) return;
  const message = 'A correction takes no "default="; what it gives elsewhere is written in its file';
  throw new ExpressionTypeError(message, source, fallback.span);
}

function seenOf(node: CheckedNode): SeenArgument {
  const { element } = node.type;
  const written = node.kind === "number" || node.kind === "string" ? node.value : undefined;
  return { span: node.span, type: typeof element === "object" ? "record" : element, written };
}

function seenIn(node: SyntaxNode): SeenArgument {
  const { span } = node;
  if (node.kind === "bool") return { span, type: "bool", written: undefined };
  if (node.kind !== "number" && node.kind !== "string") return { span, type: undefined, written: undefined };
  return { span, type: node.kind, written: node.value };
}

function refuseFault(
  correction: Correction,
  seen: readonly SeenArgument[],
  source: ExpressionSource,
  span: Span,
): void {
  const types = seen.map(({ type }) => type);
  const fault = argumentFault(correction, types);
  const at = fault?.argument === undefined ? span : seen[fault.argument]!.span;
  if (fault !== undefined) throw new ExpressionTypeError(fault.message, source, at);
  for (const [i, { written, span: place }] of seen.entries()) {
    const problem = valueProblem(correction, i, written);
    if (problem !== undefined) throw new ExpressionTypeError(problem, source, place);
  }
}

/** Why a value that is written out can never give a result. */
function valueProblem(correction: Correction, i: number, written: number | string | undefined): string | undefined {
  const { name, type } = correction.inputs[i]!;
  const title = `The correction ${JSON.stringify(correction.name)}`;
  if (typeof written === "number")
    return type === "int" && !Number.isSafeInteger(written)
      ? `${title} takes ${name} as a whole number, and ${written} is none`
      : undefined;
  if (written === undefined) return undefined;
  const known = knownTexts(correction, i);
  if (known === undefined || known.includes(written)) return undefined;
  const near = nearestNames(written, known);
  const [what, names] = near.length > 0 ? ["nearest", near] : ["known", known.slice(0, 20)];
  return `${title} knows no ${name} ${JSON.stringify(written)}; ${what}: ${names.map((text) => JSON.stringify(text)).join(", ")}`;
}
