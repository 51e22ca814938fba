import type { Category, CorrectionNode, SimpleCorrection } from "./correction-tree.ts";

/** Texts of inputs that are known, by position. */
export type FixedTexts = ReadonlyMap<number, string>;

/** The tree without the choices that these texts decide. A text that no key fits leaves a category without keys, which always fails. */
export function fixTexts(node: CorrectionNode, fixed: FixedTexts): CorrectionNode {
  if (typeof node === "number" || fixed.size === 0) return node;
  const fix = (child: CorrectionNode): CorrectionNode => fixTexts(child, fixed);
  switch (node.kind) {
    case "category": {
      const text = fixed.get(node.input);
      if (text !== undefined) return chosen(node, text, fix);
      const otherwise = node.otherwise === undefined ? undefined : fix(node.otherwise);
      return { ...node, values: node.values.map(fix), otherwise };
    }
    case "binning": {
      const flow = typeof node.flow === "string" ? node.flow : { node: fix(node.flow.node) };
      return { ...node, content: node.content.map(fix), flow };
    }
    case "transform":
      return { ...node, rule: fix(node.rule), content: fix(node.content) };
    case "formula":
    case "hashprng":
      return node;
  }
}

function chosen(node: Category, text: string, fix: (node: CorrectionNode) => CorrectionNode): CorrectionNode {
  const at = node.keys.indexOf(text);
  const choice = at < 0 ? node.otherwise : node.values[at];
  return choice === undefined ? { ...node, values: [] } : fix(choice);
}

/** Every text that a key of the correction is, once, in order of the first. */
export function textsOf(corrections: readonly SimpleCorrection[]): string[] {
  const texts = new Set<string>();
  const visit = (node: CorrectionNode): void => {
    if (typeof node === "number") return;
    if (node.kind === "binning") {
      node.content.forEach(visit);
      if (typeof node.flow !== "string") visit(node.flow.node);
    } else if (node.kind === "category") {
      for (const key of node.keys) if (typeof key === "string") texts.add(key);
      node.values.forEach(visit);
      if (node.otherwise !== undefined) visit(node.otherwise);
    } else if (node.kind === "transform") {
      visit(node.rule);
      visit(node.content);
    }
  };
  for (const { data } of new Set(corrections)) visit(data);
  return [...texts];
}
