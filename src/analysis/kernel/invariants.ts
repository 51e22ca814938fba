import { childrenOf } from "../expression/checked-children.ts";
import type { CheckedNode, CheckedVariable } from "../expression/checked-tree.ts";

const known = new WeakMap<CheckedNode, ReadonlySet<CheckedVariable>>();
const none: ReadonlySet<CheckedVariable> = new Set();

/** The variables of comprehensions around it that a node needs. Definitions and collections need none. */
export function freeVariables(node: CheckedNode): ReadonlySet<CheckedVariable> {
  const found = known.get(node);
  if (found !== undefined) return found;
  const free = computeFree(node);
  known.set(node, free);
  return free;
}

function computeFree(node: CheckedNode): ReadonlySet<CheckedVariable> {
  if (node.kind === "variable") return new Set([node.variable]);
  const free = new Set<CheckedVariable>();
  for (const child of childrenOf(node)) for (const variable of freeVariables(child)) free.add(variable);
  if (node.kind === "comprehension") for (const variable of node.variables) free.delete(variable);
  return free.size === 0 ? none : free;
}

/** Those of its parts that are computed whatever the values of others. */
function certainChildren(node: CheckedNode): readonly CheckedNode[] {
  if (node.kind === "comprehension") return [node.list];
  if (node.kind === "choice" && node.type.depth === 0) return [node.arguments[0]!];
  if (node.kind === "binary" && node.type.depth === 0 && (node.operator === "&&" || node.operator === "||"))
    return [node.left];
  return "fallback" in node ? node.arguments : childrenOf(node);
}

/** The largest parts that are computed for every element, and are the same for each. */
export function invariantsOf(node: CheckedNode, variables: ReadonlySet<CheckedVariable>): CheckedNode[] {
  const free = freeVariables(node);
  if (![...variables].some((variable) => free.has(variable))) return isTrivial(node) ? [] : [node];
  return certainChildren(node).flatMap((child) => invariantsOf(child, variables));
}

function isTrivial(node: CheckedNode): boolean {
  return ["number", "bool", "string", "variable"].includes(node.kind);
}
