import { parseExpression } from "../analysis/expression/parser.ts";
import type { SyntaxNode } from "../analysis/expression/syntax-tree.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { AppError } from "../errors/app-error.ts";
import type { AnalysisWarning } from "../protocol/documents/analysis-document.ts";
import type { ColumnsSeen } from "../protocol/log-event.ts";

/** A threshold so many times below or above all values that were seen is a slip rather than a choice. */
const farTimes = 20;
const mostTold = 10;

/**
 * Cuts that compare a branch with a number far outside of its values in the first file: mostly the number is in GeV and the file in MeV, or
 * the other way round. Told while the analysis runs as well, since waiting does not change it.
 */
export function thresholdWarnings({ cuts, groups }: AnalysisSpec, seen: ColumnsSeen | undefined): AnalysisWarning[] {
  if (seen === undefined) return [];
  const columns = new Map(seen.columns.map((column) => [column.name, column]));
  const file = groups[0]?.samples[0]?.files[seen.file] ?? "the first file";
  const messages = cuts.flatMap(({ name, expression }) =>
    thresholdsIn(expression).flatMap(({ column, threshold }) => {
      const { lowest, highest } = columns.get(column) ?? {};
      if (lowest === undefined || highest === undefined) return [];
      const doubt = doubtOf(threshold, lowest, highest);
      if (doubt === undefined) return [];
      const range = `${column} runs from ${rounded(lowest)} to ${rounded(highest)} in the first ${seen.entries} events of ${file}`;
      return [
        `The cut ${name} compares ${column} with ${threshold}, far ${doubt.side} all its values: ${range}${doubt.ask}`,
      ];
    }),
  );
  return [...new Set(messages)].slice(0, mostTold).map((message) => ({ name: "ThresholdWarning", message }));
}

interface Doubt {
  readonly side: "below" | "above";
  /** A question about the unit, if that would explain it. */
  readonly ask: string;
}

/** Only of positive values: what has both signs has no unit that could be mistaken this way. */
function doubtOf(threshold: number, lowest: number, highest: number): Doubt | undefined {
  if (!(threshold > 0 && lowest > 0)) return undefined;
  const wouldFit = (value: number) => value * farTimes >= lowest && value <= highest * farTimes;
  if (threshold * farTimes < lowest)
    return { side: "below", ask: wouldFit(threshold * 1000) ? `; is ${threshold} in GeV, and the file in MeV?` : "" };
  if (threshold > highest * farTimes)
    return { side: "above", ask: wouldFit(threshold / 1000) ? `; is ${threshold} in MeV, and the file in GeV?` : "" };
  return undefined;
}

interface Threshold {
  readonly column: string;
  readonly threshold: number;
}

/** Every `branch < number`, `branch[0] < number` and the like; of anything else the range is not known. */
function thresholdsIn(expression: string): Threshold[] {
  let tree: SyntaxNode;
  try {
    tree = parseExpression({ text: expression, where: {} }).tree;
  } catch (error) {
    // A processor refuses it, and says why.
    if (error instanceof AppError) return [];
    throw error;
  }
  const found: Threshold[] = [];
  visit(tree, (node) => {
    if (node.kind !== "binary" || !["<", "<=", ">", ">="].includes(node.operator)) return;
    for (const [side, other] of [
      [node.left, node.right],
      [node.right, node.left],
    ] as const) {
      const column = columnOf(side);
      if (column !== undefined && other.kind === "number") found.push({ column, threshold: other.value });
    }
  });
  return found;
}

function columnOf(node: SyntaxNode): string | undefined {
  if (node.kind === "name") return node.name;
  return node.kind === "index" ? columnOf(node.base) : undefined;
}

function visit(node: SyntaxNode, see: (node: SyntaxNode) => void): void {
  see(node);
  for (const child of childrenOf(node)) visit(child, see);
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case "unary":
      return [node.argument];
    case "binary":
      return [node.left, node.right];
    case "index":
      return [node.base, node.index];
    case "slice":
      return [node.base];
    case "field":
      return [node.base];
    case "list":
      return node.elements;
    case "comprehension":
      return [node.list, ...(node.condition === undefined ? [] : [node.condition]), node.body];
    case "call":
      return node.fallback === undefined ? node.arguments : [...node.arguments, node.fallback];
    case "number":
    case "string":
    case "bool":
    case "name":
      return [];
  }
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
