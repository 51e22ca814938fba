import type { CheckedNode } from "./checked-tree.ts";

/** The parts of a node, in the order in which they are computed. */
export function childrenOf(node: CheckedNode): readonly CheckedNode[] {
  switch (node.kind) {
    case "number":
    case "bool":
    case "string":
    case "branch":
    case "define":
    case "collection":
    case "variable":
      return [];
    case "negate":
    case "not":
    case "complement":
      return [node.argument];
    case "field":
      return [node.base];
    case "literal":
      return node.elements;
    case "comprehension":
      return [node.list, ...(node.condition === undefined ? [] : [node.condition]), node.body];
    case "binary":
      return [node.left, node.right];
    case "index":
      return [node.base, node.index];
    case "slice":
      return [node.base, ...[node.start, node.stop].filter((end) => end !== undefined)];
    case "mask":
      return [node.base, node.mask];
    case "positions":
      return [node.base, node.positions];
    case "correction":
      return node.arguments;
    case "elementwise":
    case "choice":
    case "quantity":
    case "pair":
    case "vector":
    case "boost":
    case "reduction":
    case "length":
    case "listCall":
    case "vectorSum":
      return node.fallback === undefined ? node.arguments : [...node.arguments, node.fallback];
  }
}
