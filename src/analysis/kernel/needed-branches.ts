import type { CheckedCollection, CheckedNode } from "../expression/checked-tree.ts";
import { quantity, wholeVector } from "../expression/functions/signature.ts";

/**
 * Adds the branches that the expressions read to `branches`, in order of first use.
 *
 * Of a collection only those fields count that the functions applied to it ask for: `pt(lep)` does not need eta.
 */
export function addNeededBranches(nodes: Iterable<CheckedNode>, branches: Set<string>): void {
  const seen = new Set<string>();
  for (const node of nodes) visit(node, wholeVector, branches, seen);
}

/** The fields of a collection that hold, or are needed to compute, the wanted quantities. Its length is that of pt. */
export function fieldsFor(collection: CheckedCollection, want: number): ("pt" | "eta" | "phi" | "energy" | "mass")[] {
  const derived = collection.energy === undefined ? (want & quantity.energy) !== 0 : (want & quantity.mass) !== 0;
  const momentum = (want & (quantity.energy | quantity.mass)) !== 0;
  return [
    "pt",
    ...((want & quantity.eta) !== 0 || derived ? (["eta"] as const) : []),
    ...((want & quantity.phi) !== 0 ? (["phi"] as const) : []),
    ...(momentum ? ([collection.energy === undefined ? "mass" : "energy"] as const) : []),
  ];
}

/** `want` are the quantities asked of the node if it holds four-vectors. `seen` keeps shared definitions from being walked again and again. */
function visit(node: CheckedNode, want: number, branches: Set<string>, seen: Set<string>): void {
  const go = (child: CheckedNode | undefined, wanted = wholeVector): void => {
    if (child !== undefined) visit(child, wanted, branches, seen);
  };
  switch (node.kind) {
    case "number":
    case "bool":
      return;
    case "branch":
      branches.add(node.branch);
      return;
    case "define": {
      const key = `${node.define.index}:${want}`;
      if (seen.has(key)) return;
      seen.add(key);
      go(node.define.node, want);
      return;
    }
    case "collection":
      for (const field of fieldsFor(node.collection, want)) go(node.collection[field]);
      return;
    case "negate":
    case "not":
      go(node.argument);
      return;
    case "binary":
      visitChain(node, go);
      return;
    case "index":
      go(node.base, want);
      go(node.index);
      return;
    case "slice":
      go(node.base, want);
      go(node.start);
      go(node.stop);
      return;
    case "mask":
      go(node.base, want);
      go(node.mask);
      return;
    case "quantity":
    case "pair":
      for (const part of node.arguments) go(part, node.signature.needs);
      return;
    case "length":
      for (const part of node.arguments) go(part, quantity.pt);
      return;
    case "elementwise":
    case "choice":
    case "reduction":
    case "vectorSum":
      for (const part of node.arguments) go(part);
  }
}

/** Down the left side in a loop: a chain of operators may be long. Left to right, as it is computed. */
function visitChain(node: CheckedNode & { readonly kind: "binary" }, go: (child: CheckedNode) => void): void {
  const chain: CheckedNode[] = [];
  let left: CheckedNode = node;
  while (left.kind === "binary") {
    chain.push(left.right);
    left = left.left;
  }
  go(left);
  for (const right of chain.reverse()) go(right);
}
