import { withError } from "../plot/numbers.ts";
import type { AnalysisView, CutflowStage, GroupView, SampleView } from "../protocol/documents/analysis-view.ts";
import { incompleteNames, incompleteNote, marked, sampleName } from "./incomplete.ts";
import { percentage } from "./numbers.ts";
import { type FitColumn, naturalWidth, renderFitting } from "./fit-table.ts";
import type { Row } from "./table.ts";
import { printable } from "./terminal-text.ts";

/**
 * Events after each cut, per group and per sample: unweighted, Σw and its error √Σw². Data without weights have these two columns empty.
 * Regions follow the last cut, each as `@region` with its own cuts below it. Where there is no room for two columns of names, cuts stand
 * below their sample.
 *
 * @param width of the terminal; undefined: any
 */
export function renderCutflow(view: AnalysisView, width?: number): string {
  const incomplete = incompleteNames(view);
  const rows: Row[] = view.groups.flatMap((group, index) => [
    ...(index === 0 ? [] : (["line"] as const)),
    ...stageRows(incomplete.groups.has(group.name), group),
    ...group.samples.flatMap((sample) => stageRows(incomplete.samples.has(sample.name), group, sample)),
  ]);
  const names: readonly FitColumn[] = [
    { header: "sample", align: "left", key: true },
    { header: "cut", align: "left", key: true },
  ];
  const isNarrow = width !== undefined && naturalWidth([...names, ...numbers], rows) > width;
  const table = isNarrow
    ? renderFitting([{ header: "sample, cut", align: "left" }, ...numbers], stacked(rows), width)
    : renderFitting([...names, ...numbers], rows, undefined);
  return incomplete.samples.size === 0 ? table : `${table}\n${incompleteNote}`;
}

const numbers: readonly FitColumn[] = [
  { header: "events", align: "right" },
  { header: "of all", align: "right" },
  { header: "Σw", align: "decimal" },
  { header: "± stat", align: "decimal", joined: true },
];

/** The name of each sample in a line of its own, its cuts below it. */
function stacked(rows: readonly Row[]): Row[] {
  let indent = "";
  return rows.flatMap((row): Row[] => {
    if (row === "line") return [row];
    const [sample = "", cut = "", ...cells] = row;
    if (sample !== "") indent = " ".repeat(/^ */.exec(sample)![0].length + 2);
    return [...(sample === "" ? [] : [[sample]]), [`${indent}${cut}`, ...cells]];
  });
}

function isCounted({ entries, sumw, sumw2 }: CutflowStage): boolean {
  return sumw === entries && sumw2 === entries;
}

/** Lines of a group, or of one of its samples; a group with one sample has lines only once. */
function stageRows(incomplete: boolean, group: GroupView, sample?: SampleView): Row[] {
  const alone = group.samples.length === 1;
  if (sample === undefined && alone) return [];
  const name =
    sample === undefined ? `${group.name} (all)` : alone ? `${group.name}: ${sample.name}` : `  ${sampleName(sample)}`;
  const { cutflow, regions } = sample ?? group;
  const all = cutflow[0]?.entries ?? 0;
  const ofRegions = regions.flatMap((region) =>
    region.cutflow.map((stage, index) => ({ ...stage, name: index === 0 ? `@${region.name}` : `  ${stage.name}` })),
  );
  return [...cutflow, ...ofRegions].map((stage, index) => {
    const { value, error } = withError(stage.sumw, Math.sqrt(stage.sumw2));
    const weighted = group.kind === "data" && isCounted(stage) ? ["", ""] : [value, `± ${error}`];
    return [
      index === 0 ? marked(name, incomplete) : "",
      printable(stage.name),
      String(stage.entries),
      percentage(stage.entries, all),
      ...weighted,
    ];
  });
}
