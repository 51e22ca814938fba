import { withError } from "../plot/numbers.ts";
import type { AnalysisView, CutflowStage, GroupView } from "../protocol/documents/analysis-view.ts";
import type { ExportProvenance } from "../protocol/documents/export-provenance.ts";
import { incompleteText, provenanceLine } from "./export-provenance.ts";
import { toTex } from "./to-tex.ts";

/**
 * Yields and cutflow as two LaTeX tables, which need no package. Errors are √Σw²; of data there are counts. With regions the yields have a
 * column for each.
 */
export function latexTables(view: AnalysisView, provenance: ExportProvenance): string {
  const warning = incompleteText(provenance);
  return [
    `% ${provenanceLine(provenance)}`,
    ...(warning === "" ? [] : [`% ${warning}`]),
    "",
    yieldsTable(view, warning),
    "",
    cutflowTable(view, warning),
    "",
  ].join("\n");
}

function yieldsTable({ spec, groups }: AnalysisView, warning: string): string {
  const columns = [
    { label: "Yield", of: ({ cutflow }: GroupView) => cutflow.at(-1) },
    ...(spec.regions ?? []).map(({ name, label = name }) => ({
      label,
      of: ({ regions }: GroupView) => regions.find((region) => region.name === name)?.cutflow.at(-1),
    })),
  ];
  const rowOf = (label: string, stages: readonly (CutflowStage | undefined)[], isCount: boolean) => [
    toTex(label),
    ...stages.map((stage) => cellOf(stage, isCount)),
  ];
  const simulated = groups.filter(({ kind }) => kind !== "data");
  const stagesOf = (group: GroupView) => columns.map(({ of }) => of(group));
  const total = columns.map(({ of }) => added(simulated.map(of)));
  return table(
    [["", ...columns.map(({ label }) => toTex(label))]],
    [
      simulated.map((group) => rowOf(group.label, stagesOf(group), false)),
      simulated.length < 2 ? [] : [rowOf("Total expected", total, false)],
      groups.filter(({ kind }) => kind === "data").map((group) => rowOf(group.label, stagesOf(group), true)),
    ],
    captionOf("Events after all cuts", warning),
  );
}

function cutflowTable({ spec, groups }: AnalysisView, warning: string): string {
  const cuts = ["all events", ...spec.cuts.map(({ name, label = name }) => label)];
  return table(
    [["", ...groups.map(({ label }) => stacked(label))]],
    [cuts.map((label, i) => [toTex(label), ...groups.map(({ cutflow, kind }) => cellOf(cutflow[i], kind === "data"))])],
    captionOf("Events after each cut and all before it", warning),
    // Cuts are told in sentences, which may run over several lines.
    "p{0.27\\textwidth}",
  );
}

/** Lines of a head that is no wider than the numbers below it need. */
function stacked(label: string): string {
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && longer.length <= 11) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length < 2 ? toTex(label) : `\\shortstack[r]{${lines.map(toTex).join("\\\\")}}`;
}

function captionOf(text: string, warning: string): string {
  return toTex(`${text}.${warning === "" ? "" : ` ${warning}.`}`);
}

function cellOf(stage: CutflowStage | undefined, isCount: boolean): string {
  if (stage === undefined) return "";
  if (isCount && stage.sumw === stage.sumw2) return String(stage.sumw);
  const { value, error } = withError(stage.sumw, Math.sqrt(stage.sumw2));
  return `$${value} \\pm ${error}$`;
}

/** Of independent groups errors add in squares. */
function added(stages: readonly (CutflowStage | undefined)[]): CutflowStage {
  const sum = (field: "entries" | "sumw" | "sumw2") => stages.reduce((all, stage) => all + (stage?.[field] ?? 0), 0);
  return { name: "total", entries: sum("entries"), sumw: sum("sumw"), sumw2: sum("sumw2") };
}

function table(
  head: readonly string[][],
  parts: readonly (readonly string[][])[],
  caption: string,
  first = "l",
): string {
  const rows = (lines: readonly string[][]) => lines.map((cells) => `    ${cells.join(" & ")} \\\\`);
  const columns = head[0]!.length;
  const bodies = parts.filter((part) => part.length > 0).flatMap((part) => ["    \\hline", ...rows(part)]);
  return [
    "\\begin{table}[htbp]",
    "  \\centering",
    `  \\caption{${caption}}`,
    "  \\small",
    `  \\begin{tabular}{${first}${"r".repeat(columns - 1)}}`,
    "    \\hline",
    ...rows(head),
    ...bodies,
    "    \\hline",
    "  \\end{tabular}",
    "\\end{table}",
  ].join("\n");
}
