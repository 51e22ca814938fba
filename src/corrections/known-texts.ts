import type { Correction, CorrectionNode } from "./correction-tree.ts";

/**
 * The texts that an input may have, in the order of the file; undefined if any text gives a value somewhere: no category asks for it, or
 * one has a default.
 *
 * @param input position in the correction's list
 */
export function knownTexts(correction: Correction, input: number): string[] | undefined {
  const trees =
    correction.kind === "simple"
      ? [{ data: correction.data, at: input }]
      : correction.steps.map((step) => ({ data: step.correction.data, at: step.inputs.indexOf(input) }));
  const texts = new Set<string>();
  const open = { is: false };
  const visit = (node: CorrectionNode, at: number): void => {
    if (typeof node === "number") return;
    if (node.kind === "binning") {
      for (const each of node.content) visit(each, at);
      if (typeof node.flow !== "string") visit(node.flow.node, at);
    } else if (node.kind === "transform") {
      visit(node.rule, at);
      visit(node.content, at);
    } else if (node.kind === "category") {
      if (node.input === at) {
        for (const key of node.keys) texts.add(String(key));
        if (node.otherwise !== undefined) open.is = true;
      }
      for (const each of node.values) visit(each, at);
      if (node.otherwise !== undefined) visit(node.otherwise, at);
    }
  };
  for (const { data, at } of trees) if (at >= 0) visit(data, at);
  return open.is || texts.size === 0 ? undefined : [...texts];
}
