import type { CheckedNode } from "./checked-tree.ts";

/** The number that a node is, or the numbers of a list that is written out; undefined for any other node. */
export function writtenNumbers(node: CheckedNode): readonly number[] | undefined {
  if (node.kind === "number") return [node.value];
  if (node.kind !== "literal") return undefined;
  const values = node.elements.flatMap((element) => (element.kind === "number" ? element.value : []));
  return values.length === node.elements.length ? values : undefined;
}
